//! An append on SQLite: a batch travels as two blobs, cut up by `substr`.
//!
//! SQLite takes no arrays. A JSON array of rows would carry ids, hashes and payloads as hex, which costs more than
//! the insert itself; `substr` of a bound blob copies only what it cuts out. Rows of fixed width stand in one
//! blob, payloads and type names one after the other in the second, and `json_each` of `[0,0,…]` counts the rows.
//! Numbers are written as decimal digits, since SQLite reads no binary ones.

use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Sqlite, SqliteConnection, Transaction};
use uuid::Uuid;

use super::{CommandRow, EventRows, HeadRow, Wanted};
use crate::db::{DbError, time};

const READ: &str = "\
SELECT 0, NULL, NULL, NULL, position, NULL, NULL, hash, recorded_at FROM log_head WHERE log_id = 1 \
UNION ALL \
SELECT 1, s.id, NULL, NULL, s.version, NULL, NULL, NULL, NULL FROM ( \
SELECT w.id, (SELECT max(e.version) FROM events e WHERE e.stream_id = w.id) AS version \
FROM (SELECT substr($1, 1 + 16 * j.key, 16) AS id FROM json_each($2) j) w) s WHERE s.version IS NOT NULL \
UNION ALL \
SELECT 2, c.command_id, NULL, NULL, c.first_position, c.last_position, c.number, c.fingerprint, NULL \
FROM json_each($4) j CROSS JOIN commands c WHERE c.command_id = substr($3, 1 + 16 * j.key, 16) \
UNION ALL \
SELECT 3, c.owner, c.scope, c.name, NULL, NULL, NULL, NULL, NULL \
FROM json_each($5) j CROSS JOIN claims c WHERE c.scope = j.value ->> 0 AND c.name = j.value ->> 1 \
UNION ALL \
SELECT 4, NULL, c.name, NULL, c.value, NULL, NULL, NULL, NULL \
FROM json_each($6) j CROSS JOIN counters c WHERE c.name = j.value";

/// Offsets are those of the records that [`insert_events`] makes; `substr` counts from 1.
const INSERT_EVENTS: &str = "\
INSERT INTO events (position, event_id, stream_id, version, type, schema_version, recorded_at, actor, \
command_id, correlation_id, causation_id, payload, hash) \
SELECT $1 + 1 + r.key, substr($3, r.at, 16), substr($3, r.at + 16, 16), \
CAST(substr($3, r.at + 128, 19) AS INTEGER), \
CAST(substr($4, 1 + r.payload + r.length, CAST(substr($3, r.at + 182, 4) AS INTEGER)) AS TEXT), \
CAST(substr($3, r.at + 147, 19) AS INTEGER), $2, substr($3, r.at + 32, 16), substr($3, r.at + 48, 16), \
substr($3, r.at + 64, 16), nullif(substr($3, r.at + 80, 16), zeroblob(16)), \
substr($4, 1 + r.payload, r.length), substr($3, r.at + 96, 32) \
FROM (SELECT j.key, 1 + 186 * j.key AS at, CAST(substr($3, 167 + 186 * j.key, 8) AS INTEGER) AS payload, \
CAST(substr($3, 175 + 186 * j.key, 8) AS INTEGER) AS length FROM json_each($5) j) r";
const EVENT_RECORD: usize = 186;

const INSERT_COMMANDS: &str = "\
INSERT INTO commands (command_id, fingerprint, first_position, last_position, number) \
SELECT substr($1, r.at, 16), substr($1, r.at + 16, 32), CAST(substr($1, r.at + 48, 19) AS INTEGER), \
CAST(substr($1, r.at + 67, 19) AS INTEGER), nullif(CAST(substr($1, r.at + 86, 19) AS INTEGER), 0) \
FROM (SELECT 1 + 105 * j.key AS at FROM json_each($2) j) r";
const COMMAND_RECORD: usize = 105;

pub(super) async fn begin(c: &mut SqliteConnection) -> Result<Transaction<'_, Sqlite>, sqlx::Error> {
    c.begin_with("BEGIN IMMEDIATE").await
}

