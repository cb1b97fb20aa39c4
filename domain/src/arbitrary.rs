//! Random events and commands, for properties. Every text of an internal note is [`CANARY`], so that a leak shows.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, json};
use uuid::Uuid;

use crate::access::Visibility;
use crate::actor::{Role, Side};
use crate::codec::Event;
use crate::desk::{
    Answers, ChoiceOption, Condition, Expected, Field, FieldKind, FieldValue, Form, Localized, Options,
    SignUp, event as desk,
};
use crate::email::{EmailAddress, MailDomain};
use crate::file::{AttachedFile, MediaType, Sha256Digest};
use crate::id::{AttachmentId, CommentId, DeskId, NoteId, OrganizationId, PersonId, TicketId};
use crate::key::{DeskKey, FieldKey, OptionKey, OrganizationSlug, RequestTypeKey, TicketKey};
use crate::language::Language;
use crate::organization::{DefaultVisibility, MailContent, event as organization};
use crate::person::{InvitationOrigin, Notifications, PasswordChange, TokenScope, event as person};
use crate::reading::{Advanced, ReadingEvent};
use crate::site::{Colour, SiteEvent, event as site};
use crate::testing::{ADA, EMPTY, JON, KIM, MARIA, MERIDIAN, NOBODY, NOOR, NORTHWIND, SAM, TOM, beginning};
use crate::text::{
    AnnouncementText, Body, DeskName, FileName, HelpText, Label, OrganizationName, PersonName, SiteName,
    Subject, TextError, TokenName,
};
use crate::ticket::{
    ActiveStatus, AttachedTo, CloseReason, CommentDraft, Link, LinkKind, OpenTicket, Priority, Status,
    TicketCommand, TicketEvent, event as ticket,
};
use crate::time_zone::TimeZone;

/// What internal notes say, and nothing else does.
pub(crate) const CANARY: &str = "canary-of-an-internal-note";

fn parsed<T: std::fmt::Debug>(
    raw: &'static str,
    parse: fn(&str) -> Result<T, TextError>,
) -> impl Strategy<Value = T> {
    raw.prop_filter_map("texts that parse", move |raw: String| parse(&raw).ok())
}

fn line<T: std::fmt::Debug>(parse: fn(&str) -> Result<T, TextError>) -> impl Strategy<Value = T> {
    parsed("\\PC{1,30}", parse)
}

fn slug<T: std::fmt::Debug>(parse: fn(&str) -> Result<T, TextError>) -> impl Strategy<Value = T> {
    parsed("[a-z][a-z0-9_]{0,39}", parse)
}

fn any_body() -> impl Strategy<Value = Body> {
    parsed("(\\PC|[\n\t]){1,60}", Body::parse)
}

fn uuid() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

fn person_id() -> impl Strategy<Value = PersonId> {
    prop_oneof![uuid().prop_map(PersonId), cast()]
}

fn organization_id() -> impl Strategy<Value = OrganizationId> {
    select(vec![MERIDIAN, NORTHWIND, EMPTY])
}

/// Anybody the stories know, and one they do not.
pub(crate) fn cast() -> impl Strategy<Value = PersonId> {
    select(vec![MARIA, TOM, JON, KIM, SAM, NOOR, ADA, NOBODY])
}

fn time() -> impl Strategy<Value = DateTime<Utc>> {
    (0..1_000_000_000_000_000i64).prop_map(|micros| DateTime::UNIX_EPOCH + TimeDelta::microseconds(micros))
}

fn visibility() -> impl Strategy<Value = Visibility> {
    prop_oneof![Just(Visibility::Private), organization_id().prop_map(Visibility::Organization)]
}

fn status() -> impl Strategy<Value = Status> {
    select(Status::ALL.to_vec())
}

fn active() -> impl Strategy<Value = ActiveStatus> {
    select(vec![ActiveStatus::WaitingForSupport, ActiveStatus::InProgress, ActiveStatus::WaitingForCustomer])
}

fn reason() -> impl Strategy<Value = CloseReason> {
    select(CloseReason::ALL.to_vec())
}

