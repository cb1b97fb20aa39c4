use chrono::TimeDelta;

use super::*;
use crate::actor::{Actor, SYSTEM};
use crate::aggregate::CommandContext;
use crate::organization::{self, Organization, Sponsor};
use crate::refusal::Refusal;
use crate::testing::{ADA, History, KIM, MARIA, MERIDIAN, SAM, TOM, World, beginning};

const FIRST: Uuid = Uuid::from_u128(0xa1);
const SECOND: Uuid = Uuid::from_u128(0xa2);

/// A person's life, with who asks as an argument of each step.
struct Story {
    history: History<Person>,
    now: DateTime<Utc>,
    outcome: Result<Vec<&'static str>, PersonRefusal>,
}

impl Story {
    fn new() -> Self {
        Self { history: History::new(KIM.0), now: beginning(), outcome: Ok(Vec::new()) }
    }

    fn invited() -> Self {
        Self::new().when(SAM, invite(Role::Customer, InvitationOrigin::Invited))
    }

    fn active() -> Self {
        Self::invited().when(KIM, activate(FIRST))
    }

    fn after(mut self, time: TimeDelta) -> Self {
        self.now += time;
        self
    }

    fn when(self, person: PersonId, command: PersonCommand) -> Self {
        let actor = World::new().actor(person);
        self.when_actor(&actor, command)
    }

