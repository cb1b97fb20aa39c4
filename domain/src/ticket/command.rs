use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::event::AttachedTo;
use super::{CloseReason, Link, Priority, Status};
use crate::access::Visibility;
use crate::file::AttachedFile;
use crate::id::{AttachmentId, CommentId, NoteId, OrganizationId, PersonId};
use crate::key::RequestTypeKey;
use crate::text::{Body, Subject};

/// What can be asked about a ticket. Ids are minted by the caller. One command is one batch of events: a comment and
/// the status it causes are there together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum TicketCommand {
    /// Opens one at [`Context::desk`](super::Context::desk). Anybody for themselves, support for customers.
    Open(Box<OpenTicket>),
    /// Writes a public comment. Anybody who sees it, while it is not closed.
    Comment {
        /// The comment's id.
        comment: CommentId,
        /// Its text.
        body: Body,
        /// What it says about being done. From support, `true` resolves and `false` reopens what is resolved. From
        /// a customer, `true` closes (confirms what is resolved) and `false` reopens what is resolved; nothing said
        /// about what is resolved is just a note on it.
        solves: Option<bool>,
    },
    /// Writes an internal note. Support, always.
    Note {
        /// The note's id.
        note: NoteId,
        /// Its text.
        body: Body,
        /// The colleagues who are to be told. They must be support.
        mentions: BTreeSet<PersonId>,
    },
    /// Says where it stands. Support. [`Status::Closed`] is [`TicketCommand::Close`] with the usual reason,
    /// [`Status::OnHold`] a [`TicketCommand::Hold`] without date.
    ChangeStatus {
        /// Where it shall stand.
        to: Status,
        /// A public comment that goes with it.
        comment: Option<CommentDraft>,
        /// What was done. Resolving needs this or a comment.
        resolution: Option<Body>,
    },
    /// Puts it on hold. Support.
    Hold {
        /// When to look at it again.
        until: Option<DateTime<Utc>>,
        /// What it waits for. Customers read this.
        reason: Option<Body>,
        /// A public comment that goes with it.
        comment: Option<CommentDraft>,
    },
    /// Ends a hold whose time has come: it waits for support again. Before that time, and where it is on hold no more,
    /// nothing happens. Support, and what Docket does by itself.
    EndHold,
    /// Closes it. Anybody who sees it.
    Close {
        /// A public comment that goes with it.
        comment: Option<CommentDraft>,
        /// Why. If not said: confirmed, for a customer who closes what is resolved, else solved.
        reason: Option<CloseReason>,
    },
    /// Reopens it. Customers until [`REOPEN_WINDOW`](super::REOPEN_WINDOW) after the closing, support at any time.
    Reopen {
        /// A public comment that goes with it.
        comment: Option<CommentDraft>,
        /// Why. Both sides read this.
        reason: Option<Body>,
    },
    /// Gives it to an agent, or to nobody. Support. What waited for support or was on hold is then in progress.
    Assign {
        /// To whom.
        assignee: Option<PersonId>,
    },
    /// Says how urgent it is. Support.
    SetPriority {
        /// How urgent.
        priority: Priority,
    },
    /// Makes it another kind of request of the same desk. Support. The answers stay as they were filed.
    ChangeRequestType {
        /// Which.
        request_type: RequestTypeKey,
    },
    /// Gives it another subject. Reporter and support.
    ChangeSubject {
        /// Which.
        subject: Subject,
    },
    /// Shares it with an organization of the reporter's. Reporter and support.
    Share {
        /// Which.
        organization: OrganizationId,
    },
    /// Makes it private. Reporter and support.
    Unshare,
    /// Shares it with a person by name. Reporter, support and, where the desk lets them, participants.
    AddParticipant {
        /// Who.
        person: PersonId,
        /// Whether by their address. An address tells nothing about its account, not even that it was taken away.
        by_address: bool,
    },
    /// Takes a person's sight by name away. Reporter, support and the person themself.
    RemoveParticipant {
        /// Whose.
        person: PersonId,
    },
    /// No mail about it to the actor. Anybody who sees it.
    Mute,
    /// Mail about it to the actor again. Anybody who sees it.
    Unmute,
    /// Says what it is to another ticket. Anybody who sees both, as far as [`LinkKind::is_for_customers`](super::LinkKind::is_for_customers) says.
    Link(Link),
    /// Says so no longer. As [`TicketCommand::Link`].
    Unlink(Link),
    /// Attaches files. By themselves they count as what was said in a comment or a note; with a text of the same
    /// batch, which then follows, as a part of it. Who may write that may attach.
    Attach {
        /// The files.
        files: Vec<AttachedFile>,
        /// What they belong to. With the description only right after the opening.
        to: AttachedTo,
    },
    /// Keeps a file from everybody: it is harmful. Docket itself.
    Quarantine {
        /// Which.
        attachment: AttachmentId,
    },
}

/// A new ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenTicket {
    /// What kind of thing is asked for.
    pub request_type: RequestTypeKey,
    /// What it is about.
    pub subject: Subject,
    /// The whole of it.
    pub description: Body,
    /// The answers to the form, as they were sent.
    pub fields: Map<String, Value>,
    /// Who shall see it besides reporter and participants. Only an organization of the reporter's.
    pub visibility: Visibility,
    /// The organization a private ticket is filed for: one of the reporter's. A shared ticket is filed for the
    /// organization it is shared with, whatever stands here.
    pub organization: Option<OrganizationId>,
    /// Who asks. Only support opens tickets for others.
    pub reporter: PersonId,
    /// Whom to share it with by name.
    pub participants: BTreeSet<PersonId>,
    /// Those of them who were named by their address.
    pub by_address: BTreeSet<PersonId>,
    /// How urgent it is; only support says other than normal.
    pub priority: Priority,
}

/// A public comment that goes with another act.
#[derive(Clone, Debug, PartialEq)]
pub struct CommentDraft {
    /// The comment's id.
    pub comment: CommentId,
    /// Its text.
    pub body: Body,
}