fn priority() -> impl Strategy<Value = Priority> {
    select(vec![Priority::Low, Priority::Normal, Priority::High, Priority::Urgent])
}

fn role() -> impl Strategy<Value = Role> {
    select(vec![Role::Customer, Role::Agent, Role::Administrator])
}

fn language() -> impl Strategy<Value = Language> {
    select(Language::ALL.to_vec())
}

pub(crate) fn desk_key() -> impl Strategy<Value = DeskKey> {
    parsed("[A-Z][A-Z0-9]{1,9}", DeskKey::parse)
}

pub(crate) fn number() -> impl Strategy<Value = NonZeroU32> {
    prop_oneof![1u32..1_000, any::<u32>()].prop_filter_map("not 0", NonZeroU32::new)
}

fn json_number() -> impl Strategy<Value = Number> {
    prop_oneof![
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", Number::from_f64),
    ]
}

fn answers() -> impl Strategy<Value = Answers> {
    let value = prop_oneof![
        any::<bool>().prop_map(FieldValue::Flag),
        json_number().prop_map(FieldValue::Number),
        ".{0,30}".prop_map(FieldValue::Text),
        vec("[a-z]{1,8}", 0..4).prop_map(FieldValue::Many),
    ];
    btree_map(slug(FieldKey::parse), value, 0..5)
}

fn options() -> impl Strategy<Value = Options> {
    btree_map(slug(OptionKey::parse), localized(Label::parse), 1..5).prop_map(|options| {
        let options = options.into_iter().map(|(key, label)| ChoiceOption { key, label });
        Options::new(options.collect()).unwrap()
    })
}

/// One text for all, or one each for some languages.
fn localized<T: Clone + std::fmt::Debug>(
    parse: fn(&str) -> Result<T, TextError>,
) -> impl Strategy<Value = Localized<T>> {
    let language = select(Language::ALL.to_vec());
    prop_oneof![
        line(parse).prop_map(Localized::from),
        btree_map(language, line(parse), 1..4).prop_map(|texts| Localized::by_language(texts).unwrap()),
    ]
}

/// What another field can wait for, or nothing where its kind has no few answers.
fn answers_to_wait_for(kind: &FieldKind) -> Vec<Expected> {
    if *kind == FieldKind::Checkbox {
        return vec![Expected::Flag(false), Expected::Flag(true)];
    }
    let options = kind.options().into_iter().flat_map(Options::iter);
    options.map(|option| Expected::Option(option.key.clone())).collect()
}

pub(crate) fn form() -> impl Strategy<Value = Form> {
    let kind = prop_oneof![
        Just(FieldKind::Text),
        Just(FieldKind::LongText),
        (option::of(-9..0i64), option::of(0..9i64)).prop_map(|(min, max)| FieldKind::Number { min, max }),
        Just(FieldKind::Date),
        Just(FieldKind::Checkbox),
        Just(FieldKind::Person),
        options().prop_map(|options| FieldKind::Choice { options }),
        options().prop_map(|options| FieldKind::MultiChoice { options }),
    ];
    let text = (localized(Label::parse), option::of(localized(HelpText::parse)));
    let field = (text, any::<bool>(), kind, option::of(any::<prop::sample::Index>()), any::<bool>());
    btree_map(slug(FieldKey::parse), field, 0..6).prop_map(|drawn| {
        let mut fields: Vec<Field> = Vec::new();
        for (key, ((label, help), required, kind, condition, all)) in drawn {
            // Out of the fields before it, one that can be waited for; for its first answer, or for any.
            let known = fields.iter().map(|field| (field.key.clone(), answers_to_wait_for(&field.kind)));
            let known: Vec<_> = known.filter(|(_, answers)| !answers.is_empty()).collect();
            let visible_when = condition.filter(|_| !known.is_empty()).map(|index| {
                let (field, answers) = index.get(&known).clone();
                let most = if all { answers.len() } else { 1 };
                Condition { field, is: answers.into_iter().take(most).collect() }
            });
            fields.push(Field { key, label, help, required, visible_when, kind });
        }
        Form::new(fields).unwrap()
    })
}

