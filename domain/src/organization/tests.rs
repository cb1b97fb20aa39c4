use super::*;
use crate::aggregate::CommandContext;
use crate::email::MailDomain;
use crate::refusal::Refusal;
use crate::testing::{ADA, History, JON, KIM, MARIA, MERIDIAN, SAM, TOM, World, beginning};

struct Story {
    history: History<Organization>,
    outcome: Result<Vec<&'static str>, OrganizationRefusal>,
}

impl Story {
    /// Meridian, managed by Maria, with Tom as a member.
    fn begun() -> Self {
        let name = OrganizationName::parse("Meridian").unwrap();
        let slug = OrganizationSlug::from_name(&name).unwrap();
        Self { history: History::new(MERIDIAN.0), outcome: Ok(Vec::new()) }
            .when(SAM, OrganizationCommand::Create { name, slug })
            .when(SAM, add(MARIA, true))
            .when(SAM, add(TOM, false))
    }

    fn when(mut self, person: PersonId, command: OrganizationCommand) -> Self {
        let actor = World::new().actor(person);
        let context = CommandContext { now: beginning(), actor: &actor };
        self.outcome = decide(self.history.state.as_ref(), command, &context).map(|events| {
            let kinds = events.iter().map(OrganizationEvent::kind).collect();
            self.history.append(person.0, beginning(), events).unwrap();
            kinds
        });
        self
    }

    fn then(self, kinds: &[&str]) -> Self {
        assert_eq!(self.outcome.as_deref(), Ok(kinds));
        self
    }

    fn refused(&self) -> &'static str {
        self.outcome.as_ref().unwrap_err().code()
    }

    fn organization(&self) -> &Organization {
        self.history.state.as_ref().unwrap()
    }
}

fn add(person: PersonId, manager: bool) -> OrganizationCommand {
    OrganizationCommand::AddMember { person, manager }
}

fn remove(person: PersonId) -> OrganizationCommand {
    OrganizationCommand::RemoveMember { person }
}

#[test]
fn members_come_and_go() {
    let story = Story::begun();
    assert!(story.organization().is_managed_by(MARIA));
    assert!(story.organization().has_member(TOM) && !story.organization().is_managed_by(TOM));
    let story = story.when(SAM, add(TOM, false)).then(&[]);
    let story = story.when(SAM, add(TOM, true)).then(&["organization.member_added"]);
    assert!(story.organization().is_managed_by(TOM));
    let story = story.when(SAM, remove(TOM)).then(&["organization.member_removed"]);
    assert!(!story.organization().has_member(TOM));
    story.when(SAM, remove(TOM)).then(&[]);
}

#[test]
fn managers_manage_members_but_not_managers() {
    let story = Story::begun().when(MARIA, add(KIM, false)).then(&["organization.member_added"]);
    let story = story.when(MARIA, remove(KIM)).then(&["organization.member_removed"]);
    assert_eq!(story.when(MARIA, add(TOM, true)).refused(), "not_allowed");
    let story = Story::begun().when(ADA, add(KIM, true));
    assert_eq!(story.when(MARIA, remove(KIM)).refused(), "not_allowed");
}

#[test]
fn members_see_it_and_others_may_not_know_of_it() {
    for command in [add(KIM, false), remove(TOM), rename("M")] {
        assert_eq!(Story::begun().when(TOM, command.clone()).refused(), "not_allowed");
        assert_eq!(Story::begun().when(JON, command).refused(), "not_found");
    }
}

#[test]
fn support_makes_and_names_it() {
    let story = Story::begun().when(SAM, rename("Meridian Broadcasting")).then(&["organization.renamed"]);
    assert_eq!(story.organization().slug.as_str(), "meridian", "the slug stays");
    let story = story.when(SAM, rename("Meridian Broadcasting")).then(&[]);
    assert_eq!(story.when(MARIA, rename("M")).refused(), "not_allowed");
    let create = || OrganizationCommand::Create {
        name: OrganizationName::parse("M").unwrap(),
        slug: OrganizationSlug::parse("m").unwrap(),
    };
    assert_eq!(Story::begun().when(SAM, create()).refused(), "already_known");
    assert_eq!(Story::begun().when(MARIA, create()).refused(), "not_allowed");
}

#[test]
fn managers_set_what_mails_hold_and_what_forms_propose() {
    let content = || OrganizationCommand::ChangeMailContent { content: MailContent::LinkOnly };
    let visibility =
        || OrganizationCommand::ChangeDefaultVisibility { visibility: DefaultVisibility::Organization };
    let story = Story::begun().when(MARIA, content()).then(&["organization.mail_content_changed"]);
    let story = story.when(MARIA, content()).then(&[]);
    let story = story.when(MARIA, visibility()).then(&["organization.default_visibility_changed"]);
    let story = story.when(MARIA, visibility()).then(&[]);
    assert_eq!(story.organization().mail_content, MailContent::LinkOnly);
    assert_eq!(story.organization().default_visibility, DefaultVisibility::Organization);
    assert_eq!(story.when(TOM, content()).refused(), "not_allowed");
}

fn rename(name: &str) -> OrganizationCommand {
    OrganizationCommand::Rename { name: OrganizationName::parse(name).unwrap() }
}

fn domains(names: &[&str]) -> OrganizationCommand {
    let domains = names.iter().map(|name| MailDomain::parse(name).unwrap()).collect();
    OrganizationCommand::ChangeMailDomains { domains }
}

fn confirmed(address: &str) -> OrganizationCommand {
    OrganizationCommand::JoinByDomain { email: crate::EmailAddress::parse(address).unwrap() }
}

#[test]
fn support_lists_mail_domains_and_no_public_ones() {
    let story = Story::begun().when(SAM, domains(&["meridian.example"]));
    let story = story.then(&["organization.mail_domains_changed"]);
    let story = story.when(SAM, domains(&["meridian.example"])).then(&[]);
    assert_eq!(story.when(MARIA, domains(&[])).refused(), "not_allowed");
    let story = Story::begun().when(SAM, domains(&["meridian.example", "GMail.com"]));
    assert_eq!(story.refused(), "public_mail_domain");
    assert!(story.outcome.unwrap_err().to_string().starts_with("gmail.com is a public mail provider's"));
    let many: Vec<String> = (0..=MAX_MAIL_DOMAINS).map(|number| format!("d{number}.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(Story::begun().when(SAM, domains(&many)).refused(), "too_many_mail_domains");
}

#[test]
fn a_confirmed_address_of_a_listed_domain_joins() {
    let story = Story::begun().when(SAM, domains(&["meridian.example"]));
    let joined = story.when(KIM, confirmed("kim@meridian.example")).then(&["organization.member_added"]);
    assert!(joined.organization().has_member(KIM) && !joined.organization().is_managed_by(KIM));
    let story = joined.when(KIM, confirmed("kim@meridian.example")).then(&[]);
    let story = story.when(JON, confirmed("jon@mail.meridian.example")).then(&[]);
    let story = story.when(ADA, confirmed("ada@meridian.example")).then(&[]);
    let story = story.when(MARIA, confirmed("maria@meridian.example")).then(&[]);
    assert!(story.organization().is_managed_by(MARIA), "who is a member stays what they are");
}

#[test]
fn who_was_removed_is_not_brought_back_by_their_domain() {
    let story = Story::begun().when(SAM, domains(&["meridian.example"])).when(MARIA, remove(TOM));
    let story = story.when(TOM, confirmed("tom@meridian.example")).then(&[]);
    let story = story.when(SAM, add(TOM, false)).when(SAM, domains(&[]));
    assert!(story.organization().removed.is_empty());
}
