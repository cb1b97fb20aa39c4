//! Two databases, one code: a closed enum of the two drivers and macros that expand a body once per driver.
//!
//! `Db::Sqlite` and `Db::Postgres` are named only in this module and in what the macros expand to. A statement is
//! written once, in the subset both understand (`$1` placeholders, `ON CONFLICT`, `RETURNING`); what has to
//! differ is a function of [`Dialect`].

pub(crate) mod append;
mod dialect;
mod error;
mod inspect;
mod lend;
mod migrate;
mod postgres;
mod sqlite;
mod table;
pub mod time;
pub(crate) mod wake;

use std::path::{Path, PathBuf};

use futures_util::future::BoxFuture;
use sqlx::{Connection, PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};

pub use dialect::{Dialect, sql};
pub use error::DbError;
pub use inspect::Inspection;
pub use lend::Lent;
pub use postgres::PgDb;
pub use sqlite::{MINIMUM_SQLITE, SqliteDb, SqliteOptions, Synchronous};
pub use table::{Column, Index, Kind, Table, ids_json};

/// Where Docket keeps its data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A folder with four SQLite files.
    Folder(PathBuf),
    /// A PostgreSQL database, by its `postgres://` address; four schemas in it.
    Postgres(String),
}

/// The four places Docket keeps data in: one SQLite file or one PostgreSQL schema each.
#[derive(Clone, Debug)]
pub struct Databases {
    /// Events, commands, claims: precious.
    pub log: Db,
    /// Credentials, sessions, outbox, leases: durable, not in the log.
    pub ops: Db,
    /// Key material, backed up apart from the rest.
    pub keys: Db,
    /// The read views: may be deleted at any time.
    pub views: Db,
}

impl Databases {
    /// Opens all four and brings `log`, `ops` and `keys` to the newest schema. The views own their schema and
    /// create it themselves.
    ///
    /// # Errors
    /// When a file or the server cannot be opened, or a migration fails.
    pub async fn open(location: &Location) -> Result<Self, DbError> {
        let databases = match location {
            Location::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(DbError::Io)?;
                let open = |name: &str, synchronous| {
                    SqliteDb::open(SqliteOptions::new(folder.join(name), synchronous))
                };
                Self {
                    log: Db::Sqlite(open("log.db", Synchronous::Full).await?),
                    ops: Db::Sqlite(open("ops.db", Synchronous::Full).await?),
                    keys: Db::Sqlite(open("keys.db", Synchronous::Full).await?),
                    views: Db::Sqlite(open("views.db", Synchronous::Normal).await?),
                }
            }
            Location::Postgres(address) => {
                let db = Db::Postgres(PgDb::open(address).await?);
                Self { log: db.clone(), ops: db.clone(), keys: db.clone(), views: db }
            }
        };
        for (place, db) in [("log", &databases.log), ("ops", &databases.ops), ("keys", &databases.keys)] {
            migrate::run(db, place).await?;
        }
        Ok(databases)
    }

    /// Closes all connections; on SQLite this also checkpoints and removes the write-ahead logs.
    pub async fn close(&self) {
        for db in [&self.views, &self.keys, &self.ops, &self.log] {
            db.close().await;
        }
    }
}

/// One of Docket's databases. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Db {
    /// One file.
    Sqlite(SqliteDb),
    /// One server; the schema is found by the connection's `search_path`.
    Postgres(PgDb),
}

/// A connection of one's own, for a task that owns it (writer, projector, outbox worker). After any error it is
/// dropped and a new one opened; its futures are never cancelled.
#[derive(Debug)]
pub enum Conn {
    /// To an SQLite file, able to write.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
}

/// A transaction on a [`Conn`] or inside [`Db::write`]. Dropped without [`Tx::commit`], it is rolled back.
#[derive(Debug)]
pub enum Tx<'c> {
    /// `BEGIN IMMEDIATE`.
    Sqlite(Transaction<'c, Sqlite>),
    /// `READ COMMITTED`.
    Postgres(Transaction<'c, Postgres>),
}

/// Runs a body with `$c` bound to a connection for one autocommit statement on the database `$db`.
#[macro_export]
macro_rules! on_reader {
    ($db:expr, $c:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(db) => $crate::on_lent!(db.reader().await, $c => $body),
            $crate::db::Db::Postgres(db) => $crate::on_lent!(db.lend().await, $c => $body),
        }
    };
}