pub(super) async fn read(c: &mut SqliteConnection, wanted: &Wanted) -> Result<Vec<SqliteRow>, DbError> {
    let json = |what: serde_json::Result<String>| {
        what.map_err(|e| DbError::Corrupt { place: "names to look up", what: e.to_string() })
    };
    let claims = json(serde_json::to_string(&wanted.claims))?;
    let counters = json(serde_json::to_string(&wanted.counters))?;
    let query = sqlx::query(READ).bind(ids(&wanted.streams)).bind(count(wanted.streams.len()));
    let query = query.bind(ids(&wanted.commands)).bind(count(wanted.commands.len()));
    Ok(query.bind(claims).bind(counters).fetch_all(c).await?)
}

pub(super) async fn write(
    c: &mut SqliteConnection,
    events: &EventRows<'_>,
    commands: &[CommandRow],
    head: &HeadRow,
) -> Result<bool, DbError> {
    insert_events(c, events).await?;
    insert_commands(c, commands).await?;
    move_head(c, head, events.after).await
}

pub(super) async fn move_head(c: &mut SqliteConnection, head: &HeadRow, after: i64) -> Result<bool, DbError> {
    let query = sqlx::query(super::MOVE_HEAD).bind(head.position).bind(head.hash.as_slice());
    let done = query.bind(time::text(head.recorded_at)).bind(after).execute(c).await?;
    Ok(done.rows_affected() == 1)
}

async fn insert_events(c: &mut SqliteConnection, events: &EventRows<'_>) -> Result<(), DbError> {
    let mut records = Vec::with_capacity(events.rows.len() * EVENT_RECORD);
    let mut texts = Vec::with_capacity(events.rows.iter().map(|r| r.payload.len() + r.kind.len()).sum());
    for row in &events.rows {
        for id in [row.event_id, row.stream, row.actor, row.command, row.correlation] {
            records.extend_from_slice(id.as_bytes());
        }
        records.extend_from_slice(row.causation.unwrap_or(Uuid::nil()).as_bytes());
        records.extend_from_slice(&row.hash);
        records.digits(row.version, 19);
        records.digits(row.schema_version, 19);
        records.digits(texts.len() as i64, 8);
        records.digits(row.payload.len() as i64, 8);
        records.digits(row.kind.len() as i64, 4);
        texts.extend_from_slice(row.payload);
        texts.extend_from_slice(row.kind.as_bytes());
    }
    let query = sqlx::query(INSERT_EVENTS).bind(events.after).bind(time::text(events.recorded_at));
    query.bind(records).bind(texts).bind(count(events.rows.len())).execute(c).await?;
    Ok(())
}

async fn insert_commands(c: &mut SqliteConnection, commands: &[CommandRow]) -> Result<(), DbError> {
    let mut records = Vec::with_capacity(commands.len() * COMMAND_RECORD);
    for row in commands {
        records.extend_from_slice(row.command.as_bytes());
        records.extend_from_slice(&row.fingerprint);
        records.digits(row.first, 19);
        records.digits(row.last, 19);
        records.digits(row.number.unwrap_or(0), 19);
    }
    sqlx::query(INSERT_COMMANDS).bind(records).bind(count(commands.len())).execute(c).await?;
    Ok(())
}

/// Decimal digits at the end of a blob.
trait Digits {
    fn digits(&mut self, number: i64, width: usize);
}

impl Digits for Vec<u8> {
    fn digits(&mut self, number: i64, width: usize) {
        self.extend_from_slice(format!("{number:0width$}").as_bytes());
    }
}

fn ids(ids: &[Uuid]) -> Vec<u8> {
    ids.iter().flat_map(|id| *id.as_bytes()).collect()
}

/// `[0,0,0]` for 3: `json_each` of it counts 0, 1, 2.
fn count(rows: usize) -> String {
    let mut text = String::with_capacity(2 * rows + 2);
    text.push('[');
    for n in 0..rows {
        text.push_str(if n == 0 { "0" } else { ",0" });
    }
    text.push(']');
    text
}
