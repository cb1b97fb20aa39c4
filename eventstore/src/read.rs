//! Reading the log. Each read is one statement, so it sees whole commands only.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use crate::db::{Db, DbError, Tx, sql};
use crate::recorded::{COLUMNS, hash};
use crate::{CommandId, Position, Recorded, StreamId, Version, on_reader, on_tx};

/// The end of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last event's position; zero in an empty log.
    pub position: Position,
    /// The last event's hash, see [`crate::chain`].
    pub hash: [u8; 32],
    /// Counts restores and fail-overs: positions of different epochs cannot be compared.
    pub epoch: i64,
    /// When the last event was written.
    pub recorded_at: DateTime<Utc>,
}

/// What most requests ask of the log before anything else, all of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearings {
    /// The last event's position; zero in an empty log.
    pub head: Position,
    /// The version of a stream's last event; zero where it has none.
    pub version: Version,
    /// The names of a scope that begin with a prefix, in byte order, each with its owner.
    pub names: Vec<(String, Uuid)>,
}

/// A row of a table that stands beside the log in the same database, to be read by the same statement.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The table.
    pub table: &'static str,
    /// What is read of the row, as a statement names it. No column may be called `beside`.
    pub columns: &'static str,
    /// The column by which it is found, a unique key.
    pub key: &'static str,
    /// The key.
    pub value: &'a [u8],
}

/// Runs a query for events and reads its rows.
macro_rules! events {
    ($db:expr, $text:expr $(, $bind:expr)*) => {
        on_reader!($db, c => {
            let rows = sqlx::query(sql($text))$(.bind($bind))*.fetch_all(c).await?;
            Ok(rows.iter().map(Recorded::from_row).collect::<Result<Vec<_>, _>>()?)
        })
    };
}

const HEAD: &str = "SELECT position, hash, epoch, recorded_at FROM log_head WHERE log_id = 1";

pub(crate) async fn head(db: &Db) -> Result<Head, DbError> {
    as_head(on_reader!(db, c => sqlx::query_as(HEAD).fetch_one(c).await)?)
}

/// The same in a transaction.
pub(crate) async fn head_in(tx: &mut Tx<'_>) -> Result<Head, DbError> {
    as_head(on_tx!(tx, c => sqlx::query_as(HEAD).fetch_one(c).await)?)
}

fn as_head(row: (i64, Vec<u8>, i64, DateTime<Utc>)) -> Result<Head, DbError> {
    let (position, bytes, epoch, recorded_at) = row;
    Ok(Head { position: Position(position), hash: hash(&bytes)?, epoch, recorded_at })
}

const BEARINGS: &str =
    "h.position, coalesce((SELECT max(e.version) FROM events e WHERE e.stream_id = $1), 0), c.name, c.owner";
const OF_ALL: &str = "log_head h LEFT JOIN claims c ON c.scope = $2 AND c.name >= $3 AND c.name < $4";

/// A row of [`BEARINGS`]; there is one for each name, and one where there is none.
type BearingsRow = (i64, i64, Option<String>, Option<Uuid>);

pub(crate) async fn bearings(
    db: &Db,
    stream: StreamId,
    scope: &str,
    prefix: &str,
) -> Result<Bearings, DbError> {
    let text = format!("SELECT {BEARINGS} FROM {OF_ALL} WHERE h.log_id = 1 ORDER BY c.name");
    let rows: Vec<BearingsRow> = on_reader!(db, c => {
        let query =
            sqlx::query_as(sql(text)).bind(stream.0).bind(scope).bind(prefix).bind(behind_all(prefix));
        query.fetch_all(c).await
    })?;
    as_bearings(rows)
}

/// The same with a row from beside the log, if it is there.
pub(crate) async fn bearings_beside<T>(
    db: &Db,
    stream: StreamId,
    scope: &str,
    prefix: &str,
    beside: &Beside<'_>,
) -> Result<(Bearings, Option<T>), DbError>
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
{
    let Beside { table, columns, key, value } = beside;
    let text = format!(
        "SELECT {BEARINGS}, b.* FROM {OF_ALL} \
         LEFT JOIN (SELECT {key} AS beside, {columns} FROM {table}) b ON b.beside = $5 \
         WHERE h.log_id = 1 ORDER BY c.name"
    );
    let (rows, found) = on_reader!(db, c => {
        let query = sqlx::query(sql(text)).bind(stream.0).bind(scope).bind(prefix).bind(behind_all(prefix));
        let rows = query.bind(*value).fetch_all(c).await?;
        let found = match rows.first() {
            Some(row) if row.try_get::<Option<Vec<u8>>, _>("beside")?.is_some() => Some(T::from_row(row)?),
            _ => None,
        };
        let rows: Result<Vec<BearingsRow>, _> = rows.iter().map(FromRow::from_row).collect();
        rows.map(|rows| (rows, found))
    })?;
    Ok((as_bearings(rows)?, found))
}

fn as_bearings(rows: Vec<BearingsRow>) -> Result<Bearings, DbError> {
    let missing = || DbError::Corrupt { place: "log_head", what: "it has no row".to_owned() };
    let (head, version) = rows.first().map(|row| (row.0, row.1)).ok_or_else(missing)?;
    let names = rows.into_iter().filter_map(|(_, _, name, owner)| name.zip(owner)).collect();
    Ok(Bearings { head: Position(head), version: Version(version), names })
}

