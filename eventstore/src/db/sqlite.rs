//! One SQLite file: a pool of readers, a writer of one connection, and connections of one's own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use super::DbError;
use super::lend::{Lender, Lent, Terms};

/// The oldest SQLite without the WAL-reset fault, which could damage a file written by two connections.
pub const MINIMUM_SQLITE: &str = "3.51.3";

/// How long a statement waits for another connection's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Pages of write-ahead log before a commit moves them into the file. The default of 1,000 makes about one
/// commit in ten wait for a checkpoint under load; 16,384 pages (64 MiB) cut the p99 of a commit from 13 to 2 ms.
const WAL_AUTOCHECKPOINT: &str = "16384";
/// How long a connection is waited for.
const WAIT: Duration = Duration::from_secs(30);
const READERS: usize = 4;
/// What a reader keeps of the file, in KiB as SQLite takes them: the upper levels of the indexes, and some lists.
const CACHE: &str = "-6144";
/// Rows that a statement hands over before whoever reads them has taken the first: more than a page of a list has, since
/// a statement that has to wait for its reader costs two switches between threads.
const ROWS_AHEAD: usize = 256;

/// How a transaction that writes begins.
pub(super) const WRITE: &str = "BEGIN IMMEDIATE";
/// How one that only reads begins.
pub(super) const READ: &str = "BEGIN";

/// When a commit reaches the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Synchronous {
    /// Before the commit is answered: nothing that was answered is lost, not even when the power fails.
    Full,
    /// Some time later. For what can be rebuilt.
    Normal,
}

/// How a file is opened.
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    path: PathBuf,
    synchronous: Synchronous,
    max_pages: Option<u32>,
}

impl SqliteOptions {
    /// A file at `path`, made when missing.
    pub fn new(path: PathBuf, synchronous: Synchronous) -> Self {
        Self { path, synchronous, max_pages: None }
    }

    /// Refuses to grow the file beyond this many pages of 4 KiB, as a full disk would.
    #[must_use]
    pub fn max_pages(mut self, pages: u32) -> Self {
        self.max_pages = Some(pages);
        self
    }

    fn connect_options(&self) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::new()
            .filename(&self.path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(match self.synchronous {
                Synchronous::Full => SqliteSynchronous::Full,
                Synchronous::Normal => SqliteSynchronous::Normal,
            })
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("wal_autocheckpoint", WAL_AUTOCHECKPOINT)
            .pragma("journal_size_limit", "67108864")
            .foreign_keys(true)
            .row_buffer_size(ROWS_AHEAD)
            .statement_cache_capacity(256);
        match self.max_pages {
            Some(pages) => options.pragma("max_page_count", pages.to_string()),
            None => options,
        }
    }
}

/// An open SQLite file. Cheap to clone.
#[derive(Clone, Debug)]
pub struct SqliteDb {
    options: SqliteOptions,
    readers: Lender<SqliteConnection>,
    writer: Lender<SqliteConnection>,
}

impl SqliteDb {
    /// Opens the file and checks the library's version.
    ///
    /// # Errors
    /// [`DbError::OldSqlite`], or when the file cannot be opened or is no database.
    pub async fn open(options: SqliteOptions) -> Result<Self, DbError> {
        let connect = options.connect_options();
        let terms = |size| Terms { size, wait: WAIT, trusted: None };
        let writer = Lender::new(connect.clone(), terms(1));
        let mut lent: Lent<SqliteConnection> = writer.lend().await?;
        let found: String =
            sqlx::query_scalar("SELECT sqlite_version()").fetch_one(lent.connection()).await?;
        lent.give_back();
        if version(&found) < version(MINIMUM_SQLITE) {
            return Err(DbError::OldSqlite { found, needed: MINIMUM_SQLITE });
        }
        let reading = connect.pragma("query_only", "ON").pragma("cache_size", CACHE);
        let readers = Lender::new(reading, terms(READERS));
        Ok(Self { options, readers, writer })
    }

    /// Lends a connection that cannot write.
    ///
    /// # Errors
    /// When none came back in time, or the file cannot be opened.
    pub async fn reader(&self) -> Result<Lent<SqliteConnection>, sqlx::Error> {
        self.readers.lend().await
    }

    /// Lends the connection that writes.
    pub(super) async fn writer(&self) -> Result<Lent<SqliteConnection>, sqlx::Error> {
        self.writer.lend().await
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.options.path
    }

    pub(super) async fn connect(&self) -> Result<SqliteConnection, DbError> {
        Ok(SqliteConnection::connect_with(&self.options.connect_options()).await?)
    }

    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn version(text: &str) -> Vec<u32> {
    text.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
