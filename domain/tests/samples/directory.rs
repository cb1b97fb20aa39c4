use std::collections::BTreeSet;

use docket_domain::desk::event::{
    self as desk, DeskEvent, ParticipantsMayAddChanged, RequestTypeAdded, RequestTypeChanged,
    RequestTypeRestored, RequestTypeRetired, RequestTypesOrdered, SignUpChanged,
};
use docket_domain::desk::{
    ChoiceOption, Condition, Expected, Field, FieldKind, Form, Localized, Options, SignUp,
};
use docket_domain::organization::event::{
    self as organization_event, DefaultVisibilityChanged, MailContentChanged, MailDomainsChanged,
    MemberAdded, MemberRemoved, OrganizationEvent,
};
use docket_domain::organization::{DefaultVisibility, MailContent};
use docket_domain::person::event::{
    self as person_event, Activated, Deactivated, InvitationRevoked, Invited, LanguageChanged,
    NotificationsChosen, PasswordChanged, PasswordResetRequested, PersonEvent, Reactivated, RoleChanged,
    SecondFactorDisabled, SecondFactorEnabled, SignUpRepeated, TimeZoneChanged, TokenCreated, TokenRevoked,
};
use docket_domain::person::{InvitationOrigin, Notifications, PasswordChange, TokenScope};
use docket_domain::{
    DeskKey, DeskName, EmailAddress, FieldKey, HelpText, Label, Language, MailDomain, OptionKey,
    OrganizationName, OrganizationSlug, PersonName, RequestTypeKey, Role, TimeZone, TokenName,
};

use super::{Sample, person, sample, time, uuid};

pub(super) fn people() -> Vec<Sample> {
    let sample = |name, event: PersonEvent| sample(name, event);
    let quiet = Notifications { comments: false, queue: false, ..Notifications::default() };
    let invited =
        |origin| Invited { invitation: uuid(0xa1), origin, language: Language::Fr, expires_at: time() };
    vec![
        sample(
            "customer",
            person_event::Created {
                email: EmailAddress::parse("maria@meridian.example").unwrap(),
                name: PersonName::parse("María López").unwrap(),
                language: Language::Es,
                role: Role::Customer,
            }
            .into(),
        ),
        sample(
            "administrator",
            person_event::Created {
                email: EmailAddress::parse("ada@docket.example").unwrap(),
                name: PersonName::parse("Ada").unwrap(),
                language: Language::En,
                role: Role::Administrator,
            }
            .into(),
        ),
        sample("invited", invited(InvitationOrigin::Invited).into()),
        sample("signed_up", invited(InvitationOrigin::SignedUp).into()),
        sample("shared", invited(InvitationOrigin::Shared).into()),
        sample("revoked", InvitationRevoked { invitation: uuid(0xa1) }.into()),
        sample("activated", Activated { invitation: uuid(0xa1) }.into()),
        sample("renamed", person_event::Renamed { name: PersonName::parse("Maria").unwrap() }.into()),
        sample("german", LanguageChanged { language: Language::De }.into()),
        sample("promoted", RoleChanged { from: Role::Customer, to: Role::Agent }.into()),
        sample("deactivated", Deactivated {}.into()),
        sample("reactivated", Reactivated {}.into()),
        sample("paris", TimeZoneChanged { time_zone: TimeZone::parse("Europe/Paris").unwrap() }.into()),
        sample("sign_up_repeated", SignUpRepeated {}.into()),
        sample("reset_requested", PasswordResetRequested { reset: uuid(0xa2), expires_at: time() }.into()),
        sample("password_changed", PasswordChanged { by: PasswordChange::Password }.into()),
        sample("password_reset", PasswordChanged { by: PasswordChange::Reset }.into()),
        sample("second_factor_enabled", SecondFactorEnabled {}.into()),
        sample("second_factor_disabled", SecondFactorDisabled {}.into()),
        sample("read_token", token(TokenScope::Read).into()),
        sample("read_write_token", token(TokenScope::ReadWrite).into()),
        sample("token_revoked", TokenRevoked { token: uuid(0xa3) }.into()),
        sample("notifications_chosen", NotificationsChosen { notifications: quiet }.into()),
    ]
}

fn token(scope: TokenScope) -> TokenCreated {
    let name = TokenName::parse("monitoring").unwrap();
    TokenCreated { token: uuid(0xa3), name, scope, expires_at: time() }
}

pub(super) fn organizations() -> Vec<Sample> {
    let sample = |name, event: OrganizationEvent| sample(name, event);
    let name = || OrganizationName::parse("Meridian Broadcasting").unwrap();
    vec![
        sample(
            "created",
            organization_event::Created {
                name: name(),
                slug: OrganizationSlug::parse("meridian-broadcasting").unwrap(),
            }
            .into(),
        ),
        sample("renamed", organization_event::Renamed { name: name() }.into()),
        sample("manager", MemberAdded { person: person(1), manager: true }.into()),
        sample("member", MemberAdded { person: person(2), manager: false }.into()),
        sample("removed", MemberRemoved { person: person(2) }.into()),
        sample("full", MailContentChanged { content: MailContent::Full }.into()),
        sample("link_only", MailContentChanged { content: MailContent::LinkOnly }.into()),
        sample("private", DefaultVisibilityChanged { visibility: DefaultVisibility::Private }.into()),
        sample(
            "organization",
            DefaultVisibilityChanged { visibility: DefaultVisibility::Organization }.into(),
        ),
        sample(
            "mail_domains",
            MailDomainsChanged { domains: BTreeSet::from([MailDomain::parse("meridian.example").unwrap()]) }
                .into(),
        ),
    ]
}

