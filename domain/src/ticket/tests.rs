//! The ticket's rules, told as stories and tables. Properties over random lives are in `properties`.

mod files;
mod linking;
mod opening;
mod properties;
mod replay;
mod sharing;
mod workflow;

use super::event::{Held, Resolved};
use super::*;
use crate::id::CommentId;
use crate::testing::{SAM, TicketStory, body};

fn draft(text: &str) -> CommentDraft {
    CommentDraft { comment: CommentId(Uuid::from_u128(0xc0)), body: body(text) }
}

fn comment(solves: Option<bool>) -> TicketCommand {
    let CommentDraft { comment, body } = draft("A comment.");
    TicketCommand::Comment { comment, body, solves }
}

fn close(reason: Option<CloseReason>) -> TicketCommand {
    TicketCommand::Close { comment: None, reason }
}

fn reopen() -> TicketCommand {
    TicketCommand::Reopen { comment: None, reason: None }
}

fn change(to: Status) -> TicketCommand {
    TicketCommand::ChangeStatus { to, comment: None, resolution: None }
}

fn resolve() -> TicketCommand {
    TicketCommand::ChangeStatus {
        to: Status::Resolved,
        comment: None,
        resolution: Some(body("Panel data was loaded again.")),
    }
}

/// A ticket of Maria's that stands there.
fn given(status: Status) -> TicketStory {
    let story = TicketStory::opened();
    let story = match status {
        Status::WaitingForSupport => story,
        Status::InProgress | Status::WaitingForCustomer | Status::OnHold => story.when(SAM, change(status)),
        Status::Resolved => story.when(SAM, resolve()),
        Status::Closed => story.when(SAM, close(None)),
    };
    assert_eq!(story.status(), status);
    story
}
