use super::*;
use crate::actor::Role;
use crate::organization::{Organization, OrganizationCommand, decide};
use crate::testing::{History, JON, KIM, MARIA, MERIDIAN, SAM, TOM, TicketStory, World, beginning};
use crate::text::OrganizationName;
use crate::ticket::TicketCommand;
use crate::{Body, CommandContext, CommentId, OrganizationSlug};

/// Meridian, managed by Maria, with Tom as a member.
fn meridian() -> Organization {
    let name = OrganizationName::parse("Meridian").unwrap();
    let slug = OrganizationSlug::from_name(&name).unwrap();
    let mut history = History::<Organization>::new(MERIDIAN.0);
    let world = World::new();
    let sam = world.actor(SAM);
    for command in [
        OrganizationCommand::Create { name, slug },
        OrganizationCommand::AddMember { person: MARIA, manager: true },
        OrganizationCommand::AddMember { person: TOM, manager: false },
    ] {
        let context = CommandContext { now: beginning(), actor: &sam };
        let events = decide(history.state.as_ref(), command, &context).unwrap();
        history.append(SAM.0, beginning(), events).unwrap();
    }
    history.state.unwrap()
}

fn knowledge(reader: PersonId, person: PersonId, standing: Standing) -> Knowledge {
    let (actor, meridian) = (World::new().actor(reader), meridian());
    may_know(&actor, person, Relation::of(&actor, person, [&meridian]), standing)
}

#[test]
fn support_knows_everybody_and_everybody_themselves() {
    for person in [MARIA, TOM, KIM, SAM] {
        assert_eq!(knowledge(SAM, person, Standing::Absent), Knowledge::NameAndAddress);
        assert_eq!(knowledge(person, person, Standing::Absent), Knowledge::NameAndAddress);
    }
}

#[test]
fn members_know_each_other_by_name_and_their_manager_knows_their_addresses() {
    assert_eq!(knowledge(TOM, MARIA, Standing::Absent), Knowledge::Name);
    assert_eq!(knowledge(MARIA, TOM, Standing::Absent), Knowledge::NameAndAddress);
    assert_eq!(knowledge(TOM, JON, Standing::Absent), Knowledge::Nothing);
    assert_eq!(knowledge(JON, TOM, Standing::Absent), Knowledge::Nothing);
    assert_eq!(knowledge(TOM, SAM, Standing::Absent), Knowledge::Nothing, "nor is the team known");
}

#[test]
fn who_is_involved_in_a_ticket_is_known_by_name_to_whoever_sees_it() {
    assert_eq!(knowledge(KIM, MARIA, Standing::Involved), Knowledge::Name);
    assert_eq!(knowledge(KIM, SAM, Standing::Involved), Knowledge::Name);
}

#[test]
fn an_address_is_known_to_who_typed_it_and_others_know_that_there_is_somebody() {
    assert_eq!(knowledge(TOM, JON, Standing::AddressedBy(TOM)), Knowledge::TypedAddress);
    assert_eq!(knowledge(MARIA, JON, Standing::AddressedBy(TOM)), Knowledge::Presence);
    assert_eq!(knowledge(KIM, JON, Standing::Named), Knowledge::Presence);
    assert_eq!(knowledge(TOM, MARIA, Standing::AddressedBy(TOM)), Knowledge::Name, "a colleague anyhow");
    assert_eq!(knowledge(SAM, JON, Standing::AddressedBy(TOM)), Knowledge::NameAndAddress);
}

#[test]
fn whom_somebody_addressed_is_known_by_name_once_they_acted() {
    let add = |person, by_address| TicketCommand::AddParticipant { person, by_address };
    let story = TicketStory::opened().when(MARIA, add(KIM, true)).when(SAM, add(JON, false));
    let standing = |story: &TicketStory, person| Standing::of(story.ticket(), person);
    assert_eq!(standing(&story, MARIA), Standing::Involved);
    assert_eq!(standing(&story, KIM), Standing::AddressedBy(MARIA));
    assert_eq!(standing(&story, JON), Standing::Named);
    assert_eq!(standing(&story, TOM), Standing::Absent);
    let comment = CommentId(uuid::Uuid::from_u128(0xc1));
    let body = Body::parse("Mine too.").unwrap();
    let story = story.when(KIM, TicketCommand::Comment { comment, body, solves: None });
    assert_eq!(standing(&story, KIM), Standing::Involved);
    let story = story.when(MARIA, TicketCommand::RemoveParticipant { person: JON });
    assert_eq!(standing(&story, JON), Standing::Absent);
}

#[test]
fn a_mute_makes_nobody_known() {
    let add = TicketCommand::AddParticipant { person: KIM, by_address: true };
    let story = TicketStory::opened().when(MARIA, add).when(KIM, TicketCommand::Mute);
    assert_eq!(Standing::of(story.ticket(), KIM), Standing::AddressedBy(MARIA));
}

#[test]
fn an_organization_left_relates_nobody() {
    let mut actor = World::new().actor(MARIA);
    actor.role = Role::Customer;
    let mut meridian = meridian();
    meridian.members.remove(&MARIA);
    assert_eq!(Relation::of(&actor, TOM, [&meridian]), Relation::Stranger);
}
