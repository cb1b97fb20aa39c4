//! What can happen to a ticket.
//!
//! **One source of the status.** An event says the status it leads to by itself, never a second event beside it:
//! `ticket.created` and `ticket.reopened` lead to `waiting_for_support`, `ticket.held` to `on_hold`,
//! `ticket.resolved` to `resolved`, `ticket.closed` to `closed`, and `ticket.status_changed` to one of the remaining
//! [`ActiveStatus`]. No other event touches it. [`TicketEvent::status_after`] is that rule as a function; the fold,
//! the views and the notifier all ask it. A comment and the status it causes are two events of one batch.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::links::Link;
use super::status::{ActiveStatus, CloseReason, Priority, Status};
use crate::access::Visibility;
use crate::actor::Side;
use crate::desk::Answers;
use crate::events::event_enum;
use crate::file::AttachedFile;
use crate::id::{AttachmentId, CommentId, DeskId, NoteId, OrganizationId, PersonId};
use crate::key::{RequestTypeKey, TicketKey};
use crate::text::{Body, Subject};

event_enum! {
    /// An event of a ticket's stream.
    TicketEvent {
        "ticket.created" => Created,
        "ticket.commented" => Commented,
        "ticket.noted" => Noted,
        "ticket.status_changed" => StatusChanged,
        "ticket.held" => Held,
        "ticket.resolved" => Resolved,
        "ticket.closed" => Closed,
        "ticket.reopened" => Reopened,
        "ticket.assigned" => Assigned,
        "ticket.unassigned" => Unassigned,
        "ticket.priority_changed" => PriorityChanged,
        "ticket.request_type_changed" => RequestTypeChanged,
        "ticket.subject_changed" => SubjectChanged,
        "ticket.shared" => Shared,
        "ticket.unshared" => Unshared,
        "ticket.participant_added" => ParticipantAdded,
        "ticket.participant_removed" => ParticipantRemoved,
        "ticket.muted" => Muted,
        "ticket.unmuted" => Unmuted,
        "ticket.linked" => Linked,
        "ticket.unlinked" => Unlinked,
        "ticket.attached" => Attached,
        "ticket.attachment_quarantined" => AttachmentQuarantined,
    }
}

impl TicketEvent {
    /// The status the event leads to, or `None` if it leaves it alone.
    pub fn status_after(&self) -> Option<Status> {
        match self {
            Self::Created(_) | Self::Reopened(_) => Some(Status::WaitingForSupport),
            Self::StatusChanged(changed) => Some(changed.to.into()),
            Self::Held(_) => Some(Status::OnHold),
            Self::Resolved(_) => Some(Status::Resolved),
            Self::Closed(_) => Some(Status::Closed),
            Self::Commented(_)
            | Self::Noted(_)
            | Self::Assigned(_)
            | Self::Unassigned(_)
            | Self::PriorityChanged(_)
            | Self::RequestTypeChanged(_)
            | Self::SubjectChanged(_)
            | Self::Shared(_)
            | Self::Unshared(_)
            | Self::ParticipantAdded(_)
            | Self::ParticipantRemoved(_)
            | Self::Muted(_)
            | Self::Unmuted(_)
            | Self::Linked(_)
            | Self::Unlinked(_)
            | Self::Attached(_)
            | Self::AttachmentQuarantined(_) => None,
        }
    }
}

/// Somebody asked for something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Created {
    /// The ticket's key. It stays the first field of the JSON: the log's writer puts the number into the bytes at a
    /// place that is known beforehand (see [`encode_with_hole`](crate::codec::encode_with_hole)).
    pub key: TicketKey,
    /// The desk that was asked.
    pub desk: DeskId,
    /// What kind of thing was asked for.
    pub request_type: RequestTypeKey,
    /// The version of that type's form that was answered.
    pub form_version: u32,
    /// What it is about.
    pub subject: Subject,
    /// The whole of it.
    pub description: Body,
    /// The answers to the form.
    pub fields: Answers,
    /// Who sees it besides reporter and participants.
    pub visibility: Visibility,
    /// The organization it was filed for, also while it is private. The same as the one it is shared with, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<OrganizationId>,
    /// Who asked, or for whom an agent did.
    pub reporter: PersonId,
    /// Whom it was shared with by name.
    pub participants: BTreeSet<PersonId>,
    /// Those of them whom the opener named by their address, and so need not know by name.
    pub by_address: BTreeSet<PersonId>,
    /// How urgent it is.
    pub priority: Priority,
}