/// Runs a body with `$c` bound to a lent connection, and gives that back where the body succeeds.
#[doc(hidden)]
#[macro_export]
macro_rules! on_lent {
    ($lent:expr, $c:ident => $body:expr) => {
        match $lent {
            Ok(mut lent) => {
                let $c = lent.connection();
                let answer = $body;
                if answer.is_ok() {
                    lent.give_back();
                }
                answer
            }
            Err(error) => Err(error.into()),
        }
    };
}

/// Runs a body with `$c` bound to the connection inside a [`Conn`].
#[macro_export]
macro_rules! on_conn {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite(connection) => {
                let $c = &mut *connection;
                $body
            }
            $crate::db::Conn::Postgres(connection) => {
                let $c = &mut *connection;
                $body
            }
        }
    };
}

/// Runs a body with `$c` bound to the connection inside a [`Tx`].
#[macro_export]
macro_rules! on_tx {
    ($tx:expr, $c:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $body
            }
            $crate::db::Tx::Postgres(transaction) => {
                let $c = &mut **transaction;
                $body
            }
        }
    };
}

/// Carries out work in a transaction on a lent connection.
macro_rules! within {
    ($lent:expr, $begin:expr, $tx:path, $work:expr) => {{
        let mut lent = $lent.map_err(DbError::from)?;
        let tx = lent.connection().begin_with($begin).await.map_err(DbError::from)?;
        let answer = carry_out($tx(tx), $work).await;
        if answer.is_ok() {
            lent.give_back();
        }
        answer
    }};
}

impl Db {
    /// Which SQL this database speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether its tables and those of another are in one database, so that one statement can read both.
    pub fn is_beside(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(one), Self::Sqlite(other)) => one.path() == other.path(),
            (Self::Postgres(one), Self::Postgres(other)) => one.is(other),
            (Self::Sqlite(_), Self::Postgres(_)) | (Self::Postgres(_), Self::Sqlite(_)) => false,
        }
    }

    /// A new connection of one's own.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the database cannot be reached.
    pub async fn connect(&self) -> Result<Conn, DbError> {
        Ok(match self {
            Self::Sqlite(db) => Conn::Sqlite(db.connect().await?),
            Self::Postgres(db) => Conn::Postgres(db.connect().await?),
        })
    }

    /// Carries out `work` in one write transaction and commits it.
    ///
    /// The work runs in a task of its own, so a caller that gives up waiting never leaves a transaction half
    /// open on a connection that others get next (sqlx #4385: silent loss of later writes).
    ///
    /// # Errors
    /// What `work` answers, or a failure to begin or commit; then nothing was written.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let db = self.clone();
        in_a_task(async move {
            match db {
                Self::Sqlite(db) => within!(db.writer().await, sqlite::WRITE, Tx::Sqlite, work),
                Self::Postgres(db) => within!(db.lend().await, postgres::WRITE, Tx::Postgres, work),
            }
        })
        .await
    }

    /// Carries out `work` in one transaction that writes nothing, and in which PostgreSQL may read an index by a
    /// bitmap: an inverted index can be read in no other way, and other statements are better without. The work runs
    /// in a task of its own, as with [`Db::write`].
    ///
    /// # Errors
    /// What `work` answers, or a failure to begin.
    pub async fn read_by_bitmap<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let db = self.clone();
        in_a_task(async move {
            match db {
                Self::Sqlite(db) => within!(db.reader().await, sqlite::READ, Tx::Sqlite, work),
                Self::Postgres(db) => {
                    within!(db.lend().await, postgres::READ_BY_BITMAP, Tx::Postgres, work)
                }
            }
        })
        .await
    }

    /// Carries out a `CREATE … IF NOT EXISTS` in a transaction of its own. Processes that do so at the same time all
    /// succeed.
    ///
    /// # Errors
    /// When the database refuses it.
    pub async fn create_missing(&self, text: String) -> Result<(), DbError> {
        migrate::create_missing(self, text).await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), DbError> {
        on_reader!(self, c => sqlx::query("SELECT 1").execute(c).await.map(drop))?;
        Ok(())
    }

    /// The file, where there is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(db) => Some(db.path()),
            Self::Postgres(_) => None,
        }
    }

    /// Closes the pools.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => db.close().await,
            Self::Postgres(db) => db.close().await,
        }
    }
}

