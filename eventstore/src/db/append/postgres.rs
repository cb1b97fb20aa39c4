//! An append on PostgreSQL: arrays and `unnest`.

use sqlx::postgres::{PgArguments, PgConnectOptions, PgRow};
use sqlx::query::Query;
use sqlx::{Connection, Executor, PgConnection, Postgres, Transaction};

use super::{CommandRow, EventRows, HeadRow, Wanted};
use crate::db::DbError;
use crate::db::postgres::ONE_PLAN;

/// Planned once a connection instead of once a batch.
const PREPARE_LOCK: &str = "PREPARE docket_lock AS SELECT position FROM log_head WHERE log_id = 1 FOR UPDATE";
/// Two statements in one round trip; the lock is the second, so nothing is read in the statement that waits.
const BEGIN: &str = "BEGIN; EXECUTE docket_lock";

macro_rules! read {
    ($($more:literal)?) => {
        concat!(
            "SELECT 0::bigint, NULL::uuid, NULL::text, NULL::text, position, NULL::bigint, NULL::bigint, hash, \
             recorded_at FROM log_head WHERE log_id = 1 \
             UNION ALL \
             SELECT 1, w.id, NULL, NULL, v.version, NULL, NULL, NULL, NULL FROM unnest($1::uuid[]) AS w(id), \
             LATERAL (SELECT max(version) AS version FROM events WHERE stream_id = w.id) AS v \
             WHERE v.version IS NOT NULL \
             UNION ALL \
             SELECT 2, c.command_id, NULL, NULL, c.first_position, c.last_position, c.number, c.fingerprint, NULL \
             FROM commands c WHERE c.command_id = ANY($2::uuid[])"
            $(, $more)?
        )
    };
}

const READ: &str = read!();
/// Most batches claim nothing and count nothing; opening those tables and indexes for them is a third of the read.
const READ_ALL: &str = read!(
    " UNION ALL \
     SELECT 3, c.owner, c.scope, c.name, NULL, NULL, NULL, NULL, NULL \
     FROM unnest($3::text[], $4::text[]) AS w(scope, name) CROSS JOIN LATERAL \
     (SELECT * FROM claims t WHERE t.scope = w.scope AND t.name = w.name OFFSET 0) c \
     UNION ALL \
     SELECT 4, NULL, c.name, NULL, c.value, NULL, NULL, NULL, NULL FROM counters c \
     WHERE c.name = ANY($5::text[])"
);

/// Parameters 1 to 13.
macro_rules! insert_events {
    () => {
        "INSERT INTO events (position, event_id, stream_id, version, type, schema_version, recorded_at, actor, \
         command_id, correlation_id, causation_id, payload, hash) \
         SELECT $1 + r.n, r.event_id, r.stream_id, r.version, r.type, r.schema_version, $2, r.actor, \
         r.command_id, r.correlation_id, r.causation_id, r.payload, r.hash \
         FROM unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::bigint[], $8::uuid[], $9::uuid[], \
         $10::uuid[], $11::uuid[], $12::bytea[], $13::bytea[]) WITH ORDINALITY AS r(event_id, stream_id, \
         version, type, schema_version, actor, command_id, correlation_id, causation_id, payload, hash, n)"
    };
}

/// Five parameters from the given one on.
macro_rules! insert_commands {
    ($a:literal, $b:literal, $c:literal, $d:literal, $e:literal) => {
        concat!(
            "INSERT INTO commands (command_id, fingerprint, first_position, last_position, number) \
             SELECT * FROM unnest($",
            $a,
            "::uuid[], $",
            $b,
            "::bytea[], $",
            $c,
            "::bigint[], $",
            $d,
            "::bigint[], $",
            $e,
            "::bigint[])"
        )
    };
}

/// One statement, because between two processes on one machine a round trip costs as much as the insert itself,
/// and each of them lengthens the time the head is locked.
const WRITE: &str = concat!(
    "WITH e AS (",
    insert_events!(),
    "), c AS (",
    insert_commands!(14, 15, 16, 17, 18),
    ") UPDATE log_head SET position = $19, hash = $20, recorded_at = $2 WHERE log_id = 1 AND position = $1"
);

pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    // Planning the read anew for each batch takes longer than the read, and all of it under the lock.
    let options = options.clone().options([ONE_PLAN]);
    let mut conn = PgConnection::connect_with(&options).await?;
    conn.execute(PREPARE_LOCK).await?;
    Ok(conn)
}

pub(super) async fn begin(c: &mut PgConnection) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
    c.begin_with(BEGIN).await
}

pub(super) async fn read(c: &mut PgConnection, wanted: &Wanted) -> Result<Vec<PgRow>, sqlx::Error> {
    if wanted.claims.is_empty() && wanted.counters.is_empty() {
        return sqlx::query(READ).bind(&wanted.streams).bind(&wanted.commands).fetch_all(c).await;
    }
    let (scopes, names): (Vec<&str>, Vec<&str>) =
        wanted.claims.iter().map(|(scope, name)| (scope.as_str(), name.as_str())).unzip();
    let query = sqlx::query(READ_ALL).bind(&wanted.streams).bind(&wanted.commands);
    query.bind(scopes).bind(names).bind(&wanted.counters).fetch_all(c).await
}

type Bound<'q> = Query<'q, Postgres, PgArguments>;

pub(super) async fn write(
    c: &mut PgConnection,
    events: &EventRows<'_>,
    commands: &[CommandRow],
    head: &HeadRow,
) -> Result<bool, DbError> {
    let query = bind_commands(bind_events(sqlx::query(WRITE), events), commands);
    let done = query.bind(head.position).bind(head.hash.as_slice()).execute(c).await?;
    Ok(done.rows_affected() == 1)
}

fn bind_events<'q>(query: Bound<'q>, events: &EventRows<'_>) -> Bound<'q> {
    macro_rules! column {
        ($row:ident => $value:expr) => {
            events.rows.iter().map(|$row| $value).collect::<Vec<_>>()
        };
    }
    query
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
}

fn bind_commands<'q>(query: Bound<'q>, commands: &[CommandRow]) -> Bound<'q> {
    query
        .bind(commands.iter().map(|row| row.command).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.fingerprint.as_slice()).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.first).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.last).collect::<Vec<_>>())
        .bind(commands.iter().map(|row| row.number).collect::<Vec<_>>())
}

/// The same rows by one statement a table, as the reference of the benchmark writes them.
#[cfg(feature = "testing")]
pub(super) async fn write_by_table(
    c: &mut PgConnection,
    events: &EventRows<'_>,
    commands: &[CommandRow],
    head: &HeadRow,
) -> Result<bool, DbError> {
    const INSERT_COMMANDS: &str = insert_commands!(1, 2, 3, 4, 5);
    bind_events(sqlx::query(insert_events!()), events).execute(&mut *c).await?;
    bind_commands(sqlx::query(INSERT_COMMANDS), commands).execute(&mut *c).await?;
    move_head(c, head, events.after).await
}

pub(super) async fn move_head(c: &mut PgConnection, head: &HeadRow, after: i64) -> Result<bool, DbError> {
    let query = sqlx::query(super::MOVE_HEAD).bind(head.position).bind(head.hash.as_slice());
    let done = query.bind(head.recorded_at).bind(after).execute(c).await?;
    Ok(done.rows_affected() == 1)
}
