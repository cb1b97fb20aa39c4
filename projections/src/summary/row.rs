//! The summary's columns.

use chrono::{DateTime, Utc};
use docket_domain::ticket::{Priority, Status};
use docket_domain::{
    DeskKey, OrganizationId, PersonId, RequestTypeKey, Subject, TicketId, TicketKey, Visibility,
};
use docket_eventstore::Position;
use docket_eventstore::db::{Column, Db, Dialect, Kind, time};
use docket_eventstore::on_reader;
use serde::Serialize;

use super::TicketSummary;
use crate::cells::{Cells, Packed, Query, fetch, unreadable};
use crate::{QueryError, unread};

/// The columns of a table whose rows hold a summary: these, and what the table adds.
macro_rules! columns {
    ($($more:expr),* $(,)?) => {
        &[
            $($more,)*
            $crate::summary::names::TICKET_ID,
            $crate::summary::names::KEY,
            $crate::summary::names::DESK,
            $crate::summary::names::REQUEST_TYPE,
            $crate::summary::names::SUBJECT,
            $crate::summary::names::STATUS,
            $crate::summary::names::VISIBILITY,
            $crate::summary::names::ORGANIZATION_ID,
            $crate::summary::names::REPORTER_ID,
            $crate::summary::names::ASSIGNEE_ID,
            $crate::summary::names::PRIORITY,
            $crate::summary::names::VERSION,
            $crate::summary::names::CREATED_AT,
            $crate::summary::names::UPDATED_AT,
            $crate::summary::names::CLOSED_AT,
            $crate::summary::names::CREATED_POSITION,
            $crate::summary::names::UPDATED_POSITION,
        ]
    };
}
pub(crate) use columns;

/// The columns, one by one.
pub(crate) mod names {
    use super::{Column, Kind};

    pub(crate) const TICKET_ID: Column = Column::new("ticket_id", Kind::Uuid);
    pub(crate) const KEY: Column = Column::new("key", Kind::Text);
    pub(crate) const DESK: Column = Column::new("desk", Kind::Text);
    pub(crate) const REQUEST_TYPE: Column = Column::new("request_type", Kind::Text);
    pub(crate) const SUBJECT: Column = Column::new("subject", Kind::Text);
    pub(crate) const STATUS: Column = Column::new("status", Kind::Text);
    pub(crate) const VISIBILITY: Column = Column::new("visibility", Kind::Text);
    pub(crate) const ORGANIZATION_ID: Column = Column::nullable("organization_id", Kind::Uuid);
    pub(crate) const REPORTER_ID: Column = Column::new("reporter_id", Kind::Uuid);
    pub(crate) const ASSIGNEE_ID: Column = Column::nullable("assignee_id", Kind::Uuid);
    pub(crate) const PRIORITY: Column = Column::new("priority", Kind::Text);
    pub(crate) const VERSION: Column = Column::new("version", Kind::Int);
    pub(crate) const CREATED_AT: Column = Column::new("created_at", Kind::Time);
    pub(crate) const UPDATED_AT: Column = Column::new("updated_at", Kind::Time);
    pub(crate) const CLOSED_AT: Column = Column::nullable("closed_at", Kind::Time);
    pub(crate) const CREATED_POSITION: Column = Column::new("created_position", Kind::Int);
    pub(crate) const UPDATED_POSITION: Column = Column::new("updated_position", Kind::Int);
}

/// In the order [`TicketSummary::from_cells`] reads; the desk is read out of the key.
const SELECT: [Column; 16] = [
    names::TICKET_ID,
    names::KEY,
    names::REQUEST_TYPE,
    names::SUBJECT,
    names::STATUS,
    names::VISIBILITY,
    names::ORGANIZATION_ID,
    names::REPORTER_ID,
    names::ASSIGNEE_ID,
    names::PRIORITY,
    names::VERSION,
    names::CREATED_AT,
    names::UPDATED_AT,
    names::CLOSED_AT,
    names::CREATED_POSITION,
    names::UPDATED_POSITION,
];

const PRIVATE: &str = "private";
const ORGANIZATION: &str = "organization";

/// A summary as it is written.
#[derive(Debug, Serialize)]
pub(crate) struct SummaryRow<'a> {
    ticket_id: TicketId,
    key: &'a TicketKey,
    desk: &'a DeskKey,
    request_type: &'a RequestTypeKey,
    subject: &'a Subject,
    status: Status,
    visibility: &'static str,
    organization_id: Option<OrganizationId>,
    reporter_id: PersonId,
    assignee_id: Option<PersonId>,
    priority: Priority,
    version: i64,
    #[serde(with = "time")]
    created_at: DateTime<Utc>,
    #[serde(with = "time")]
    updated_at: DateTime<Utc>,
    #[serde(with = "time::option")]
    closed_at: Option<DateTime<Utc>>,
    created_position: Position,
    updated_position: Position,
}