async fn in_a_task<T, E>(work: impl Future<Output = Result<T, E>> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    tokio::spawn(work).await.map_err(|error| E::from(DbError::Task(error.to_string())))?
}

/// Carries out `work` in `tx` and commits that unless the work fails.
async fn carry_out<T, E, F>(mut tx: Tx<'_>, work: F) -> Result<T, E>
where
    E: From<DbError>,
    F: for<'t, 'c> FnOnce(&'t mut Tx<'c>) -> BoxFuture<'t, Result<T, E>>,
{
    match work(&mut tx).await {
        Ok(answer) => {
            tx.commit().await?;
            Ok(answer)
        }
        Err(error) => {
            // A rollback that fails closes the connection, which rolls back as well.
            drop(tx.rollback().await);
            Err(error)
        }
    }
}

impl Conn {
    /// Which SQL this connection speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Begins a write transaction: `BEGIN IMMEDIATE` on SQLite, `READ COMMITTED` on PostgreSQL.
    ///
    /// # Errors
    /// When the database does not answer or its write lock is not to be had in time.
    pub async fn begin(&mut self) -> Result<Tx<'_>, DbError> {
        Ok(match self {
            Self::Sqlite(c) => Tx::Sqlite(c.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(c) => Tx::Postgres(c.begin().await?),
        })
    }

    /// Begins a transaction that sees one state of the database from its first read to its end, and writes nothing.
    /// It holds nobody up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin_snapshot(&mut self) -> Result<Tx<'_>, DbError> {
        Ok(match self {
            Self::Sqlite(c) => Tx::Sqlite(c.begin().await?),
            Self::Postgres(c) => {
                Tx::Postgres(c.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Lets SQLite keep so many KiB of the file's pages in memory for this connection, and give the rest back.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn keep_pages(&mut self, kib: u32) -> Result<(), DbError> {
        if let Self::Sqlite(c) = self {
            let text = format!("PRAGMA cache_size = -{kib}; PRAGMA shrink_memory");
            sqlx::raw_sql(sql(text)).execute(c).await?;
        }
        Ok(())
    }

    /// Lets PostgreSQL answer commits on this connection before they are on the disk. For what can be rebuilt, as
    /// [`Synchronous::Normal`] is on SQLite: after a crash of the server the last of them may be missing, all of it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn commit_lazily(&mut self) -> Result<(), DbError> {
        if let Self::Postgres(c) = self {
            sqlx::raw_sql("SET synchronous_commit = off").execute(c).await?;
        }
        Ok(())
    }

    /// Closes the connection in good order.
    pub async fn close(self) {
        // The peer notices a connection that ends without a goodbye as well; nothing is lost by a failure here.
        drop(match self {
            Self::Sqlite(c) => c.close().await,
            Self::Postgres(c) => c.close().await,
        });
    }
}

impl Tx<'_> {
    /// Which SQL this transaction speaks.
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Makes everything done in it durable.
    ///
    /// # Errors
    /// Any error here leaves the outcome unknown: it may or may not have been committed.
    pub async fn commit(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(t) => t.commit().await?,
            Self::Postgres(t) => t.commit().await?,
        }
        Ok(())
    }

    /// Undoes everything done in it.
    ///
    /// # Errors
    /// When the database does not answer; the transaction is then rolled back by its end.
    pub async fn rollback(self) -> Result<(), DbError> {
        match self {
            Self::Sqlite(t) => t.rollback().await?,
            Self::Postgres(t) => t.rollback().await?,
        }
        Ok(())
    }
}
