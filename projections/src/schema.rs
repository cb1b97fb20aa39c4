//! The views' own schema: which version of which view the tables hold.
//!
//! Nothing here migrates. A view is a fold of the log: when its tables change, they are dropped and filled again.

use docket_eventstore::checkpoint::{self, Checkpoint};
use docket_eventstore::db::{Column, Conn, Db, DbError, Dialect, Index, Kind, Table, Tx, sql};
use docket_eventstore::{on_conn, on_tx};

use crate::Projector;

/// Where the tables are on PostgreSQL.
pub(crate) const SCHEMA: &str = "views";

/// Which version of each view is there.
const VERSIONS: Table = Table {
    name: "view_schema",
    columns: &[Column::new("name", Kind::Text), Column::new("version", Kind::Int)],
    key: &["name"],
    indexes: &[],
};

/// What the schema must know of a projector.
#[derive(Clone, Debug)]
struct Wanted {
    name: &'static str,
    version: i64,
    tables: &'static [Table],
    index: Vec<String>,
}

impl Wanted {
    fn of(projector: &dyn Projector, dialect: Dialect) -> Self {
        Self {
            name: projector.name(),
            version: projector.version(),
            tables: projector.tables(),
            index: projector.index(dialect, SCHEMA),
        }
    }
}

/// Makes what is missing. The tables of a view whose version has changed, or whose checkpoint is gone, are made anew,
/// and its checkpoint is at the beginning of the log. Answers the names of those made anew.
pub(crate) async fn ensure<'p>(
    db: &Db,
    projectors: impl Iterator<Item = &'p dyn Projector>,
) -> Result<Vec<&'static str>, DbError> {
    let wanted: Vec<Wanted> = projectors.map(|projector| Wanted::of(projector, db.dialect())).collect();
    for table in [VERSIONS, checkpoint::VIEWS.table] {
        for text in table.definition(db.dialect(), SCHEMA) {
            db.create_missing(text.replacen("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1)).await?;
        }
    }
    db.write(move |tx| {
        Box::pin(async move {
            if tx.dialect() == Dialect::Postgres {
                // Two processes that start at the same time queue here.
                execute(tx, format!("LOCK TABLE {SCHEMA}.{} IN EXCLUSIVE MODE", VERSIONS.name)).await?;
            }
            let mut made = Vec::new();
            for view in wanted {
                if !is_there(tx, &view).await? {
                    make(tx, &view).await?;
                    made.push(view.name);
                }
            }
            Ok(made)
        })
    })
    .await
}

/// Empties a view: its tables are made anew, and its checkpoint is at the beginning of the log.
pub(crate) async fn reset(db: &Db, projector: &dyn Projector) -> Result<(), DbError> {
    let view = Wanted::of(projector, db.dialect());
    db.write(move |tx| Box::pin(async move { make(tx, &view).await })).await
}

/// An index that a view may lack while it is built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spare {
    table: &'static Table,
    index: &'static Index,
}

/// The indexes that a view may lack while it is built.
pub(crate) fn spares(projector: &dyn Projector) -> Vec<Spare> {
    let all =
        projector.tables().iter().flat_map(|table| table.indexes.iter().map(move |index| (table, index)));
    all.filter(|(_, index)| projector.may_lack(index)).map(|(table, index)| Spare { table, index }).collect()
}

impl Spare {
    /// Does without it.
    pub(crate) async fn drop(self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        execute(tx, format!("DROP INDEX IF EXISTS {}", self.index.name)).await
    }

    /// Makes it, where it is missing.
    pub(crate) async fn make(self, conn: &mut Conn) -> Result<(), DbError> {
        let mut tx = conn.begin().await?;
        let dialect = tx.dialect();
        unhurried(&mut tx).await?;
        let text = self.table.index_definition(self.index, dialect, SCHEMA);
        execute(&mut tx, text.replacen("INDEX", "INDEX IF NOT EXISTS", 1)).await?;
        tx.commit().await
    }
}

/// Gives what is left of a transaction on PostgreSQL the time and the memory that an index over a table that is not
/// small takes: sorted in pieces on the disk, it takes several times as long.
pub(crate) async fn unhurried(tx: &mut Tx<'_>) -> Result<(), DbError> {
    match tx.dialect() {
        Dialect::Sqlite => Ok(()),
        Dialect::Postgres => {
            let text = "SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'";
            execute(tx, text.to_owned()).await
        }
    }
}

/// Lets PostgreSQL look at tables that were filled in one go: it plans by what it knew of the empty ones, and reads
/// rows to see whether they are visible, and marks them as it does, until it has been told that all are.
pub(crate) async fn tidy(conn: &mut Conn, projector: &dyn Projector) -> Result<(), DbError> {
    if conn.dialect() == Dialect::Postgres {
        // No transaction may be around it; as long as it takes.
        run(conn, "SET statement_timeout = 0".to_owned()).await?;
        let names = projector.tables().iter().map(|table| table.name).chain(projector.index_table());
        for name in names {
            run(conn, format!("VACUUM (ANALYZE) {SCHEMA}.{name}")).await?;
        }
        run(conn, "RESET statement_timeout".to_owned()).await?;
    }
    Ok(())
}

async fn run(conn: &mut Conn, text: String) -> Result<(), DbError> {
    on_conn!(conn, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
    Ok(())
}

async fn is_there(tx: &mut Tx<'_>, view: &Wanted) -> Result<bool, DbError> {
    let text = format!(
        "SELECT count(*) FROM {} v JOIN {} c ON c.name = v.name WHERE v.name = $1 AND v.version = $2",
        VERSIONS.name,
        checkpoint::VIEWS.table.name
    );
    let count: i64 = on_tx!(tx, c => {
        sqlx::query_scalar(sql(text)).bind(view.name).bind(view.version).fetch_one(c).await
    })?;
    Ok(count == 1)
}

async fn make(tx: &mut Tx<'_>, view: &Wanted) -> Result<(), DbError> {
    for table in view.tables {
        execute(tx, format!("DROP TABLE IF EXISTS {}", table.name)).await?;
        for text in table.definition(tx.dialect(), SCHEMA) {
            execute(tx, text).await?;
        }
    }
    for text in &view.index {
        execute(tx, text.clone()).await?;
    }
    VERSIONS.upsert(tx, &[serde_json::json!({ "name": view.name, "version": view.version })]).await?;
    // The epoch stays: a projector that was fenced off before is so after.
    let text = format!(
        "INSERT INTO {0} (name, position, hash, lease_epoch) VALUES ($1, 0, $2, 0) \
         ON CONFLICT (name) DO UPDATE SET position = excluded.position, hash = excluded.hash",
        checkpoint::VIEWS.table.name
    );
    let hash = Checkpoint::START.hash;
    on_tx!(tx, c => sqlx::query(sql(text)).bind(view.name).bind(hash.as_slice()).execute(c).await.map(drop))?;
    Ok(())
}

async fn execute(tx: &mut Tx<'_>, text: String) -> Result<(), DbError> {
    on_tx!(tx, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
    Ok(())
}
