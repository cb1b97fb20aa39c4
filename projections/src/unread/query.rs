//! Reading the numbers and marks.

use std::ops::Add;

use docket_domain::{PersonId, TicketId};
use docket_eventstore::db::{Db, DbError, Dialect, Tx};
use docket_eventstore::{on_reader, on_tx};

use super::state::NAMES;
use super::{OF_PERSON, PEOPLE, ROWS, TOTALS};
use crate::QueryError;
use crate::cells::{Bind, Cells, Query, fetch};

/// How many of the tickets that concern a person are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Somebody else did something to them that the person has not seen.
    pub unread: i64,
    /// Theirs, or shared with them by name, and the customers' turn.
    pub waiting: i64,
    /// Theirs, or shared with them by name, and not closed.
    pub open: i64,
    /// Given to them, and not closed.
    pub assigned: i64,
}

impl Add for Numbers {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            unread: self.unread + other.unread,
            waiting: self.waiting + other.waiting,
            open: self.open + other.open,
            assigned: self.assigned + other.assigned,
        }
    }
}

/// How many of all tickets are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TeamNumbers {
    /// They wait for support.
    pub waiting_for_support: i64,
    /// Nobody has them, and they are not closed.
    pub unassigned: i64,
}

/// In a statement about tickets called `t`: whether one has something new for a reader.
pub(crate) fn is_unread(dialect: Dialect, query: &mut Query, reader: PersonId) -> String {
    let reader = query.bind(Bind::Uuid(reader.0));
    // A value, not EXISTS: that PostgreSQL may answer by reading all rows of the reader, which an agent has many of.
    format!(
        "coalesce((SELECT u.unread FROM {} u {} WHERE u.person_id = {reader} AND u.ticket_id = t.ticket_id), false)",
        ROWS.name,
        dialect.indexed_by(OF_PERSON)
    )
}

/// A person's numbers.
pub(crate) async fn numbers(db: &Db, person: PersonId) -> Result<Numbers, QueryError> {
    let mut query = Query::default();
    let person = query.bind(Bind::Uuid(person.0));
    query.text =
        format!("SELECT unread, waiting, open, assigned FROM {} WHERE person_id = {person}", PEOPLE.name);
    let rows = on_reader!(db, c => fetch!(c, query, tally))?;
    Ok(rows.into_iter().next().unwrap_or_default())
}

/// The numbers of all.
pub(crate) async fn team_numbers(db: &Db) -> Result<TeamNumbers, QueryError> {
    let query = Query { text: format!("SELECT name, tickets FROM {}", TOTALS.name), binds: Vec::new() };
    let [waiting_for_support, unassigned] = in_order(&on_reader!(db, c => fetch!(c, query, total))?);
    Ok(TeamNumbers { waiting_for_support, unassigned })
}

/// At most so many of the tickets that a person's numbers count, with what each counts as.
pub(crate) async fn concerned(
    db: &Db,
    person: PersonId,
    limit: u32,
) -> Result<Vec<(TicketId, Numbers)>, QueryError> {
    let mut query = Query::default();
    let person = query.bind(Bind::Uuid(person.0));
    query.text = format!(
        "SELECT ticket_id, unread, waiting, open, assigned FROM {} \
         WHERE person_id = {person} AND (unread OR open OR assigned OR waiting) ORDER BY ticket_id LIMIT {limit}",
        ROWS.name
    );
    Ok(on_reader!(db, c => fetch!(c, query, counted))?)
}

/// The totals, within a projector's transaction.
pub(super) async fn totals(tx: &mut Tx<'_>) -> Result<[i64; 2], DbError> {
    let query = Query { text: format!("SELECT name, tickets FROM {}", TOTALS.name), binds: Vec::new() };
    Ok(in_order(&on_tx!(tx, c => fetch!(c, query, total))?))
}

fn in_order(rows: &[(String, i64)]) -> [i64; 2] {
    NAMES.map(|name| rows.iter().find(|row| row.0 == name).map_or(0, |row| row.1))
}

fn tally(row: &impl Cells) -> Result<Numbers, sqlx::Error> {
    Ok(Numbers { unread: row.int(0)?, waiting: row.int(1)?, open: row.int(2)?, assigned: row.int(3)? })
}

fn total(row: &impl Cells) -> Result<(String, i64), sqlx::Error> {
    Ok((row.text(0)?.to_owned(), row.int(1)?))
}

fn counted(row: &impl Cells) -> Result<(TicketId, Numbers), sqlx::Error> {
    let one = |index: usize| row.flag(index).map(i64::from);
    let numbers = Numbers { unread: one(1)?, waiting: one(2)?, open: one(3)?, assigned: one(4)? };
    Ok((TicketId(row.uuid(0)?), numbers))
}