/// Somebody wrote what both sides can read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Commented {
    /// The comment's id.
    pub comment: CommentId,
    /// Its text.
    pub body: Body,
    /// The side they wrote for.
    pub side: Side,
}

/// An agent wrote what only support can read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    /// The note's id.
    pub note: NoteId,
    /// Its text.
    pub body: Body,
    /// The colleagues who are to be told.
    pub mentions: BTreeSet<PersonId>,
}

/// It stands elsewhere now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusChanged {
    /// Where it stood.
    pub from: Status,
    /// Where it stands.
    pub to: ActiveStatus,
}

/// It waits for something neither side can hurry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// When to look at it again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// What it waits for. Customers read this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Body>,
}

/// Support thinks it is done. What was done is said here or in a comment of the same batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resolved {
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Body>,
}

/// It is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    /// Why.
    pub reason: CloseReason,
}

/// It was not over, or not done, after all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reopened {
    /// Why. Both sides read this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Body>,
}

/// An agent has it now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Assigned {
    /// Who.
    pub assignee: PersonId,
}

/// Nobody has it now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unassigned {}

/// It is more or less urgent now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PriorityChanged {
    /// What it was.
    pub from: Priority,
    /// What it is.
    pub to: Priority,
}

/// It is another kind of request now. The answers stay as they were filed, to the form they were filed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RequestTypeChanged {
    /// What it was.
    pub from: RequestTypeKey,
    /// What it is.
    pub to: RequestTypeKey,
}

/// It has another subject now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SubjectChanged {
    /// What it was.
    pub from: Subject,
    /// What it is.
    pub to: Subject,
}

/// All members of an organization see it from now on, and no other organization's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// Which one.
    pub organization: OrganizationId,
}

/// Only reporter and participants see it from now on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unshared {
    /// The organization that saw it.
    pub organization: OrganizationId,
}

/// A person was given sight of it by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParticipantAdded {
    /// Who.
    pub person: PersonId,
    /// Whether they were named by their address, so that who did need not know them by name.
    pub by_address: bool,
}

/// A person no longer sees it by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ParticipantRemoved {
    /// Who.
    pub person: PersonId,
}

/// The event's actor wants no mail about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Muted {}

/// The event's actor wants mail about it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unmuted {}

/// It has to do with another ticket from now on; the other has the other end of the link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linked {
    /// This end.
    #[serde(flatten)]
    pub link: Link,
}

/// It has nothing to do with another ticket any more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unlinked {
    /// This end.
    #[serde(flatten)]
    pub link: Link,
}

/// Files came with it, with something that was written on it, or by themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// The files.
    pub files: Vec<AttachedFile>,
    /// What they belong to.
    pub to: AttachedTo,
    /// The side they were attached for.
    pub side: Side,
}

/// What attached files belong to, and by it who may know of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachedTo {
    /// The description: they came with the opening.
    Description,
    /// A public comment of the same batch.
    Comment(CommentId),
    /// An internal note of the same batch.
    Note(NoteId),
    /// Nothing: they are what was said, to both sides.
    Public,
    /// Nothing: they are what was said, to support alone.
    Internal,
}

impl AttachedTo {
    /// Whether only support may know of them.
    pub fn is_internal(self) -> bool {
        match self {
            Self::Note(_) | Self::Internal => true,
            Self::Description | Self::Comment(_) | Self::Public => false,
        }
    }
}

/// A file was found to be harmful: nobody gets it any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentQuarantined {
    /// Which.
    pub attachment: AttachmentId,
    /// Whether only support knows of it.
    pub internal: bool,
}