pub(super) fn desks() -> Vec<Sample> {
    let sample = |name, event: DeskEvent| sample(name, event);
    let key = || RequestTypeKey::parse("incident").unwrap();
    let name = || Localized::from(Label::parse("Incident").unwrap());
    let domains = BTreeSet::from([MailDomain::parse("meridian.example").unwrap()]);
    vec![
        sample(
            "created",
            desk::Created {
                key: DeskKey::parse("AMS").unwrap(),
                name: DeskName::parse("Audience Measurement Support").unwrap().into(),
            }
            .into(),
        ),
        sample("renamed", desk::Renamed { name: DeskName::parse("AMS").unwrap().into() }.into()),
        sample(
            "every_kind_of_field",
            RequestTypeAdded { key: key(), name: name(), description: None, form: form() }.into(),
        ),
        sample(
            "no_fields",
            RequestTypeAdded { key: key(), name: name(), description: None, form: Form::default() }.into(),
        ),
        sample(
            "second_version",
            RequestTypeChanged { key: key(), name: name(), description: None, form: form(), form_version: 2 }
                .into(),
        ),
        sample(
            "languages_and_conditions",
            RequestTypeAdded {
                key: key(),
                name: in_two_languages(Label::parse, "Incident", "Incident"),
                description: Some(in_two_languages(HelpText::parse, "It is broken.", "C'est en panne.")),
                form: conditional_form(),
            }
            .into(),
        ),
        sample("retired", RequestTypeRetired { key: key() }.into()),
        sample("restored", RequestTypeRestored { key: key() }.into()),
        sample(
            "ordered",
            RequestTypesOrdered { keys: vec![RequestTypeKey::parse("question").unwrap(), key()] }.into(),
        ),
        sample("allowed", ParticipantsMayAddChanged { allowed: true }.into()),
        sample("open", SignUpChanged { sign_up: SignUp::Open }.into()),
        sample("domains", SignUpChanged { sign_up: SignUp::Domains(domains) }.into()),
        sample("closed", SignUpChanged { sign_up: SignUp::Closed }.into()),
    ]
}

fn form() -> Form {
    let field = |key: &str, required: bool, kind: FieldKind| Field {
        key: FieldKey::parse(key).unwrap(),
        label: Label::parse(key).unwrap().into(),
        help: required.then(|| HelpText::parse("We cannot begin without it.").unwrap().into()),
        required,
        visible_when: None,
        kind,
    };
    let option = |key: &str| ChoiceOption {
        key: OptionKey::parse(key).unwrap(),
        label: Label::parse(key).unwrap().into(),
    };
    let options = || Options::new(vec![option("low"), option("high")]).unwrap();
    Form::new(vec![
        field("line", true, FieldKind::Text),
        field("story", false, FieldKind::LongText),
        field("homes", false, FieldKind::Number { min: Some(-1), max: Some(1_000) }),
        field("share", false, FieldKind::Number { min: None, max: None }),
        field("day", false, FieldKind::Date),
        field("urgent", false, FieldKind::Checkbox),
        field("contact", false, FieldKind::Person),
        field("severity", true, FieldKind::Choice { options: options() }),
        field("levels", false, FieldKind::MultiChoice { options: options() }),
    ])
    .unwrap()
}

fn in_two_languages<T>(
    parse: fn(&str) -> Result<T, docket_domain::TextError>,
    english: &str,
    french: &str,
) -> Localized<T> {
    let texts = [(Language::En, parse(english).unwrap()), (Language::Fr, parse(french).unwrap())];
    Localized::by_language(texts.into()).unwrap()
}

/// Fields that are asked only after certain answers to the first two, with texts in two languages.
fn conditional_form() -> Form {
    let option = |key: &str, french: &str| ChoiceOption {
        key: OptionKey::parse(key).unwrap(),
        label: in_two_languages(Label::parse, key, french),
    };
    let options = Options::new(vec![option("low", "faible"), option("high", "forte")]).unwrap();
    let field = |key: &str, visible_when: Option<Condition>, kind: FieldKind| Field {
        key: FieldKey::parse(key).unwrap(),
        label: in_two_languages(Label::parse, key, "En français"),
        help: None,
        required: true,
        visible_when,
        kind,
    };
    let when = |field: &str, expected: Expected| {
        Some(Condition { field: FieldKey::parse(field).unwrap(), is: BTreeSet::from([expected]) })
    };
    let high = Expected::Option(OptionKey::parse("high").unwrap());
    Form::new(vec![
        field("severity", None, FieldKind::Choice { options }),
        field("seen_before", None, FieldKind::Checkbox),
        field("impact", when("severity", high), FieldKind::LongText),
        field("first_seen", when("seen_before", Expected::Flag(true)), FieldKind::Date),
    ])
    .unwrap()
}
