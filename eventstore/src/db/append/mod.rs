//! The statements of an append transaction. They are the hot path and run while every other writer waits for the
//! head's row, so each side has its own text: one statement reads all that a batch wants to know, and one
//! statement a table writes it, whatever the batch's size.

mod postgres;
mod sqlite;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::Row;
use uuid::Uuid;

use super::{Column, Conn, Db, DbError, Kind, Table, Tx};
use crate::recorded::hash;

/// What a batch wants to know, once it holds the lock.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) streams: Vec<Uuid>,
    pub(crate) commands: Vec<Uuid>,
    pub(crate) claims: Vec<(String, String)>,
    pub(crate) counters: Vec<String>,
}

/// The head of the log, as read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HeadRow {
    pub(crate) position: i64,
    pub(crate) hash: [u8; 32],
    pub(crate) recorded_at: DateTime<Utc>,
}

/// A command that was carried out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommandRow {
    pub(crate) command: Uuid,
    pub(crate) fingerprint: [u8; 32],
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) number: Option<i64>,
}

/// What was found. A stream, command, claim or counter that is not there has no entry.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) head: HeadRow,
    pub(crate) versions: Vec<(Uuid, i64)>,
    pub(crate) commands: Vec<CommandRow>,
    pub(crate) claims: Vec<(String, String, Uuid)>,
    pub(crate) counters: Vec<(String, i64)>,
}

/// Events to be written: what they share, and a row each.
#[derive(Debug)]
pub(crate) struct EventRows<'a> {
    /// The position before the first.
    pub(crate) after: i64,
    pub(crate) recorded_at: DateTime<Utc>,
    pub(crate) rows: Vec<EventRow<'a>>,
}

/// One event to be written.
#[derive(Debug)]
pub(crate) struct EventRow<'a> {
    pub(crate) event_id: Uuid,
    pub(crate) stream: Uuid,
    pub(crate) version: i64,
    pub(crate) kind: &'a str,
    pub(crate) schema_version: i64,
    pub(crate) actor: Uuid,
    pub(crate) command: Uuid,
    pub(crate) correlation: Uuid,
    pub(crate) causation: Option<Uuid>,
    pub(crate) payload: &'a [u8],
    pub(crate) hash: [u8; 32],
}

/// A claim to be written.
#[derive(Debug, Serialize)]
pub(crate) struct ClaimRow {
    pub(crate) scope: String,
    pub(crate) name: String,
    pub(crate) owner: Uuid,
}

/// A counter to be written.
#[derive(Debug, Serialize)]
pub(crate) struct CounterRow {
    pub(crate) name: String,
    pub(crate) value: i64,
}

/// Who owns which unique name.
pub(crate) const CLAIMS: Table = Table {
    name: "claims",
    columns: &[
        Column::new("scope", Kind::Text),
        Column::new("name", Kind::Text),
        Column::new("owner", Kind::Uuid),
    ],
    key: &["scope", "name"],
    indexes: &[],
};

/// The last number of each counter.
pub(crate) const COUNTERS: Table = Table {
    name: "counters",
    columns: &[Column::new("name", Kind::Text), Column::new("value", Kind::Int)],
    key: &["name"],
    indexes: &[],
};

/// The events, as they are brought in from elsewhere.
pub(crate) const EVENTS: Table = Table {
    name: "events",
    columns: &[
        Column::new("position", Kind::Int),
        Column::new("event_id", Kind::Uuid),
        Column::new("stream_id", Kind::Uuid),
        Column::new("version", Kind::Int),
        Column::new("type", Kind::Text),
        Column::new("schema_version", Kind::Int),
        Column::new("recorded_at", Kind::Time),
        Column::new("actor", Kind::Uuid),
        Column::new("command_id", Kind::Uuid),
        Column::new("correlation_id", Kind::Uuid),
        Column::nullable("causation_id", Kind::Uuid),
        Column::new("payload", Kind::Bytes),
        Column::new("hash", Kind::Bytes),
    ],
    key: &["position"],
    indexes: &[],
};

/// Which commands were carried out.
pub(crate) const COMMANDS: Table = Table {
    name: "commands",
    columns: &[
        Column::new("command_id", Kind::Uuid),
        Column::new("fingerprint", Kind::Bytes),
        Column::new("first_position", Kind::Int),
        Column::new("last_position", Kind::Int),
        Column::nullable("number", Kind::Int),
    ],
    key: &["command_id"],
    indexes: &[],
};

