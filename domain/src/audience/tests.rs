use std::collections::BTreeSet;

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;
use crate::access::can_see;
use crate::arbitrary::life;
use crate::organization::event::MemberAdded;
use crate::person::event::{Activated, Created, Deactivated, RoleChanged};
use crate::testing::{ADA, JON, KIM, MARIA, MERIDIAN, NOOR, NORTHWIND, SAM, TOM, TicketStory, beginning};
use crate::ticket::TicketCommand;
use crate::{EmailAddress, Language, PersonName, Role};

const EVERYBODY: [PersonId; 7] = [MARIA, TOM, JON, KIM, SAM, NOOR, ADA];

/// Those of the cast in an organization, or of the team, since the beginning.
fn those(story: &TicketStory, belongs: impl Fn(&crate::Actor) -> bool) -> BTreeMap<PersonId, DateTime<Utc>> {
    let people = EVERYBODY.iter().filter(|person| belongs(&story.world.actor(**person)));
    people.map(|person| (*person, beginning())).collect()
}

fn audience(story: &TicketStory, until: usize) -> Vec<Seer> {
    let log = story.history.log.iter().take(until).cloned();
    let (_, sight) = Sight::fold(log).unwrap().unwrap();
    let shared = sight.shared.map(|(organization, _)| organization);
    let members = those(story, |actor| shared.is_some_and(|shared| actor.organizations.contains(&shared)));
    sight.audience(&members, &those(story, crate::Actor::is_support))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_audience_is_who_can_see_at_each_moment(steps in life()) {
        let mut story = TicketStory::opened();
        for step in steps {
            story = story.after(step.after).when(step.who, step.command);
            let all: BTreeSet<PersonId> =
                audience(&story, usize::MAX).into_iter().map(|seer| seer.person).collect();
            for person in EVERYBODY {
                let sees = can_see(&story.world.actor(person), story.ticket().access());
                prop_assert_eq!(all.contains(&person), sees, "{}", person);
            }
        }
    }
}

#[test]
fn it_says_why_and_since_when_and_what_was_before() {
    let day = TimeDelta::days(1);
    let share = |organization| TicketCommand::Share { organization };
    let add = TicketCommand::AddParticipant { person: KIM, by_address: true };
    let story = TicketStory::opened();
    let story = story.after(day).when(MARIA, share(MERIDIAN)).after(day).when(MARIA, add);
    let until = story.history.log.len();
    let story = story.after(day).when(MARIA, share(NORTHWIND));
    let story = story.after(day).when(MARIA, TicketCommand::RemoveParticipant { person: KIM });
    let of = |seers: &[Seer], person| {
        let seer = seers.iter().find(|seer| seer.person == person)?;
        Some((seer.reasons.keys().copied().collect::<Vec<_>>(), seer.since().unwrap() - beginning()))
    };
    let before = audience(&story, until);
    assert_eq!(of(&before, MARIA), Some((vec![Reason::Reporter, Reason::Organization], TimeDelta::zero())));
    assert_eq!(of(&before, TOM), Some((vec![Reason::Organization], day)));
    assert_eq!(of(&before, KIM), Some((vec![Reason::Participant], day * 2)));
    assert_eq!(of(&before, JON), None);
    assert_eq!(of(&before, SAM), Some((vec![Reason::Support], TimeDelta::zero())));
    let now = audience(&story, usize::MAX);
    assert_eq!((of(&now, TOM), of(&now, KIM)), (None, None));
    assert_eq!(of(&now, JON), Some((vec![Reason::Organization], day * 3)));
}

#[test]
fn a_preview_adds_to_what_is_there_and_keeps_since_when() {
    let story = TicketStory::opened();
    let (_, sight) = Sight::fold(story.history.log.clone()).unwrap().unwrap();
    let later = beginning() + TimeDelta::days(1);
    let shared = Visibility::Organization(MERIDIAN);
    let sight = sight.with(shared, BTreeSet::from([KIM, MARIA]), later);
    assert_eq!(sight.participants, BTreeMap::from([(KIM, later)]), "the reporter is no participant");
    assert_eq!(sight.shared, Some((MERIDIAN, later)));
    let again = sight.clone().with(shared, BTreeSet::new(), later + TimeDelta::days(1));
    assert_eq!(again, sight);
    assert_eq!(sight.with(Visibility::Private, BTreeSet::new(), later).shared, None);
}

#[test]
fn a_member_who_comes_back_is_in_since_then() {
    let at = |days| beginning() + TimeDelta::days(days);
    let added = |manager| OrganizationEvent::from(MemberAdded { person: TOM, manager });
    let removed = OrganizationEvent::from(MemberRemoved { person: TOM });
    let (plain, manager) = (added(false), added(true));
    let told = [(&plain, at(0)), (&manager, at(1))];
    assert_eq!(members(told), BTreeMap::from([(TOM, at(0))]), "a manager is a member since they came");
    let told = [(&plain, at(0)), (&removed, at(1))];
    assert_eq!(members(told), BTreeMap::new());
    let told = [(&plain, at(0)), (&removed, at(1)), (&plain, at(2))];
    assert_eq!(members(told), BTreeMap::from([(TOM, at(2))]));
}

#[test]
fn support_begins_with_the_role_and_the_password_and_ends_with_either() {
    let events: [PersonEvent; 5] = [
        Created {
            email: EmailAddress::parse("sam@docket.example").unwrap(),
            name: PersonName::parse("Sam").unwrap(),
            language: Language::En,
            role: Role::Customer,
        }
        .into(),
        RoleChanged { from: Role::Customer, to: Role::Agent }.into(),
        Activated { invitation: uuid::Uuid::nil() }.into(),
        RoleChanged { from: Role::Agent, to: Role::Administrator }.into(),
        Deactivated {}.into(),
    ];
    let accounts = (1..=events.len()).map(|until| {
        let told = events.iter().take(until).zip(0..).map(|(event, index)| {
            let at = beginning() + TimeDelta::days(index);
            let meta = EventMeta { stream: SAM.0, at, actor: ADA.0, version: index + 1, position: index + 1 };
            (event.clone(), meta)
        });
        let account = Account::fold(told).unwrap().unwrap();
        (account.support_since.map(|since| (since - beginning()).num_days()), account.deactivated)
    });
    let expected = [(None, false), (None, false), (Some(2), false), (Some(2), false), (None, true)];
    assert_eq!(accounts.collect::<Vec<_>>(), expected);
    assert_eq!(Account::fold([]), Ok(None));
}