pub(crate) fn created() -> impl Strategy<Value = ticket::Created> {
    let what = (desk_key(), number(), uuid(), slug(RequestTypeKey::parse), any::<u32>());
    let text = (line(Subject::parse), any_body(), answers(), priority());
    let who = (visibility(), option::of(organization_id()), person_id(), btree_set(person_id(), 0..4));
    (what, text, who).prop_map(|(what, text, who)| {
        let (key, number, desk, request_type, form_version) = what;
        let (subject, description, fields, priority) = text;
        let (visibility, organization, reporter, participants) = who;
        let by_address = participants.iter().copied().take(1).collect();
        ticket::Created {
            key: TicketKey::new(key, number),
            desk: DeskId(desk),
            request_type,
            form_version,
            subject,
            description,
            fields,
            visibility,
            organization,
            reporter,
            participants,
            by_address,
            priority,
        }
    })
}

fn file() -> impl Strategy<Value = AttachedFile> {
    (uuid(), line(FileName::parse), any::<u32>(), any::<[u8; 32]>()).prop_map(|(id, name, size, sha256)| {
        AttachedFile {
            id: AttachmentId(id),
            name,
            content_type: MediaType::parse("text/plain").unwrap(),
            size: size.into(),
            sha256: Sha256Digest(sha256),
        }
    })
}

/// The same files, with the name that shows a leak where they are internal.
fn hidden(files: Vec<AttachedFile>, to: AttachedTo) -> Vec<AttachedFile> {
    let named = |file| {
        if to.is_internal() { AttachedFile { name: FileName::parse(CANARY).unwrap(), ..file } } else { file }
    };
    files.into_iter().map(named).collect()
}

fn attached_to() -> impl Strategy<Value = AttachedTo> {
    (uuid(), 0..5u8).prop_map(|(id, which)| match which {
        0 => AttachedTo::Description,
        1 => AttachedTo::Comment(CommentId(id)),
        2 => AttachedTo::Note(NoteId(id)),
        3 => AttachedTo::Public,
        _ => AttachedTo::Internal,
    })
}

/// Any event of a ticket, whether or not it makes sense anywhere.
pub(crate) fn ticket_event() -> impl Strategy<Value = TicketEvent> {
    let side = select(vec![Side::Customer, Side::Support]);
    let canary = Body::parse(CANARY).unwrap();
    prop_oneof![
        created().prop_map(TicketEvent::from),
        (uuid(), any_body(), side).prop_map(|(comment, body, side)| {
            ticket::Commented { comment: CommentId(comment), body, side }.into()
        }),
        (uuid(), btree_set(person_id(), 0..3)).prop_map(move |(note, mentions)| {
            ticket::Noted { note: NoteId(note), body: canary.clone(), mentions }.into()
        }),
        (status(), active()).prop_map(|(from, to)| ticket::StatusChanged { from, to }.into()),
        (option::of(time()), option::of(any_body())).prop_map(|(until, reason)| ticket::Held {
            until,
            reason
        }
        .into()),
        option::of(any_body()).prop_map(|resolution| ticket::Resolved { resolution }.into()),
        reason().prop_map(|reason| ticket::Closed { reason }.into()),
        option::of(any_body()).prop_map(|reason| ticket::Reopened { reason }.into()),
        person_id().prop_map(|assignee| ticket::Assigned { assignee }.into()),
        Just(ticket::Unassigned {}.into()),
        (priority(), priority()).prop_map(|(from, to)| ticket::PriorityChanged { from, to }.into()),
        (slug(RequestTypeKey::parse), slug(RequestTypeKey::parse))
            .prop_map(|(from, to)| ticket::RequestTypeChanged { from, to }.into()),
        (line(Subject::parse), line(Subject::parse)).prop_map(|(from, to)| ticket::SubjectChanged {
            from,
            to
        }
        .into()),
        organization_id().prop_map(|organization| ticket::Shared { organization }.into()),
        organization_id().prop_map(|organization| ticket::Unshared { organization }.into()),
        (person_id(), any::<bool>()).prop_map(|(person, by_address)| ticket::ParticipantAdded {
            person,
            by_address
        }
        .into()),
        person_id().prop_map(|person| ticket::ParticipantRemoved { person }.into()),
        Just(ticket::Muted {}.into()),
        Just(ticket::Unmuted {}.into()),
        any_link().prop_map(|link| ticket::Linked { link }.into()),
        any_link().prop_map(|link| ticket::Unlinked { link }.into()),
        (vec(file(), 1..3), attached_to(), select(vec![Side::Customer, Side::Support]))
            .prop_map(|(files, to, side)| ticket::Attached { files, to, side }.into()),
        (uuid(), any::<bool>()).prop_map(|(id, internal)| {
            ticket::AttachmentQuarantined { attachment: AttachmentId(id), internal }.into()
        }),
    ]
}

