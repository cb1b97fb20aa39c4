//! What is new for whom, and the numbers that a person's first page shows: kept, not counted.
//!
//! A person has a row for each ticket that concerns them: they reported it, it is shared with them by name, it is
//! given to them, they wrote on it or have looked at it. A row whose ticket they may not see (any more) counts nowhere;
//! it stays, so that how far they had read is known when they may again.

use async_trait::async_trait;
use docket_eventstore::db::{Column, Index, Kind, Table, Tx};

use crate::{Envelope, ProjectionError, Projector};

mod facts;
mod query;
mod state;

pub use query::{Numbers, TeamNumbers};
pub(crate) use query::{concerned, is_unread, numbers, team_numbers};
use state::State;

/// What decides over the rows of a ticket.
const TICKETS: Table = Table {
    name: "unread_tickets",
    columns: &[
        Column::new("ticket_id", Kind::Uuid),
        Column::new("reporter_id", Kind::Uuid),
        Column::nullable("shared_with", Kind::Uuid),
        Column::nullable("assignee_id", Kind::Uuid),
        Column::new("status", Kind::Text),
        Column::new("public_position", Kind::Int),
        Column::new("public_actor", Kind::Uuid),
        Column::new("public_others", Kind::Int),
        Column::new("internal_position", Kind::Int),
        Column::new("internal_actor", Kind::Uuid),
        Column::new("internal_others", Kind::Int),
    ],
    key: &["ticket_id"],
    indexes: &[],
};

/// One row a person and ticket that concerns them. By ticket: those that something happens to stand near each other. Lists
/// look up what is new by an index in which one person's rows stand together, and never go to the rows.
const ROWS: Table = Table {
    name: "unread_rows",
    columns: &[
        Column::new("person_id", Kind::Uuid),
        Column::new("ticket_id", Kind::Uuid),
        Column::new("seen", Kind::Int),
        Column::new("named", Kind::Bool),
        Column::new("visible", Kind::Bool),
        Column::new("unread", Kind::Bool),
        Column::new("waiting", Kind::Bool),
        Column::new("open", Kind::Bool),
        Column::new("assigned", Kind::Bool),
    ],
    key: &["ticket_id", "person_id"],
    indexes: &[Index::new(OF_PERSON, "person_id, ticket_id, unread")],
};

const OF_PERSON: &str = "unread_rows_of_person";

/// One row a person: what decides over their rows, and how many of these are what.
const PEOPLE: Table = Table {
    name: "unread_people",
    columns: &[
        Column::new("person_id", Kind::Uuid),
        Column::new("support", Kind::Bool),
        Column::new("organizations", Kind::Text),
        Column::new("unread", Kind::Int),
        Column::new("waiting", Kind::Int),
        Column::new("open", Kind::Int),
        Column::new("assigned", Kind::Int),
    ],
    key: &["person_id"],
    indexes: &[],
};

/// How many tickets of all are what.
const TOTALS: Table = Table {
    name: "unread_totals",
    columns: &[Column::new("name", Kind::Text), Column::new("tickets", Kind::Int)],
    key: &["name"],
    indexes: &[],
};

/// Keeps [`ROWS`] and what they are made of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unread;

#[async_trait]
impl Projector for Unread {
    fn name(&self) -> &'static str {
        "unread"
    }

    fn version(&self) -> i64 {
        3
    }

    fn tables(&self) -> &'static [Table] {
        &[TICKETS, ROWS, PEOPLE, TOTALS]
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let mut state = State::load(tx, batch).await?;
        for envelope in batch {
            state.fold(envelope);
        }
        state.write(tx).await
    }
}
