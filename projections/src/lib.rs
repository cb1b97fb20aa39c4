//! The read views of Docket: what lists show, folded from the log.
//!
//! * A [`Projector`] folds events into its tables. It sees nothing but the events, so a replay gives the same rows.
//! * The [`Runner`] follows the log and lets every projector work in one transaction with the checkpoints.
//! * [`Views`] answers queries, and tells how far it is.
//!
//! A view may be deleted at any time: it is built again from the first event when the program starts. Who may see
//! what is decided by the caller; what keeps internal notes from customers is that [`Views::comments`] reads a table
//! without them and answers a type without them.
#![deny(clippy::wildcard_enum_match_arm)]

mod cells;
mod customer_tickets;
mod directory;
mod envelope;
mod error;
mod health;
mod list;
mod organization_tickets;
mod page;
mod projector;
mod queue;
mod replay;
mod runner;
mod schema;
mod search;
mod summary;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
mod ticket;
mod unread;
mod views;

use std::sync::Arc;

pub use directory::{
    DeskEntry, Member, OrganizationEntry, OrganizationFilter, PeopleFilter, PersonState, RequestTypeEntry,
};
pub use envelope::Envelope;
pub use error::{ProjectionError, QueryError};
pub use health::Health;
pub use list::{AssigneeFilter, Found, Scope, Sort, StatusFilter, TicketFilter};
pub use page::{Cursor, CursorError, IdList, MAX_LIMIT, Page, PageRequest};
pub use projector::Projector;
pub use replay::{Replayed, replay};
pub use runner::{LEASE, Runner, RunnerOptions};
pub use search::{Excerpt, Reading, SearchError, SearchQuery, Searched, Segment, Sight};
pub use summary::TicketSummary;
pub use ticket::{Comment, Entry, Note};
pub use unread::{Numbers, TeamNumbers};
pub use views::Views;

/// The projectors of all views of Docket.
pub fn projectors() -> Vec<Arc<dyn Projector>> {
    vec![
        Arc::new(queue::Queue),
        Arc::new(customer_tickets::CustomerTickets),
        Arc::new(organization_tickets::OrganizationTickets),
        Arc::new(ticket::TicketTexts),
        Arc::new(directory::Directory),
        Arc::new(search::Search),
        Arc::new(unread::Unread),
    ]
}