pub(crate) async fn stream(db: &Db, stream: StreamId, after: Version) -> Result<Vec<Recorded>, DbError> {
    let text = format!(
        "SELECT {COLUMNS} FROM events e WHERE e.stream_id = $1 AND e.version > $2 ORDER BY e.version"
    );
    events!(db, text, stream.0, after.0)
}

pub(crate) async fn stream_until(
    db: &Db,
    stream: StreamId,
    until: Position,
) -> Result<Vec<Recorded>, DbError> {
    let text = format!(
        "SELECT {COLUMNS} FROM events e WHERE e.stream_id = $1 AND e.position <= $2 ORDER BY e.version"
    );
    events!(db, text, stream.0, until.0)
}

pub(crate) async fn streams(db: &Db, tails: &[(StreamId, Version)]) -> Result<Vec<Recorded>, DbError> {
    if tails.is_empty() {
        return Ok(Vec::new());
    }
    let mut tails = tails.to_vec();
    tails.sort_unstable();
    // The same stream twice: the earlier version asks for more.
    tails.dedup_by_key(|(stream, _)| *stream);
    let json = serde_json::to_string(&tails)
        .map_err(|e| DbError::Corrupt { place: "streams to read", what: e.to_string() })?;
    events!(db, db.dialect().tails(COLUMNS), json.as_str())
}

pub(crate) async fn after(db: &Db, after: Position, limit: usize) -> Result<Vec<Recorded>, DbError> {
    events!(db, behind(), after.0, i64::try_from(limit).unwrap_or(i64::MAX))
}

/// The same in a transaction.
pub(crate) async fn after_in(
    tx: &mut Tx<'_>,
    after: Position,
    limit: usize,
) -> Result<Vec<Recorded>, DbError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    on_tx!(tx, c => {
        let rows = sqlx::query(sql(behind())).bind(after.0).bind(limit).fetch_all(c).await?;
        Ok(rows.iter().map(Recorded::from_row).collect::<Result<Vec<_>, _>>()?)
    })
}

fn behind() -> String {
    format!("SELECT {COLUMNS} FROM events e WHERE e.position > $1 ORDER BY e.position LIMIT $2")
}

pub(crate) async fn command(
    db: &Db,
    command: CommandId,
) -> Result<Option<([u8; 32], Vec<Recorded>)>, DbError> {
    const COMMAND: &str =
        "SELECT fingerprint, first_position, last_position FROM commands WHERE command_id = $1";
    let row: Option<(Vec<u8>, i64, i64)> =
        on_reader!(db, c => sqlx::query_as(COMMAND).bind(command.0).fetch_optional(c).await)?;
    let Some((fingerprint, first, last)) = row else { return Ok(None) };
    let text = format!(
        "SELECT {COLUMNS} FROM events e WHERE e.position >= $1 AND e.position <= $2 ORDER BY e.position"
    );
    let events: Result<Vec<Recorded>, DbError> = events!(db, text, first, last);
    Ok(Some((hash(&fingerprint)?, events?)))
}

/// The end of the range of names that begin with `prefix`.
fn behind_all(prefix: &str) -> String {
    // U+10FFFF is the greatest character there is: nothing that begins with the prefix stands behind it.
    format!("{prefix}\u{10FFFF}")
}

/// The names of a scope that begin with `prefix`, in byte order, by one range of the primary key.
pub(crate) async fn claims_with_prefix(
    db: &Db,
    scope: &str,
    prefix: &str,
) -> Result<Vec<(String, Uuid)>, DbError> {
    Ok(on_reader!(db, c => {
        sqlx::query_as("SELECT name, owner FROM claims WHERE scope = $1 AND name >= $2 AND name < $3 ORDER BY name")
            .bind(scope)
            .bind(prefix)
            .bind(behind_all(prefix))
            .fetch_all(c)
            .await
    })?)
}

/// At most `limit` of the names of a scope that begin with `prefix` and stand before `before`, the last of them first.
pub(crate) async fn claims_before(
    db: &Db,
    scope: &str,
    prefix: &str,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<(String, Uuid)>, DbError> {
    const NAMES: &str = "SELECT name, owner FROM claims WHERE scope = $1 AND name >= $2 AND name < $3 \
                         ORDER BY name DESC LIMIT $4";
    let end = before.map_or_else(|| behind_all(prefix), str::to_owned);
    Ok(on_reader!(db, c => {
        sqlx::query_as(NAMES).bind(scope).bind(prefix).bind(end).bind(limit).fetch_all(c).await
    })?)
}

pub(crate) async fn claims(db: &Db, scope: &str, names: &[&str]) -> Result<HashMap<String, Uuid>, DbError> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let json = serde_json::to_string(names)
        .map_err(|e| DbError::Corrupt { place: "names to look up", what: e.to_string() })?;
    let text = db.dialect().claims_named();
    let rows: Vec<(String, Uuid)> =
        on_reader!(db, c => sqlx::query_as(text).bind(scope).bind(json).fetch_all(c).await)?;
    Ok(rows.into_iter().collect())
}