    fn when_actor(mut self, actor: &Actor, command: PersonCommand) -> Self {
        let context = CommandContext { now: self.now, actor };
        let decided = decide(self.history.state.as_ref(), command, &context);
        self.outcome = decided.map(|events| {
            let kinds = events.iter().map(PersonEvent::kind).collect();
            self.history.append(actor.person.0, self.now, events).unwrap();
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

    fn person(&self) -> &Person {
        self.history.state.as_ref().unwrap()
    }
}

fn invite(role: Role, origin: InvitationOrigin) -> PersonCommand {
    PersonCommand::Invite {
        email: EmailAddress::parse("kim@freelance.example").unwrap(),
        name: None,
        language: Language::Fr,
        role,
        invitation: FIRST,
        origin,
        expires_at: beginning() + TimeDelta::days(7),
    }
}

fn activate(invitation: Uuid) -> PersonCommand {
    PersonCommand::Activate { invitation, name: None }
}

fn again(origin: InvitationOrigin, now: DateTime<Utc>) -> PersonCommand {
    PersonCommand::InviteAgain { invitation: SECOND, origin, expires_at: now + TimeDelta::days(7) }
}

#[test]
fn an_invited_person_becomes_active_by_their_link() {
    let story = Story::invited().then(&["person.created", "person.invited"]);
    assert!(!story.person().is_active());
    assert_eq!(story.person().name.as_str(), "kim", "from the address");
    assert_eq!(story.person().invitation().unwrap().id, FIRST);

    let story = story.when(KIM, activate(FIRST)).then(&["person.activated"]);
    assert!(story.person().is_active());
    assert_eq!(story.person().invitation(), None);
}

#[test]
fn a_name_chosen_with_the_password_is_taken() {
    let name = PersonName::parse("Kim Lee").unwrap();
    let command = PersonCommand::Activate { invitation: FIRST, name: Some(name.clone()) };
    let story = Story::invited().when(KIM, command).then(&["person.activated", "person.renamed"]);
    assert_eq!(story.person().name, name);
}

#[test]
fn who_signs_up_is_a_customer_who_must_prove_the_address() {
    let command = PersonCommand::SignUp {
        email: EmailAddress::parse("kim@freelance.example").unwrap(),
        name: PersonName::parse("Kim").unwrap(),
        language: Language::Es,
        invitation: FIRST,
        expires_at: beginning() + TimeDelta::days(1),
    };
    let story = Story::new().when(KIM, command.clone()).then(&["person.created", "person.invited"]);
    assert_eq!(story.person().role, Role::Customer);
    assert_eq!(story.person().invitation().unwrap().origin, InvitationOrigin::SignedUp);
    assert!(!story.person().is_active());
    assert_eq!(story.when(KIM, command).refused(), "already_known");
}

#[test]
fn a_link_works_until_the_moment_it_expires() {
    let last = TimeDelta::days(7) - TimeDelta::microseconds(1);
    assert!(Story::invited().after(last).when(KIM, activate(FIRST)).person().is_active());
    let late = Story::invited().after(TimeDelta::days(7)).when(KIM, activate(FIRST));
    assert_eq!(late.refused(), "invitation_expired");
}

#[test]
fn a_newer_link_ends_the_older_one() {
    let story = Story::invited().when(SAM, again(InvitationOrigin::Invited, beginning()));
    let story = story.then(&["person.invited"]).when(KIM, activate(FIRST));
    assert_eq!(story.refused(), "invitation_over");
    assert!(story.when(KIM, activate(SECOND)).person().is_active());
}

#[test]
fn a_link_works_once() {
    assert_eq!(Story::active().when(KIM, activate(FIRST)).refused(), "already_active");
}

#[test]
fn a_revoked_invitation_leads_nowhere() {
    let story = Story::invited().when(SAM, PersonCommand::RevokeInvitation);
    let story = story.then(&["person.invitation_revoked"]);
    assert_eq!(story.person().status, PersonStatus::Uninvited);
    let story = story.when(SAM, PersonCommand::RevokeInvitation).then(&[]);
    assert_eq!(story.when(KIM, activate(FIRST)).refused(), "invitation_over");
}

#[test]
fn an_invitation_must_end_in_the_future() {
    let late = Story::new().after(TimeDelta::days(7));
    let late = late.when(SAM, invite(Role::Customer, InvitationOrigin::Invited));
    assert_eq!(late.refused(), "expires_in_the_past");
}

/// Who may invite whom, and how.
#[test]
fn inviting_follows_the_table() {
    use InvitationOrigin::{Invited, Shared};
    let table = [
        (ADA, Role::Administrator, Invited, true),
        (ADA, Role::Agent, Invited, true),
        (ADA, Role::Customer, Invited, true),
        (SAM, Role::Administrator, Invited, false),
        (SAM, Role::Agent, Invited, false),
        (SAM, Role::Customer, Invited, true),
        (SAM, Role::Customer, Shared, true),
        (MARIA, Role::Customer, Invited, false),
        (MARIA, Role::Customer, Shared, true),
        (MARIA, Role::Agent, Shared, false),
    ];
    for (person, role, origin, allowed) in table {
        let story = Story::new().when(person, invite(role, origin));
        assert_eq!(story.outcome.is_ok(), allowed, "{person} {role:?} {origin:?}");
        if !allowed {
            assert_eq!(story.refused(), "not_allowed");
        }
    }
}

#[test]
fn the_system_invites_the_first_administrator() {
    let story =
        Story::new().when_actor(&Actor::system(), invite(Role::Administrator, InvitationOrigin::Invited));
    assert_eq!(story.person().role, Role::Administrator);
    assert_eq!(story.history.log[0].1.actor, SYSTEM);
}

#[test]
fn name_and_language_are_ones_own_and_supports_business() {
    let rename = || PersonCommand::Rename { name: PersonName::parse("K. Lee").unwrap() };
    let speak = || PersonCommand::ChangeLanguage { language: Language::De };
    for person in [KIM, SAM, ADA] {
        let story = Story::active().when(person, rename()).then(&["person.renamed"]);
        let story = story.when(person, rename()).then(&[]);
        let story = story.when(person, speak()).then(&["person.language_changed"]);
        story.when(person, speak()).then(&[]);
    }
    assert_eq!(Story::active().when(MARIA, rename()).refused(), "not_found");
    let agent = Story::active().when(ADA, PersonCommand::ChangeRole { role: Role::Agent });
    assert_eq!(agent.when(SAM, rename()).refused(), "not_allowed");
}

#[test]
fn which_mails_one_wants_is_for_nobody_else_to_choose() {
    let quiet = Notifications { comments: false, sharing: false, ..Notifications::default() };
    let choose = || PersonCommand::ChooseNotifications { notifications: quiet };
    assert_eq!(Story::active().person().notifications, Notifications::default());
    let story = Story::active().when(KIM, choose()).then(&["person.notifications_chosen"]);
    assert_eq!(story.person().notifications, quiet);
    let story = story.when(KIM, choose()).then(&[]);
    assert_eq!(story.when(ADA, choose()).refused(), "not_found");
}

#[test]
fn a_role_is_changed_by_administrators_but_never_their_own() {
    let change = || PersonCommand::ChangeRole { role: Role::Administrator };
    assert_eq!(Story::active().when(SAM, change()).refused(), "not_allowed");
    assert_eq!(Story::active().when(MARIA, change()).refused(), "not_found");
    let story = Story::active().when(ADA, change()).then(&["person.role_changed"]);
    let kim = Actor { role: Role::Administrator, ..World::new().actor(KIM) };
    let demoted = PersonCommand::ChangeRole { role: Role::Customer };
    assert_eq!(story.when_actor(&kim, demoted).refused(), "own_account");
}

#[test]
fn a_reactivated_person_is_what_they_were() {
    let story = Story::active().after(TimeDelta::days(1)).when(ADA, PersonCommand::Deactivate);
    let story = story.then(&["person.deactivated"]);
    assert!(story.person().is_deactivated());
    let story = story.when(ADA, PersonCommand::Deactivate).then(&[]);
    let story = story.when(ADA, PersonCommand::Reactivate).then(&["person.reactivated"]);
    assert_eq!(story.person().status, PersonStatus::Active { since: beginning() });
    story.when(ADA, PersonCommand::Reactivate).then(&[]);

    let never = Story::invited().when(ADA, PersonCommand::Deactivate);
    assert_eq!(never.person().invitation(), None, "a link does not survive");
    let never = never.when(KIM, activate(FIRST));
    assert_eq!(never.refused(), "deactivated");
    let never = never.when(ADA, PersonCommand::Reactivate);
    assert_eq!(never.person().status, PersonStatus::Uninvited);
}

#[test]
fn nobody_is_known_before_they_are_created() {
    assert_eq!(Story::new().when(ADA, PersonCommand::Deactivate).refused(), "not_found");
}

/// Meridian's proof that one of its managers may invite somebody.
fn sponsor(manager: PersonId, colleague: PersonId) -> Option<Sponsor> {
    let name = crate::OrganizationName::parse("Meridian").unwrap();
    let slug = crate::OrganizationSlug::from_name(&name).unwrap();
    let mut history = History::<Organization>::new(MERIDIAN.0);
    let created = organization::event::Created { name, slug }.into();
    let member = organization::event::MemberAdded { person: MARIA, manager: true }.into();
    history.append(SYSTEM, beginning(), [created, member]).unwrap();
    history.state.unwrap().sponsor(&World::new().actor(manager), colleague).ok()
}

#[test]
fn managers_invite_colleagues_by_the_proof_of_their_organization_alone() {
    assert_eq!(sponsor(TOM, KIM), None, "no manager");
    let email = EmailAddress::parse("kim@meridian.example").unwrap();
    let expires_at = beginning() + TimeDelta::days(7);
    let invite = |sponsor: Option<Sponsor>| PersonCommand::InviteColleague {
        person: KIM,
        email: email.clone(),
        name: None,
        language: Language::Fr,
        invitation: FIRST,
        expires_at,
        sponsor: sponsor.unwrap(),
    };
    let invited = Story::new().when(MARIA, invite(sponsor(MARIA, KIM)));
    let invited = invited.then(&["person.created", "person.invited"]);
    assert_eq!(Story::new().when(TOM, invite(sponsor(MARIA, KIM))).refused(), "not_found");
    assert_eq!(Story::new().when(MARIA, invite(sponsor(MARIA, TOM))).refused(), "not_found");

    let again = |colleague| PersonCommand::InviteColleagueAgain {
        invitation: SECOND,
        expires_at,
        sponsor: sponsor(MARIA, colleague).unwrap(),
    };
    let invited = invited.when(MARIA, again(KIM)).then(&["person.invited"]);
    let invited = invited.when(MARIA, again(TOM));
    assert_eq!(invited.refused(), "not_found");
    assert_eq!(invited.when(KIM, activate(SECOND)).when(MARIA, again(KIM)).refused(), "already_active");
}