impl<'a> From<&'a TicketSummary> for SummaryRow<'a> {
    fn from(summary: &'a TicketSummary) -> Self {
        Self {
            ticket_id: summary.ticket_id,
            key: &summary.key,
            desk: summary.key.desk(),
            request_type: &summary.request_type,
            subject: &summary.subject,
            status: summary.status,
            visibility: match summary.visibility {
                Visibility::Private => PRIVATE,
                Visibility::Organization(_) => ORGANIZATION,
            },
            organization_id: summary.organization_id,
            reporter_id: summary.reporter_id,
            assignee_id: summary.assignee_id,
            priority: summary.priority,
            version: summary.version,
            created_at: summary.created_at,
            updated_at: summary.updated_at,
            closed_at: summary.closed_at,
            created_position: summary.created_position,
            updated_position: summary.updated_position,
        }
    }
}

impl TicketSummary {
    /// How many columns [`TicketSummary::from_cells`] reads.
    pub(crate) const WIDTH: usize = SELECT.len();

    /// The columns to select, of the table called `t`.
    pub(crate) fn select() -> String {
        SELECT.map(|column| format!("t.{}", column.name)).join(", ")
    }

    /// The statement by which the rows of one that selects the columns of [`TicketSummary::select`] alone are read, each
    /// with whether it has something new for a reader.
    pub(crate) fn listed(dialect: Dialect, mut query: Query, reader: PersonId) -> Query {
        let unread = unread::is_unread(dialect, &mut query, reader);
        let text = match dialect {
            Dialect::Postgres => format!("SELECT t.*, {unread} FROM ({}) t", query.text),
            // A row that SQLite hands over costs more than reading it: each of its values is copied on its own, and each
            // row may wake the one who waits for it. So all of them come as one text.
            Dialect::Sqlite => {
                let columns = SELECT.map(|column| column.as_json(Dialect::Sqlite)).join(", ");
                format!("SELECT json_group_array(json_array({columns}, {unread})) FROM ({}) t", query.text)
            }
        };
        Query { text, ..query }
    }

    /// Runs the statement that [`TicketSummary::listed`] makes.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn fetch(
        db: &Db,
        query: Query,
        reader: PersonId,
    ) -> Result<Vec<(Self, bool)>, QueryError> {
        let query = Self::listed(db.dialect(), query, reader);
        match db.dialect() {
            Dialect::Postgres => Ok(on_reader!(db, c => fetch!(c, query, Self::with_unread))?),
            Dialect::Sqlite => {
                let rows = on_reader!(db, c => fetch!(c, query, packed))?;
                let rows = rows.first().map_or("[]", String::as_str);
                let rows: Vec<Packed<'_>> = serde_json::from_str(rows).map_err(unreadable)?;
                Ok(rows.iter().map(Self::with_unread).collect::<Result<_, _>>()?)
            }
        }
    }

    fn with_unread(row: &impl Cells) -> Result<(Self, bool), sqlx::Error> {
        Ok((Self::from_cells(row)?, row.flag(Self::WIDTH)?))
    }

    /// Reads a row that begins with the columns of [`TicketSummary::select`].
    pub(crate) fn from_cells(row: &impl Cells) -> Result<Self, sqlx::Error> {
        let organization_id = row.uuid_option(6)?.map(OrganizationId);
        let visibility = row.text(5)?;
        let visibility = match (visibility, organization_id) {
            (PRIVATE, _) => Visibility::Private,
            (ORGANIZATION, Some(organization)) => Visibility::Organization(organization),
            (other, _) => return Err(unreadable(format_args!("visibility {other:?}"))),
        };
        Ok(Self {
            ticket_id: TicketId(row.uuid(0)?),
            key: row.parsed(1)?,
            request_type: row.parsed(2)?,
            subject: row.parsed(3)?,
            status: row.parsed(4)?,
            visibility,
            organization_id,
            reporter_id: PersonId(row.uuid(7)?),
            assignee_id: row.uuid_option(8)?.map(PersonId),
            priority: row.parsed(9)?,
            version: row.int(10)?,
            created_at: row.time(11)?,
            updated_at: row.time(12)?,
            closed_at: row.time_option(13)?,
            created_position: Position(row.int(14)?),
            updated_position: Position(row.int(15)?),
        })
    }
}

fn packed(row: &impl Cells) -> Result<String, sqlx::Error> {
    row.text(0).map(str::to_owned)
}
