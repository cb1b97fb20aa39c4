use serde_json::json;

use super::*;
use crate::access::Visibility;
use crate::testing::{EMPTY, GONE, JON, KIM, MARIA, MERIDIAN, NOBODY, NORTHWIND, TOM, request};

fn open(who: PersonId, change: impl FnOnce(&mut OpenTicket)) -> TicketStory {
    let mut wanted = request();
    change(&mut wanted);
    TicketStory::new().when(who, TicketCommand::Open(Box::new(wanted)))
}

#[test]
fn a_new_ticket_waits_for_support_and_gets_its_number_from_the_writer() {
    let story = open(MARIA, |_| ());
    let events = story.outcome.as_ref().unwrap();
    let [TicketEvent::Created(created)] = &events[..] else { panic!("one event is meant: {events:?}") };
    assert_eq!(created.key.to_string(), "AMS-");
    assert_eq!(story.ticket().key.to_string(), "AMS-1");
    assert_eq!((story.status(), story.ticket().turn()), (Status::WaitingForSupport, Some(Side::Support)));
    assert_eq!(story.ticket().opened_by, MARIA.0);
}

#[test]
fn it_is_opened_once() {
    let again = TicketStory::opened().when(MARIA, TicketCommand::Open(Box::new(request())));
    assert_eq!(again.refusal(), Some("already_open"));
}

#[test]
fn nothing_can_be_done_with_what_is_not_there() {
    for command in [comment(None), close(None), reopen(), TicketCommand::Mute] {
        assert_eq!(TicketStory::new().when(SAM, command).refusal(), Some("not_found"));
    }
}

#[test]
fn support_opens_for_customers_and_customers_for_themselves() {
    let story = open(SAM, |_| ());
    assert_eq!((story.ticket().reporter, story.ticket().opened_by), (MARIA, SAM.0));
    assert_eq!(open(TOM, |_| ()).refusal(), Some("not_allowed"));
    assert_eq!(open(SAM, |wanted| wanted.reporter = NOBODY).refusal(), Some("unknown_person"));
    assert_eq!(open(SAM, |wanted| wanted.reporter = GONE).refusal(), Some("unknown_person"));
}

#[test]
fn it_is_shared_only_with_an_organization_of_the_reporters() {
    let shared = |organization| {
        move |wanted: &mut OpenTicket| {
            wanted.visibility = Visibility::Organization(organization);
        }
    };
    for who in [MARIA, SAM] {
        let story = open(who, shared(NORTHWIND));
        assert_eq!(story.ticket().visibility, Visibility::Organization(NORTHWIND));
        assert_eq!(story.ticket().organization, Some(NORTHWIND), "filed for whom it is shared with");
        assert_eq!(open(who, shared(EMPTY)).refusal(), Some("not_a_member"));
    }
    let private = open(MARIA, |wanted| wanted.organization = Some(MERIDIAN));
    assert_eq!(private.ticket().visibility, Visibility::Private);
    assert_eq!(private.ticket().organization, Some(MERIDIAN));
    assert_eq!(open(MARIA, |wanted| wanted.organization = Some(EMPTY)).refusal(), Some("not_a_member"));
}

#[test]
fn participants_are_people_other_than_the_reporter() {
    let story = open(MARIA, |wanted| wanted.participants = BTreeSet::from([KIM, MARIA, JON]));
    assert_eq!(story.ticket().participants, BTreeSet::from([KIM, JON]));
    for unknown in [NOBODY, GONE] {
        let story = open(MARIA, |wanted| wanted.participants = BTreeSet::from([unknown]));
        assert_eq!(story.refusal(), Some("unknown_person"));
    }
    let crowd = || (0..=100).map(|n| PersonId(Uuid::from_u128(0x1000 + n))).collect();
    let story = open(MARIA, |wanted| wanted.participants = crowd());
    assert_eq!(story.refusal(), Some("too_many_participants"));
}

#[test]
fn only_support_says_how_urgent_it_is() {
    let urgent = |wanted: &mut OpenTicket| wanted.priority = Priority::Urgent;
    assert_eq!(open(MARIA, urgent).refusal(), Some("not_allowed"));
    assert_eq!(open(SAM, urgent).ticket().priority, Priority::Urgent);
}

#[test]
fn the_form_is_checked_and_its_version_kept() {
    let incident = |fields: serde_json::Value| {
        move |wanted: &mut OpenTicket| {
            wanted.request_type = RequestTypeKey::parse("incident").unwrap();
            wanted.fields = fields.as_object().cloned().unwrap();
        }
    };
    let story = open(MARIA, incident(json!({ "severity": "high" })));
    assert_eq!(serde_json::to_value(&story.ticket().fields).unwrap(), json!({ "severity": "high" }));
    assert_eq!(story.ticket().filed.form_version, 1);
    let story = open(MARIA, incident(json!({ "severity": "huge", "colour": "red" })));
    assert_eq!(story.refusal(), Some("invalid_fields"));
    let Err(TicketRefusal::InvalidFields(errors)) = story.outcome else { panic!("fields are meant") };
    assert_eq!(errors.len(), 2);
    let story = open(MARIA, |wanted| wanted.request_type = RequestTypeKey::parse("party").unwrap());
    assert_eq!(story.refusal(), Some("unknown_request_type"));
}

#[test]
fn an_answer_names_only_the_reporter_and_members_of_their_organizations() {
    let contact = |who: PersonId, reporter: PersonId, named: PersonId| {
        let mut story = TicketStory::new();
        let question = RequestTypeKey::parse("question").unwrap();
        let form = json!([{ "key": "contact", "label": "Contact", "kind": "person" }]);
        story.world.desk.request_types.get_mut(&question).unwrap().form =
            serde_json::from_value(form).unwrap();
        let fields = json!({ "contact": named.0.to_string() }).as_object().cloned().unwrap();
        let open = TicketCommand::Open(Box::new(OpenTicket { reporter, fields, ..request() }));
        let actor = story.world.actor(who);
        let mut asked = open.people(None, &story.world.desk, &actor);
        asked.insert(who);
        assert!(asked.contains(&named), "what is to be known of {named} is asked for");
        let story = story.when(who, open);
        story.refusal().is_none()
    };
    for known in [MARIA, TOM, JON] {
        assert!(contact(MARIA, MARIA, known) && contact(SAM, MARIA, known), "{known}");
    }
    for foreign in [KIM, SAM, GONE, NOBODY] {
        assert!(!contact(MARIA, MARIA, foreign) && !contact(SAM, MARIA, foreign), "{foreign}");
    }
    assert!(contact(KIM, KIM, KIM) && !contact(KIM, KIM, MARIA));
}

#[test]
fn a_command_names_the_people_it_must_know() {
    let world = crate::testing::World::new();
    let story = TicketStory::opened();
    let people =
        |command: TicketCommand, who| command.people(Some(story.ticket()), &world.desk, &world.actor(who));
    let open = OpenTicket { participants: BTreeSet::from([KIM, TOM]), ..request() };
    let open = TicketCommand::Open(Box::new(open));
    assert_eq!(people(open.clone(), SAM), BTreeSet::from([MARIA, KIM, TOM]));
    assert_eq!(people(open, MARIA), BTreeSet::from([KIM, TOM]), "the actor is known");
    let share = || TicketCommand::Share { organization: MERIDIAN };
    assert_eq!(people(share(), SAM), BTreeSet::from([MARIA]));
    assert_eq!(people(share(), MARIA), BTreeSet::new());
}
