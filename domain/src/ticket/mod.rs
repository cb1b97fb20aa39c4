//! Tickets: what was asked, where it stands, who sees it.
//!
//! The state here is what decisions need. It counts comments and holds none, and of internal notes it holds nothing
//! but their files; texts for readers are the views' matter, by way of [`CustomerEvent`] for those on the customer side.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::access::{TicketAccess, Visibility};
use crate::actor::Side;
use crate::desk::Answers;
use crate::file::AttachedFile;
use crate::id::{DeskId, OrganizationId, PersonId, TicketId};
use crate::key::{RequestTypeKey, TicketKey};
use crate::text::{Body, Subject};

mod command;
mod customer;
mod decide;
mod error;
pub mod event;
mod evolve;
mod links;
mod news;
mod people;
mod status;
#[cfg(test)]
mod tests;

pub use command::{CommentDraft, OpenTicket, TicketCommand};
pub use customer::{CustomerEvent, CustomerView};
pub use decide::decide;
pub use error::TicketRefusal;
pub use event::{AttachedTo, TicketEvent};
pub use links::{Link, LinkKind, MAX_LINKS};
pub use news::{Newest, News};
pub use people::{Context, PersonFacts};
pub use status::{ActiveStatus, CloseReason, Priority, Status};

/// How long after the closing a customer can reopen.
pub const REOPEN_WINDOW: TimeDelta = TimeDelta::days(14);
/// The most people one ticket can be shared with by name.
pub const MAX_PARTICIPANTS: usize = 100;

/// The most files one command can attach.
pub const MAX_FILES_AT_ONCE: usize = 20;
/// The most files one ticket can have.
pub const MAX_ATTACHMENTS: usize = 1_000;

/// A ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    /// The stream's id.
    pub id: TicketId,
    /// Its name for people.
    pub key: TicketKey,
    /// The desk that was asked.
    pub desk: DeskId,
    /// What kind of request it is now.
    pub request_type: RequestTypeKey,
    /// The form that [`Ticket::fields`] answers.
    pub filed: FiledForm,
    /// What it is about.
    pub subject: Subject,
    /// The whole of it.
    pub description: Body,
    /// The answers as they were filed.
    pub fields: Answers,
    /// Who sees it besides reporter, participants and support.
    pub visibility: Visibility,
    /// The organization it was filed for or last shared with. Says nothing about who sees it.
    pub organization: Option<OrganizationId>,
    /// Who asked, or for whom an agent did.
    pub reporter: PersonId,
    /// Who opened it: the reporter or an agent.
    pub opened_by: Uuid,
    /// Whom it is shared with by name.
    pub participants: BTreeSet<PersonId>,
    /// Whom somebody named by their address, and who did; also when they are participants no longer.
    pub by_address: BTreeMap<PersonId, PersonId>,
    /// Who asked, had it, or did something to it that customers can see: whoever sees the ticket knows their names.
    pub involved: BTreeSet<PersonId>,
    /// Who commented for the customer side and so follows it. Some may no longer see it: ask
    /// [`can_see`](crate::can_see) before telling them.
    pub followers: BTreeSet<PersonId>,
    /// Who wants no mail about it.
    pub muted: BTreeSet<PersonId>,
    /// The agent who has it.
    pub assignee: Option<PersonId>,
    /// How urgent it is.
    pub priority: Priority,
    /// Where it stands, with what belongs to standing there.
    pub phase: Phase,
    /// Other tickets it has to do with. Who sees this ticket need not see those.
    pub links: BTreeSet<Link>,
    /// How often it was reopened.
    pub reopened: u32,
    /// How many public comments it has.
    pub comments: u32,
    /// The version of the last comment of the customer side.
    pub last_customer_comment: Option<i64>,
    /// What is new, for whom.
    pub news: News,
    /// Its files, in the order they came.
    pub attachments: Vec<Attachment>,
    /// The number of events of the stream.
    pub version: i64,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When something last happened that a customer can see: a note, a link or a mute leaves no trace here.
    pub updated_at: DateTime<Utc>,
}

/// A file of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The file.
    pub file: AttachedFile,
    /// What it belongs to.
    pub to: AttachedTo,
    /// Who attached it.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was found to be harmful.
    pub quarantined: bool,
}

/// Which form a ticket's answers belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledForm {
    /// The request type it was opened as.
    pub request_type: RequestTypeKey,
    /// The version of that type's form.
    pub form_version: u32,
}

/// Where a ticket stands, with what belongs to standing there.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// [`Status::WaitingForSupport`].
    WaitingForSupport,
    /// [`Status::InProgress`].
    InProgress {
        /// Whether the customer side wrote since support last did.
        customer_answered: bool,
    },
    /// [`Status::WaitingForCustomer`].
    WaitingForCustomer,
    /// [`Status::OnHold`].
    OnHold {
        /// When to look at it again.
        until: Option<DateTime<Utc>>,
        /// What it waits for.
        reason: Option<Body>,
    },
    /// [`Status::Resolved`].
    Resolved {
        /// When.
        at: DateTime<Utc>,
        /// By whom.
        by: Uuid,
        /// What was done, unless a comment says it.
        resolution: Option<Body>,
    },
    /// [`Status::Closed`].
    Closed {
        /// When.
        at: DateTime<Utc>,
        /// By whom.
        by: Uuid,
        /// Why.
        reason: CloseReason,
        /// What was done, if it was resolved before.
        resolution: Option<Body>,
    },
}

impl Phase {
    /// The bare status.
    pub fn status(&self) -> Status {
        match self {
            Self::WaitingForSupport => Status::WaitingForSupport,
            Self::InProgress { .. } => Status::InProgress,
            Self::WaitingForCustomer => Status::WaitingForCustomer,
            Self::OnHold { .. } => Status::OnHold,
            Self::Resolved { .. } => Status::Resolved,
            Self::Closed { .. } => Status::Closed,
        }
    }
}

impl Ticket {
    /// The files that somebody on this side may know of.
    pub fn attachments_for(&self, side: Side) -> impl Iterator<Item = &Attachment> {
        self.attachments.iter().filter(move |held| side == Side::Support || !held.to.is_internal())
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.phase.status()
    }

    /// Whose turn it is.
    pub fn turn(&self) -> Option<Side> {
        self.status().turn()
    }

    /// What decides over its sight.
    pub fn access(&self) -> TicketAccess<'_> {
        TicketAccess {
            reporter: self.reporter,
            participants: &self.participants,
            visibility: self.visibility,
        }
    }

    /// When it was closed, if it is.
    pub fn closed_at(&self) -> Option<DateTime<Utc>> {
        if let Phase::Closed { at, .. } = self.phase { Some(at) } else { None }
    }

    /// When it is to be looked at again, where it is on hold until then.
    pub fn hold_until(&self) -> Option<DateTime<Utc>> {
        if let Phase::OnHold { until, .. } = self.phase { until } else { None }
    }

    /// The last moment a customer can reopen it, if it is closed.
    pub fn reopen_until(&self) -> Option<DateTime<Utc>> {
        self.closed_at().map(|at| at + REOPEN_WINDOW)
    }

    /// Whether it is in progress and the customer side wrote since support last did.
    pub fn customer_answered(&self) -> bool {
        matches!(self.phase, Phase::InProgress { customer_answered: true })
    }
}