fn any_link() -> impl Strategy<Value = Link> {
    // Few, so that what is removed was there.
    let other = (2_u128..5).prop_map(|id| TicketId(Uuid::from_u128(id)));
    (select(&LinkKind::ALL[..]), other).prop_map(|(kind, other)| Link { kind, other })
}

fn email() -> impl Strategy<Value = EmailAddress> {
    parsed("[a-zé]{1,10}(\\.[a-z]{1,5})?@[a-z]{1,10}\\.example", EmailAddress::parse)
}

fn time_zone() -> impl Strategy<Value = TimeZone> {
    select(vec!["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata"])
        .prop_map(|name| TimeZone::parse(name).unwrap())
}

pub(crate) fn person_event() -> impl Strategy<Value = person::PersonEvent> {
    use InvitationOrigin::{Invited, Shared, SignedUp};
    prop_oneof![
        (email(), line(PersonName::parse), language(), role()).prop_map(|(email, name, language, role)| {
            person::Created { email, name, language, role }.into()
        }),
        (uuid(), select(vec![Invited, SignedUp, Shared]), language(), time()).prop_map(
            |(invitation, origin, language, expires_at)| {
                person::Invited { invitation, origin, language, expires_at }.into()
            }
        ),
        uuid().prop_map(|invitation| person::InvitationRevoked { invitation }.into()),
        uuid().prop_map(|invitation| person::Activated { invitation }.into()),
        line(PersonName::parse).prop_map(|name| person::Renamed { name }.into()),
        language().prop_map(|language| person::LanguageChanged { language }.into()),
        (role(), role()).prop_map(|(from, to)| person::RoleChanged { from, to }.into()),
        Just(person::Deactivated {}.into()),
        Just(person::Reactivated {}.into()),
        time_zone().prop_map(|time_zone| person::TimeZoneChanged { time_zone }.into()),
        Just(person::SignUpRepeated {}.into()),
        (uuid(), time())
            .prop_map(|(reset, expires_at)| person::PasswordResetRequested { reset, expires_at }.into()),
        select(vec![PasswordChange::Password, PasswordChange::Reset])
            .prop_map(|by| person::PasswordChanged { by }.into()),
        Just(person::SecondFactorEnabled {}.into()),
        Just(person::SecondFactorDisabled {}.into()),
        (uuid(), line(TokenName::parse), select(vec![TokenScope::Read, TokenScope::ReadWrite]), time())
            .prop_map(|(token, name, scope, expires_at)| {
                person::TokenCreated { token, name, scope, expires_at }.into()
            }),
        uuid().prop_map(|token| person::TokenRevoked { token }.into()),
        any::<[bool; 6]>().prop_map(|[comments, status, sharing, queue, assigned, mentions]| {
            let notifications = Notifications { comments, status, sharing, queue, assigned, mentions };
            person::NotificationsChosen { notifications }.into()
        }),
    ]
}

