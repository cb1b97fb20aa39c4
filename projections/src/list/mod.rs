//! Lists of tickets: which, in what order, by page.

use std::collections::BTreeSet;

use docket_domain::ticket::{Priority, Status};
use docket_domain::{DeskKey, OrganizationId, PersonId, RequestTypeKey, Side, TicketId};

use crate::TicketSummary;
use crate::page::Page;

mod query;
mod ranges;
#[cfg(test)]
mod tests;

pub(crate) use query::tickets;

/// Whose list. The caller has made sure that the reader may have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What a person reported.
    Mine(PersonId),
    /// What is shared with a person by name.
    Shared(PersonId),
    /// What is shared with any of these organizations.
    Organizations(Vec<OrganizationId>),
    /// The agents' work: every ticket that is not closed, unless the filter names a status.
    Queue,
    /// Every ticket.
    All,
}

/// Which statuses a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// All but closed.
    Open,
    /// Closed.
    Closed,
    /// This one.
    Is(Status),
}

/// Who has the tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssigneeFilter {
    /// Nobody yet.
    Nobody,
    /// This agent.
    Is(PersonId),
}

/// What a list is cut down to. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TicketFilter {
    /// Where the tickets stand.
    pub status: Option<StatusFilter>,
    /// The desk that was asked.
    pub desk: Option<DeskKey>,
    /// What kind of request they are.
    pub request_type: Option<RequestTypeKey>,
    /// Whose turn it is; closed tickets are nobody's.
    pub turn: Option<Side>,
    /// How urgent they are.
    pub priority: Option<Priority>,
    /// Who has them.
    pub assignee: Option<AssigneeFilter>,
    /// The organization they were filed for.
    pub organization: Option<OrganizationId>,
}

/// A list's order. Times are unique by the log's positions, so the order is total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What moved last comes first.
    #[default]
    UpdatedDesc,
    /// What moved last comes last.
    UpdatedAsc,
    /// The newest first.
    CreatedDesc,
    /// The oldest first.
    CreatedAsc,
}

impl Sort {
    /// Whether tickets are ordered by when they last moved.
    pub(crate) fn by_update(self) -> bool {
        match self {
            Self::UpdatedDesc | Self::UpdatedAsc => true,
            Self::CreatedDesc | Self::CreatedAsc => false,
        }
    }

    pub(crate) fn column(self) -> &'static str {
        if self.by_update() { "updated_position" } else { "created_position" }
    }

    pub(crate) fn is_descending(self) -> bool {
        match self {
            Self::UpdatedDesc | Self::CreatedDesc => true,
            Self::UpdatedAsc | Self::CreatedAsc => false,
        }
    }
}

/// A page of tickets, as a reader finds them.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The rows.
    pub page: Page<TicketSummary>,
    /// Those that have something new for the reader.
    pub unread: BTreeSet<TicketId>,
}

impl Found {
    pub(crate) fn new(
        rows: Vec<(TicketSummary, bool)>,
        page: impl FnOnce(Vec<TicketSummary>) -> Page<TicketSummary>,
    ) -> Self {
        let unread = rows.iter().filter(|(_, unread)| *unread).map(|(row, _)| row.ticket_id).collect();
        Self { page: page(rows.into_iter().map(|(row, _)| row).collect()), unread }
    }
}

/// The statuses that a scope and a filter leave, in the order of a ticket's life.
fn statuses(scope: &Scope, filter: &TicketFilter) -> Vec<Status> {
    let mut statuses = statuses_of(scope, filter.status);
    if filter.turn.is_some() {
        statuses.retain(|status| status.turn() == filter.turn);
    }
    statuses
}

fn statuses_of(scope: &Scope, filter: Option<StatusFilter>) -> Vec<Status> {
    let open = || Status::ALL.into_iter().filter(|status| status.is_open()).collect();
    match (filter, scope) {
        (Some(StatusFilter::Is(status)), _) => vec![status],
        (Some(StatusFilter::Closed), _) => vec![Status::Closed],
        (Some(StatusFilter::Open), _) | (None, Scope::Queue) => open(),
        (None, Scope::Mine(_) | Scope::Shared(_) | Scope::Organizations(_) | Scope::All) => {
            Status::ALL.to_vec()
        }
    }
}
