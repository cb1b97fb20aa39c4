//! An append on PostgreSQL: arrays and `unnest`.

use sqlx::postgres::PgRow;
use sqlx::{Connection, PgConnection, Postgres, Transaction};

use super::{CommandRow, EventRows, Wanted};
use crate::db::DbError;

/// Two statements in one round trip; the lock is the second, so nothing is read in the statement that waits.
const BEGIN: &str = "BEGIN; SELECT position FROM log_head WHERE log_id = 1 FOR UPDATE";

const READ: &str = "\
SELECT 0::bigint, NULL::uuid, NULL::text, NULL::text, position, NULL::bigint, NULL::bigint, hash, recorded_at \
FROM log_head WHERE log_id = 1 \
UNION ALL \
SELECT 1, w.id, NULL, NULL, v.version, NULL, NULL, NULL, NULL \
FROM unnest($1::uuid[]) AS w(id), \
LATERAL (SELECT max(version) AS version FROM events WHERE stream_id = w.id) AS v WHERE v.version IS NOT NULL \
UNION ALL \
SELECT 2, c.command_id, NULL, NULL, c.first_position, c.last_position, c.number, c.fingerprint, NULL \
FROM commands c WHERE c.command_id = ANY($2::uuid[]) \
UNION ALL \
SELECT 3, c.owner, c.scope, c.name, NULL, NULL, NULL, NULL, NULL \
FROM unnest($3::text[], $4::text[]) AS w(scope, name) JOIN claims c ON c.scope = w.scope AND c.name = w.name \
UNION ALL \
SELECT 4, NULL, c.name, NULL, c.value, NULL, NULL, NULL, NULL FROM counters c WHERE c.name = ANY($5::text[])";

const INSERT_EVENTS: &str = "\
INSERT INTO events (position, event_id, stream_id, version, type, schema_version, recorded_at, actor, \
command_id, correlation_id, causation_id, payload, hash) \
SELECT $1 + r.n, r.event_id, r.stream_id, r.version, r.type, r.schema_version, $2, r.actor, r.command_id, \
r.correlation_id, r.causation_id, r.payload, r.hash \
FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::bigint[], $8::uuid[], $9::uuid[], \
$10::uuid[], $11::uuid[], $12::bytea[], $13::bytea[]) WITH ORDINALITY AS r(event_id, stream_id, version, type, \
schema_version, actor, command_id, correlation_id, causation_id, payload, hash, n)";

const INSERT_COMMANDS: &str = "\
INSERT INTO commands (command_id, fingerprint, first_position, last_position, number) \
SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bigint[], $5::bigint[])";

pub(super) async fn begin(c: &mut PgConnection) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
    c.begin_with(BEGIN).await
}

pub(super) async fn read(c: &mut PgConnection, wanted: &Wanted) -> Result<Vec<PgRow>, sqlx::Error> {
    let (scopes, names): (Vec<&str>, Vec<&str>) =
        wanted.claims.iter().map(|(scope, name)| (scope.as_str(), name.as_str())).unzip();
    let query = sqlx::query(READ).bind(&wanted.streams).bind(&wanted.commands);
    query.bind(scopes).bind(names).bind(&wanted.counters).fetch_all(c).await
}

pub(super) async fn insert_events(c: &mut PgConnection, events: &EventRows<'_>) -> Result<(), DbError> {
    macro_rules! column {
        ($row:ident => $value:expr) => {
            events.rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    sqlx::query(INSERT_EVENTS)
        .bind(events.after)
        .bind(events.recorded_at)
        .bind(column!(r => r.event_id))
        .bind(column!(r => r.stream))
        .bind(column!(r => r.version))
        .bind(column!(r => r.kind))
        .bind(column!(r => r.schema_version))
        .bind(column!(r => r.actor))
        .bind(column!(r => r.command))
        .bind(column!(r => r.correlation))
        .bind(column!(r => r.causation))
        .bind(column!(r => r.payload))
        .bind(column!(r => r.hash.as_slice()))
        .execute(c)
        .await?;
    Ok(())
}

pub(super) async fn insert_commands(c: &mut PgConnection, commands: &[CommandRow]) -> Result<(), DbError> {
    sqlx::query(INSERT_COMMANDS)
        .bind(commands.iter().map(|row| row.command).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.fingerprint.as_slice()).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.first).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.last).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.number).collect::<Vec<_>>())
        .execute(c)
        .await?;
    Ok(())
}