pub(crate) fn organization_event() -> impl Strategy<Value = organization::OrganizationEvent> {
    prop_oneof![
        (line(OrganizationName::parse), parsed("[a-z0-9]{1,9}(-[a-z0-9]{1,9})?", OrganizationSlug::parse))
            .prop_map(|(name, slug)| organization::Created { name, slug }.into()),
        line(OrganizationName::parse).prop_map(|name| organization::Renamed { name }.into()),
        (person_id(), any::<bool>()).prop_map(|(person, manager)| organization::MemberAdded {
            person,
            manager
        }
        .into()),
        person_id().prop_map(|person| organization::MemberRemoved { person }.into()),
        select(vec![MailContent::Full, MailContent::LinkOnly])
            .prop_map(|content| organization::MailContentChanged { content }.into()),
        select(vec![DefaultVisibility::Private, DefaultVisibility::Organization])
            .prop_map(|visibility| organization::DefaultVisibilityChanged { visibility }.into()),
        btree_set(parsed("[a-z]{1,9}\\.example", MailDomain::parse), 0..3)
            .prop_map(|domains| organization::MailDomainsChanged { domains }.into()),
    ]
}

pub(crate) fn desk_event() -> impl Strategy<Value = desk::DeskEvent> {
    let sign_up = prop_oneof![
        Just(SignUp::Open),
        Just(SignUp::Closed),
        btree_set(parsed("[a-z]{1,9}\\.example", MailDomain::parse), 0..3).prop_map(SignUp::Domains),
    ];
    let described = || (localized(Label::parse), option::of(localized(HelpText::parse)));
    // Few keys, so that events of one desk meet.
    let request_type =
        || select(vec!["incident", "question"]).prop_map(|key| RequestTypeKey::parse(key).unwrap());
    prop_oneof![
        (desk_key(), localized(DeskName::parse)).prop_map(|(key, name)| desk::Created { key, name }.into()),
        localized(DeskName::parse).prop_map(|name| desk::Renamed { name }.into()),
        (request_type(), described(), form()).prop_map(|(key, (name, description), form)| {
            desk::RequestTypeAdded { key, name, description, form }.into()
        }),
        (request_type(), described(), form(), any::<u32>()).prop_map(
            |(key, (name, description), form, form_version)| {
                desk::RequestTypeChanged { key, name, description, form, form_version }.into()
            }
        ),
        request_type().prop_map(|key| desk::RequestTypeRestored { key }.into()),
        vec(request_type(), 0..3).prop_map(|keys| desk::RequestTypesOrdered { keys }.into()),
        request_type().prop_map(|key| desk::RequestTypeRetired { key }.into()),
        any::<bool>().prop_map(|allowed| desk::ParticipantsMayAddChanged { allowed }.into()),
        sign_up.prop_map(|sign_up| desk::SignUpChanged { sign_up }.into()),
    ]
}

fn reading_event() -> impl Strategy<Value = ReadingEvent> {
    (person_id(), uuid(), any::<i64>())
        .prop_map(|(person, ticket, position)| Advanced { person, ticket: TicketId(ticket), position }.into())
}

fn site_event() -> impl Strategy<Value = SiteEvent> {
    prop_oneof![
        (line(SiteName::parse), any::<[u8; 3]>(), option::of(file())).prop_map(|(name, colour, logo)| {
            site::BrandingChanged { name, colour: Colour(colour), logo }.into()
        }),
        (localized(AnnouncementText::parse), option::of(time()))
            .prop_map(|(text, until)| site::AnnouncementSet { text, until }.into()),
        Just(site::AnnouncementCleared {}.into()),
    ]
}

/// Any event at all.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => ticket_event().prop_map(Event::from),
        1 => person_event().prop_map(Event::from),
        1 => organization_event().prop_map(Event::from),
        1 => desk_event().prop_map(Event::from),
        1 => reading_event().prop_map(Event::from),
        1 => site_event().prop_map(Event::from),
    ]
}

