//! The log worked into a fresh database, and what the live views have different.

use std::collections::BTreeMap;

use docket_eventstore::checkpoint::VIEWS;
use docket_eventstore::db::{Databases, DbError, Dialect, Location, Tx, sql};
use docket_eventstore::{Position, Store, on_tx};
use docket_projections::{ProjectionError, Replayed, Views};

use crate::compare::{Difference, Findings, compare, digest};

/// Events worked in at a time.
const BATCH: usize = 5000;

/// Which events are replayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The first one, from 1.
    pub from: Position,
    /// The last one; if none is given, the last one that the live views show.
    pub to: Option<Position>,
}

impl Default for Stretch {
    fn default() -> Self {
        Self { from: Position(1), to: None }
    }
}

/// What a replay found.
#[derive(Clone, Debug)]
pub struct ReplayReport {
    /// The first event that was replayed.
    pub from: Position,
    /// The last one.
    pub to: Position,
    /// How many there were.
    pub events: u64,
    /// How many were left out, because their stream begins before the stretch.
    pub left_out: u64,
    /// What the replay made of them.
    pub tables: Vec<TableDigest>,
    /// How the live views compare; none when the stretch does not begin with the first event or does not end where
    /// the live views are.
    pub comparison: Option<Comparison>,
}

impl ReplayReport {
    /// Whether the live views were compared and nothing differs.
    pub fn agrees(&self) -> bool {
        self.comparison.as_ref().is_some_and(|comparison| comparison.count == 0)
    }
}

/// The rows that a replay made in one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableDigest {
    /// The view the table belongs to.
    pub view: &'static str,
    /// The table.
    pub table: &'static str,
    /// How many rows.
    pub rows: u64,
    /// Over all rows in the order of the key; the same on both databases.
    pub digest: [u8; 32],
}

/// How the live views compare with the replay.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// How many rows were compared.
    pub rows: u64,
    /// How many differences there are.
    pub count: u64,
    /// The first of them, at most [`MAX_DIFFERENCES`](crate::MAX_DIFFERENCES).
    pub differences: Vec<Difference>,
    /// Where each live view stood when it was compared.
    pub positions: BTreeMap<&'static str, Position>,
}

/// A replay could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// An event could not be worked in.
    #[error(transparent)]
    Projection(#[from] ProjectionError),
    /// A database failed.
    #[error("a database failed")]
    Database(#[from] DbError),
    /// There is no room for the fresh database.
    #[error("the temporary folder for the replay could not be made")]
    Folder(#[source] std::io::Error),
}

/// Works a stretch of the log into a fresh SQLite database in a temporary folder and compares every table with
/// `live`, at the position at which `live` is. A runner may go on filling `live` meanwhile: the comparison sees one
/// state of it. `progress` is told the last position that was worked in.
///
/// A stretch that does not begin with the first event, or ends elsewhere than the live views, cannot be compared:
/// then the report has only the digests of what it made.
///
/// # Errors
/// When an event cannot be worked in, or a database fails. Differences are no error.
pub async fn replay(
    store: &Store,
    live: &Views,
    stretch: Stretch,
    mut progress: impl FnMut(Position),
) -> Result<ReplayReport, ReplayError> {
    let folder = tempfile::tempdir().map_err(ReplayError::Folder)?;
    let databases = Databases::open(&Location::Folder(folder.path().to_owned())).await?;
    let fresh = Views::with(databases.views.clone(), live.projectors().to_vec()).await?;
    let report = run(store, live, &fresh, stretch, &mut progress).await;
    databases.close().await;
    report
}

async fn run(
    store: &Store,
    live: &Views,
    fresh: &Views,
    stretch: Stretch,
    progress: &mut impl FnMut(Position),
) -> Result<ReplayReport, ReplayError> {
    let after = Position((stretch.from.0 - 1).max(0));
    let shown = live.checkpoints().await?.into_values().max().unwrap_or_default();
    let to = stretch.to.unwrap_or(shown);
    let compared = after == Position::ZERO && (stretch.to.is_none() || to == shown);
    // What is compared view by view is worked in up to the first of them, and on from there.
    let first = if compared { live.refresh().await? } else { to };
    let mut done = docket_projections::replay(store, fresh, after, first, BATCH, &mut *progress).await?;
    let mut comparison = None;
    if compared {
        let (found, more) = compare_all(store, live, fresh, done.position, progress).await?;
        done.events += more.events;
        done.position = done.position.max(more.position);
        comparison = Some(found);
    }
    let mut tables = Vec::new();
    let mut conn = fresh.db().connect().await?;
    let mut tx = conn.begin_snapshot().await?;
    for (view, table) in fresh.tables() {
        let (rows, digest) = digest(table, &mut tx).await?;
        tables.push(TableDigest { view, table: table.name, rows, digest });
    }
    tx.rollback().await?;
    conn.close().await;
    let Replayed { events, left_out, position } = done;
    Ok(ReplayReport { from: after.next(), to: position, events, left_out, tables, comparison })
}

/// Compares each live view at its own position, all in one state of the live database.
async fn compare_all(
    store: &Store,
    live: &Views,
    fresh: &Views,
    mut reached: Position,
    progress: &mut impl FnMut(Position),
) -> Result<(Comparison, Replayed), ReplayError> {
    let mut live_conn = live.db().connect().await?;
    let mut snapshot = live_conn.begin_snapshot().await?;
    let positions = snapshot_positions(live, &mut snapshot).await?;
    let mut order: Vec<(Position, &'static str)> =
        positions.iter().map(|(view, position)| (*position, *view)).collect();
    order.sort_unstable();
    let mut findings = Findings::default();
    let mut more = Replayed::default();
    for (position, view) in order {
        if position > reached {
            let done =
                docket_projections::replay(store, fresh, reached, position, BATCH, &mut *progress).await?;
            more.events += done.events;
            more.position = done.position;
            reached = position;
        }
        let mut fresh_conn = fresh.db().connect().await?;
        let mut replayed = fresh_conn.begin_snapshot().await?;
        for (_, table) in fresh.tables().filter(|(owner, _)| *owner == view) {
            compare(table, &mut snapshot, &mut replayed, &mut findings).await?;
        }
        replayed.rollback().await?;
        fresh_conn.close().await;
    }
    snapshot.rollback().await?;
    live_conn.close().await;
    let Findings { rows, count, differences } = findings;
    Ok((Comparison { rows, count, differences, positions }, more))
}

/// Where the live views are in a snapshot.
async fn snapshot_positions(
    live: &Views,
    snapshot: &mut Tx<'_>,
) -> Result<BTreeMap<&'static str, Position>, DbError> {
    if snapshot.dialect() == Dialect::Postgres {
        // The snapshot stands still while the replay catches up with it.
        const PATIENCE: &str = "SET LOCAL idle_in_transaction_session_timeout = 0";
        on_tx!(snapshot, c => sqlx::raw_sql(PATIENCE).execute(c).await.map(drop))?;
    }
    let text = format!("SELECT name, position FROM {}", VIEWS.table.name);
    let rows: Vec<(String, i64)> = on_tx!(snapshot, c => sqlx::query_as(sql(text)).fetch_all(c).await)?;
    let mut positions = BTreeMap::new();
    for projector in live.projectors() {
        let position = rows.iter().find(|row| row.0 == projector.name()).map_or(0, |row| row.1);
        positions.insert(projector.name(), Position(position));
    }
    Ok(positions)
}
