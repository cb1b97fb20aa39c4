use super::*;
use crate::access::{Visibility, can_see};
use crate::testing::{EMPTY, GONE, JON, KIM, MARIA, MERIDIAN, NOBODY, NORTHWIND, TOM};

fn share(organization: OrganizationId) -> TicketCommand {
    TicketCommand::Share { organization }
}

fn add(person: PersonId) -> TicketCommand {
    TicketCommand::AddParticipant { person, by_address: false }
}

fn remove(person: PersonId) -> TicketCommand {
    TicketCommand::RemoveParticipant { person }
}

fn sees(story: &TicketStory, person: PersonId) -> bool {
    can_see(&story.world.actor(person), story.ticket().access())
}

#[test]
fn sharing_gives_sight_and_unsharing_takes_it() {
    let story = TicketStory::opened();
    assert!(!sees(&story, TOM) && !sees(&story, JON));
    let story = story.when(MARIA, share(MERIDIAN));
    assert_eq!(story.kinds(), ["ticket.shared"]);
    assert!(sees(&story, TOM) && !sees(&story, JON));
    let story = story.when(SAM, share(NORTHWIND));
    assert!(!sees(&story, TOM) && sees(&story, JON), "it is shared with one organization at a time");
    let story = story.when(MARIA, TicketCommand::Unshare);
    assert_eq!(story.kinds(), ["ticket.unshared"]);
    assert!(!sees(&story, TOM) && !sees(&story, JON));
    assert_eq!(story.ticket().organization, Some(NORTHWIND), "what it was filed for says nothing of sight");
}

#[test]
fn sharing_again_is_no_change_and_works_on_what_is_closed() {
    let story = given(Status::Closed).when(MARIA, share(MERIDIAN));
    assert_eq!(story.kinds(), ["ticket.shared"]);
    assert_eq!(story.clone().when(MARIA, share(MERIDIAN)).kinds(), [""; 0]);
    let story = story.when(MARIA, TicketCommand::Unshare).when(MARIA, TicketCommand::Unshare);
    assert_eq!(story.kinds(), [""; 0]);
}

#[test]
fn it_is_shared_only_with_an_organization_of_the_reporters() {
    for who in [MARIA, SAM] {
        assert_eq!(TicketStory::opened().when(who, share(EMPTY)).refusal(), Some("not_a_member"));
    }
    let mut story = TicketStory::opened();
    story.world.people.get_mut(&MARIA).unwrap().organizations.remove(&NORTHWIND);
    assert_eq!(story.clone().when(SAM, share(NORTHWIND)).refusal(), Some("not_a_member"));
    assert_eq!(story.when(SAM, share(MERIDIAN)).refusal(), None);
}

#[test]
fn co_members_do_not_share() {
    let story = TicketStory::opened().when(MARIA, share(MERIDIAN));
    for command in [share(MERIDIAN), TicketCommand::Unshare, add(KIM), remove(KIM)] {
        assert_eq!(story.clone().when(TOM, command).refusal(), Some("not_allowed"));
    }
}

#[test]
fn participants_see_and_act_for_the_customer_side() {
    let story = given(Status::WaitingForCustomer).when(MARIA, add(KIM));
    assert_eq!(story.kinds(), ["ticket.participant_added"]);
    let story = story.when(KIM, comment(None));
    assert_eq!(story.status(), Status::WaitingForSupport);
    assert_eq!(story.ticket().followers, BTreeSet::from([KIM]));
    let story = story.when(KIM, close(None));
    assert_eq!(story.status(), Status::Closed);
}

#[test]
fn participants_add_others_only_where_the_desk_lets_them() {
    let mut story = TicketStory::opened().when(MARIA, add(KIM));
    assert_eq!(story.clone().when(KIM, add(JON)).refusal(), Some("not_allowed"));
    story.world.desk.participants_may_add = true;
    assert!(sees(&story.when(KIM, add(JON)), JON));
}

#[test]
fn adding_and_removing_know_what_is_so_already() {
    let story = TicketStory::opened().when(MARIA, add(MARIA));
    assert_eq!(story.kinds(), [""; 0], "the reporter needs no adding");
    let story = story.when(MARIA, remove(KIM));
    assert_eq!(story.kinds(), [""; 0]);
    let story = story.when(MARIA, add(KIM));
    assert_eq!(story.clone().when(SAM, add(KIM)).kinds(), [""; 0]);
    for unknown in [NOBODY, GONE] {
        assert_eq!(story.clone().when(MARIA, add(unknown)).refusal(), Some("unknown_person"));
    }
}

#[test]
fn participants_leave_by_themselves_and_are_removed_by_reporter_and_support() {
    let story = TicketStory::opened().when(MARIA, add(KIM)).when(MARIA, add(JON));
    assert_eq!(story.clone().when(KIM, remove(JON)).refusal(), Some("not_allowed"));
    for who in [KIM, MARIA, SAM] {
        let story = story.clone().when(who, remove(KIM));
        assert_eq!(story.kinds(), ["ticket.participant_removed"]);
        assert!(!sees(&story, KIM));
    }
}

#[test]
fn a_hundred_people_are_enough() {
    let mut story = TicketStory::opened();
    let kim = story.world.people[&KIM].clone();
    for number in 0..=100 {
        let person = PersonId(Uuid::from_u128(0x1000 + number));
        story.world.people.insert(person, kim.clone());
        story = story.when(MARIA, add(person));
        assert_eq!(story.refusal(), (number == 100).then_some("too_many_participants"));
    }
}

#[test]
fn anybody_who_sees_it_mutes_for_themselves() {
    let story = TicketStory::opened().when(MARIA, share(MERIDIAN));
    for who in [MARIA, TOM, SAM] {
        let muted = story.clone().when(who, TicketCommand::Mute);
        assert_eq!(muted.ticket().muted, BTreeSet::from([who]));
        let again = muted.when(who, TicketCommand::Mute);
        assert_eq!(again.kinds(), [""; 0]);
        let unmuted = again.when(who, TicketCommand::Unmute);
        assert_eq!(unmuted.ticket().muted, BTreeSet::new());
        assert_eq!(unmuted.when(who, TicketCommand::Unmute).kinds(), [""; 0]);
    }
    assert_eq!(story.when(JON, TicketCommand::Mute).refusal(), Some("not_found"));
}

#[test]
fn only_customers_follow_by_commenting() {
    let story = TicketStory::opened().when(MARIA, share(MERIDIAN));
    let story = story.when(TOM, comment(None)).when(SAM, comment(None));
    assert_eq!(story.ticket().followers, BTreeSet::from([TOM]));
    assert_eq!((story.ticket().comments, story.ticket().last_customer_comment), (2, Some(3)));
}

#[test]
fn reopening_shares_with_nobody_new() {
    let story = given(Status::Closed).when(MARIA, reopen());
    assert_eq!(story.ticket().visibility, Visibility::Private);
}

#[test]
fn an_address_does_not_tell_that_its_account_was_taken_away() {
    let by_address = TicketCommand::AddParticipant { person: GONE, by_address: true };
    let story = TicketStory::opened().when(MARIA, by_address);
    assert_eq!(story.kinds(), ["ticket.participant_added"]);
    assert_eq!(TicketStory::opened().when(MARIA, add(GONE)).refusal(), Some("unknown_person"));
}