/// Any command about a ticket that the cast can give.
pub(crate) fn ticket_command() -> impl Strategy<Value = TicketCommand> {
    use TicketCommand as C;
    let draft = || (uuid(), any_body()).prop_map(|(id, body)| CommentDraft { comment: CommentId(id), body });
    let canary = Body::parse(CANARY).unwrap();
    prop_oneof![
        2 => open().prop_map(|open| C::Open(Box::new(open))),
        8 => (draft(), option::of(any::<bool>()))
            .prop_map(|(CommentDraft { comment, body }, solves)| C::Comment { comment, body, solves }),
        3 => (uuid(), btree_set(cast(), 0..2))
            .prop_map(move |(note, mentions)| C::Note { note: NoteId(note), body: canary.clone(), mentions }),
        6 => (status(), option::of(draft()), option::of(any_body()))
            .prop_map(|(to, comment, resolution)| C::ChangeStatus { to, comment, resolution }),
        2 => (option::of(time()), option::of(any_body()), option::of(draft()))
            .prop_map(|(until, reason, comment)| C::Hold { until, reason, comment }),
        1 => Just(C::EndHold),
        3 => (option::of(draft()), option::of(reason()))
            .prop_map(|(comment, reason)| C::Close { comment, reason }),
        4 => (option::of(draft()), option::of(any_body()))
            .prop_map(|(comment, reason)| C::Reopen { comment, reason }),
        2 => option::of(cast()).prop_map(|assignee| C::Assign { assignee }),
        1 => priority().prop_map(|priority| C::SetPriority { priority }),
        1 => select(vec!["incident", "question", "party"]).prop_map(|key| C::ChangeRequestType {
            request_type: RequestTypeKey::parse(key).unwrap()
        }),
        1 => line(Subject::parse).prop_map(|subject| C::ChangeSubject { subject }),
        2 => organization_id().prop_map(|organization| C::Share { organization }),
        1 => Just(C::Unshare),
        2 => (cast(), any::<bool>())
            .prop_map(|(person, by_address)| C::AddParticipant { person, by_address }),
        2 => cast().prop_map(|person| C::RemoveParticipant { person }),
        1 => Just(C::Mute),
        1 => Just(C::Unmute),
        1 => any_link().prop_map(C::Link),
        1 => any_link().prop_map(C::Unlink),
        3 => (vec(file(), 0..3), attached_to()).prop_map(|(files, to)| C::Attach { files: hidden(files, to), to }),
        1 => uuid().prop_map(|id| C::Quarantine { attachment: AttachmentId(id) }),
    ]
}

fn open() -> impl Strategy<Value = OpenTicket> {
    let severity = select(vec![None, Some("low"), Some("huge")]);
    let who = (visibility(), option::of(organization_id()), cast(), btree_set(cast(), 0..3));
    (line(Subject::parse), any_body(), severity, who, priority()).prop_map(
        |(subject, description, severity, who, priority)| {
            let (visibility, organization, reporter, participants): (_, _, _, BTreeSet<PersonId>) = who;
            let fields: Map<_, _> =
                severity.map(|severity| ("severity".to_owned(), json!(severity))).into_iter().collect();
            let by_address = participants.iter().copied().skip(1).collect();
            OpenTicket {
                request_type: RequestTypeKey::parse("incident").unwrap(),
                subject,
                description,
                fields,
                visibility,
                organization,
                reporter,
                participants,
                by_address,
                priority,
            }
        },
    )
}

/// A step of a ticket's life: who, after how many minutes, having seen what, asks for what.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) who: PersonId,
    pub(crate) after: TimeDelta,
    pub(crate) seen: Option<i64>,
    pub(crate) command: TicketCommand,
}

/// A random life of a ticket that Maria opened. Time passes by minutes, days and sometimes weeks.
pub(crate) fn life() -> impl Strategy<Value = Vec<Step>> {
    let after = prop_oneof![
        6 => (0..600i64).prop_map(TimeDelta::minutes),
        1 => (1..40i64).prop_map(TimeDelta::days),
    ];
    // The reporter and an agent act most, so that the ticket moves.
    let who = prop_oneof![3 => Just(MARIA), 3 => Just(SAM), 2 => cast()];
    let step = (who, after, option::weighted(0.2, 0..20i64), ticket_command())
        .prop_map(|(who, after, seen, command)| Step { who, after, seen, command });
    vec(step, 0..40)
}

/// Where and when an event was recorded.
pub(crate) fn meta(version: i64, actor: PersonId) -> crate::EventMeta {
    crate::EventMeta {
        stream: Uuid::from_u128(1),
        at: beginning(),
        actor: actor.0,
        version,
        position: version,
    }
}
