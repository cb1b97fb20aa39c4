//! Files: what they belong to decides who may attach and know them, and what they do to the turn.

use super::*;
use crate::actor::{Actor, Side};
use crate::file::{AttachedFile, MediaType, Sha256Digest};
use crate::id::AttachmentId;
use crate::testing::{KIM, MARIA, SAM};
use crate::text::FileName;
use crate::ticket::{AttachedTo, MAX_FILES_AT_ONCE, Status};

fn file(number: u128) -> AttachedFile {
    AttachedFile {
        id: AttachmentId(Uuid::from_u128(number)),
        name: FileName::parse("C:\\fakepath\\trace.log").unwrap(),
        content_type: MediaType::parse("text/plain").unwrap(),
        size: 12,
        sha256: Sha256Digest([7; 32]),
    }
}

fn attach(to: AttachedTo) -> TicketCommand {
    TicketCommand::Attach { files: vec![file(1)], to }
}

#[test]
fn the_folders_before_a_name_are_cut_off() {
    assert_eq!(file(1).name.as_str(), "trace.log");
    for wrong in ["", "/", "folder/", "a\nb", "a\u{202e}gpj.exe"] {
        assert!(FileName::parse(wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_file_by_itself_gives_the_turn_to_the_other_side_as_a_comment_does() {
    let story = given(Status::WaitingForSupport).when(SAM, attach(AttachedTo::Public));
    assert_eq!(story.status(), Status::WaitingForCustomer);
    let story = story.when(MARIA, attach(AttachedTo::Public));
    assert_eq!(story.status(), Status::WaitingForSupport);
    assert_eq!(story.ticket().attachments.len(), 2);
    assert!(story.ticket().followers.contains(&MARIA));
}

#[test]
fn internal_files_are_for_support_and_move_nothing() {
    let story = given(Status::WaitingForSupport);
    let before = story.ticket().for_customers().updated_at;
    assert_eq!(story.clone().when(MARIA, attach(AttachedTo::Internal)).refusal(), Some("not_allowed"));
    let story = story.when(SAM, attach(AttachedTo::Internal));
    assert_eq!(story.status(), Status::WaitingForSupport);
    assert_eq!(story.ticket().for_customers().updated_at, before);
    assert_eq!(story.ticket().attachments_for(Side::Customer).count(), 0);
    assert_eq!(story.ticket().attachments_for(Side::Support).count(), 1);
}

#[test]
fn who_does_not_see_the_ticket_attaches_nothing_and_what_is_closed_takes_nothing() {
    let story = given(Status::WaitingForSupport);
    assert_eq!(story.clone().when(KIM, attach(AttachedTo::Public)).refusal(), Some("not_found"));
    let close = TicketCommand::Close { comment: None, reason: None };
    let story = story.when(MARIA, close);
    assert_eq!(story.clone().when(MARIA, attach(AttachedTo::Public)).refusal(), Some("ticket_closed"));
    assert_eq!(story.when(SAM, attach(AttachedTo::Internal)).refusal(), None);
}

#[test]
fn so_many_files_at_once_and_no_more() {
    let many = |count: usize| TicketCommand::Attach {
        files: (0..count as u128).map(file).collect(),
        to: AttachedTo::Public,
    };
    assert_eq!(given(Status::WaitingForSupport).when(MARIA, many(MAX_FILES_AT_ONCE)).refusal(), None);
    assert_eq!(
        given(Status::WaitingForSupport).when(MARIA, many(MAX_FILES_AT_ONCE + 1)).refusal(),
        Some("too_many_files")
    );
}

#[test]
fn only_docket_itself_keeps_a_file_back_and_once() {
    let story = given(Status::WaitingForSupport).when(MARIA, attach(AttachedTo::Public));
    let quarantine = TicketCommand::Quarantine { attachment: file(1).id };
    assert_eq!(story.clone().when(SAM, quarantine.clone()).refusal(), Some("not_allowed"));
    let world = &story.world;
    let context = Context {
        now: story.now,
        actor: &Actor::system(),
        desk: &world.desk,
        people: &world.people,
        seen: None,
    };
    let decided = decide(Some(story.ticket()), quarantine, &context).unwrap();
    assert!(matches!(decided[..], [TicketEvent::AttachmentQuarantined(_)]));
}
