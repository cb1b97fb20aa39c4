//! What a list shows of a ticket. The three list views keep it on their rows and fold it with the same function.

use chrono::{DateTime, Utc};
use docket_domain::ticket::{Priority, Status};
use docket_domain::{
    DeskKey, OrganizationId, PersonId, RequestTypeKey, Side, Subject, TicketId, TicketKey, Visibility,
};
use docket_eventstore::Position;

mod fold;
mod row;

pub(crate) use fold::{Folded, ticket_events};
pub(crate) use row::{SummaryRow, columns, names};

/// What a list shows of a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct TicketSummary {
    /// The stream's id.
    pub ticket_id: TicketId,
    /// Its name for people; it begins with its desk's key.
    pub key: TicketKey,
    /// What kind of request it is.
    pub request_type: RequestTypeKey,
    /// What it is about.
    pub subject: Subject,
    /// Where it stands.
    pub status: Status,
    /// Who sees it besides reporter and participants.
    pub visibility: Visibility,
    /// The organization it was filed for, also while it is private.
    pub organization_id: Option<OrganizationId>,
    /// Who asked.
    pub reporter_id: PersonId,
    /// The agent who has it.
    pub assignee_id: Option<PersonId>,
    /// How urgent it is.
    pub priority: Priority,
    /// The number of events of the stream, notes included.
    pub version: i64,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When something last happened that a customer can see: a note changes neither this nor its place in a list.
    pub updated_at: DateTime<Utc>,
    /// When it was closed, if it is.
    pub closed_at: Option<DateTime<Utc>>,
    /// The place in the log of its opening. Unique, and in the order of time.
    pub created_position: Position,
    /// The place in the log of what [`TicketSummary::updated_at`] is about.
    pub updated_position: Position,
}

impl TicketSummary {
    /// The key of its desk.
    pub fn desk(&self) -> &DeskKey {
        self.key.desk()
    }

    /// Whose turn it is; nobody's once it is closed.
    pub fn turn(&self) -> Option<Side> {
        self.status.turn()
    }

    /// Whether it is not closed.
    pub fn is_open(&self) -> bool {
        self.status.is_open()
    }
}