impl Db {
    /// A connection for appending.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the database cannot be reached.
    pub(crate) async fn connect_append(&self) -> Result<Conn, DbError> {
        Ok(match self {
            Self::Sqlite(db) => Conn::Sqlite(db.connect().await?),
            Self::Postgres(db) => Conn::Postgres(postgres::connect(db.options()).await?),
        })
    }
}

impl Conn {
    /// Begins a transaction that holds the head of the log. What it reads next is newer than the lock: on
    /// PostgreSQL the lock is a statement of its own, so that the next one takes a snapshot after the wait.
    pub(crate) async fn begin_append(&mut self) -> Result<Tx<'_>, DbError> {
        Ok(match self {
            Self::Sqlite(c) => Tx::Sqlite(sqlite::begin(c).await?),
            Self::Postgres(c) => Tx::Postgres(postgres::begin(c).await?),
        })
    }
}

/// Reads all a batch wants to know, in one statement.
pub(crate) async fn read(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<Found, DbError> {
    match tx {
        Tx::Sqlite(t) => found(&sqlite::read(t, wanted).await?),
        Tx::Postgres(t) => found(&postgres::read(t, wanted).await?),
    }
}

const MOVE_HEAD: &str =
    "UPDATE log_head SET position = $1, hash = $2, recorded_at = $3 WHERE log_id = 1 AND position = $4";

/// Writes events, the commands they belong to, and moves the head behind them. False when the head was not where
/// it was read: then somebody moved it without the lock.
pub(crate) async fn write(
    tx: &mut Tx<'_>,
    events: &EventRows<'_>,
    commands: &[CommandRow],
    head: &HeadRow,
) -> Result<bool, DbError> {
    match tx {
        Tx::Sqlite(t) => sqlite::write(t, events, commands, head).await,
        Tx::Postgres(t) => postgres::write(t, events, commands, head).await,
    }
}

/// Moves the head alone. False when it was not at `after`.
pub(crate) async fn move_head(tx: &mut Tx<'_>, head: &HeadRow, after: i64) -> Result<bool, DbError> {
    match tx {
        Tx::Sqlite(t) => sqlite::move_head(t, head, after).await,
        Tx::Postgres(t) => postgres::move_head(t, head, after).await,
    }
}

/// The same by one statement a table: what the store is measured against.
#[cfg(feature = "testing")]
pub(crate) async fn write_by_table(
    tx: &mut Tx<'_>,
    events: &EventRows<'_>,
    commands: &[CommandRow],
    head: &HeadRow,
) -> Result<bool, DbError> {
    match tx {
        Tx::Sqlite(t) => sqlite::write(t, events, commands, head).await,
        Tx::Postgres(t) => postgres::write_by_table(t, events, commands, head).await,
    }
}

/// The nine columns of [`read`]: what the row is (0 head, 1 stream, 2 command, 3 claim, 4 counter), an id, two
/// texts, three numbers, bytes, a time.
fn found<R>(rows: &[R]) -> Result<Found, DbError>
where
    R: Row,
    usize: sqlx::ColumnIndex<R>,
    for<'r> i64: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> Option<i64>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> Uuid: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> String: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> &'r [u8]: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
    for<'r> DateTime<Utc>: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    let mut head = None;
    let (mut versions, mut commands, mut claims, mut counters) = (vec![], vec![], vec![], vec![]);
    for row in rows {
        match row.try_get::<i64, _>(0)? {
            0 => {
                head = Some(HeadRow {
                    position: row.try_get(4)?,
                    hash: hash(row.try_get(7)?)?,
                    recorded_at: row.try_get(8)?,
                });
            }
            1 => versions.push((row.try_get(1)?, row.try_get(4)?)),
            2 => commands.push(CommandRow {
                command: row.try_get(1)?,
                fingerprint: hash(row.try_get(7)?)?,
                first: row.try_get(4)?,
                last: row.try_get(5)?,
                number: row.try_get(6)?,
            }),
            3 => claims.push((row.try_get(2)?, row.try_get(3)?, row.try_get(1)?)),
            _ => counters.push((row.try_get(2)?, row.try_get(4)?)),
        }
    }
    let head = head.ok_or(DbError::Corrupt { place: "log_head", what: "no row".to_owned() })?;
    Ok(Found { head, versions, commands, claims, counters })
}
