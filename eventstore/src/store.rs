//! The log as the rest of the program sees it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use tokio::sync::watch;
use uuid::Uuid;

use crate::db::{Db, DbError};
use crate::wake::{self, Watchers};
use crate::writer::{self, Handle};
use crate::{
    Append, AppendError, Appended, Bearings, Beside, Clock, CommandId, Follower, Head, Position, Recorded,
    StreamId, SystemClock, Version, read, transfer,
};

/// How a store works.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Tells when an event is recorded.
    pub clock: Arc<dyn Clock>,
    /// How often the log is asked for what other processes wrote. This alone finds everything.
    pub poll_interval: Duration,
    /// Whether hints are sent and listened to, where the database has them (PostgreSQL's `NOTIFY`).
    pub hints: bool,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self { clock: Arc::new(SystemClock), poll_interval: Duration::from_millis(250), hints: true }
    }
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("the log could not be opened")]
    Database(#[from] DbError),
    /// An import was begun and not finished: claims and commands may be missing.
    #[error("an import into this log stands at position {at}: give the import again, it goes on from there")]
    UnfinishedImport {
        /// The last event that is there.
        at: Position,
    },
}

/// The log: append, read, follow. Cheap to clone; all clones share one writer.
///
/// Several processes may have stores on the same log. On SQLite only one of them should be a server, see
/// [`DataFolderLock`](crate::DataFolderLock).
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    writer: Handle,
    seen: watch::Sender<Position>,
    _watchers: Arc<Watchers>,
}

impl Store {
    /// Opens the log and starts its writer. `db` is where the log's tables are
    /// ([`Databases::log`](crate::db::Databases)).
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(db: Db, options: StoreOptions) -> Result<Self, StoreError> {
        let StoreOptions { clock, poll_interval, hints } = options;
        let conn = db.connect_append().await?;
        let head = read::head(&db).await?;
        if transfer::is_unfinished(&db).await? {
            return Err(StoreError::UnfinishedImport { at: head.position });
        }
        let (seen, _) = watch::channel(head.position);
        let (written, receiver) = watch::channel(head.position);
        let watchers = wake::start(&db, poll_interval, hints, &seen, receiver);
        let writer = writer::start(db.clone(), conn, clock, written);
        Ok(Self { db, writer, seen, _watchers: Arc::new(watchers) })
    }

    /// Carries out a command. Giving up the wait (dropping the future) does not take the command back.
    ///
    /// # Errors
    /// The command's own: [`AppendError::Conflict`], [`AppendError::Taken`], [`AppendError::OtherContent`], and the
    /// ones for what is not well-formed. [`AppendError::Database`] when the database failed: with
    /// [`DbError::Unavailable`] the outcome is open until the same command is sent again, with any other error
    /// nothing was written. [`AppendError::Stopped`] after [`Store::close`].
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.writer.append(append).await
    }

    /// A stream's events behind a version, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_stream(&self, stream: StreamId, after: Version) -> Result<Vec<Recorded>, DbError> {
        read::stream(&self.db, stream, after).await
    }

    /// The events of several streams, each behind a version, in the order of the log; one statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_streams(&self, tails: &[(StreamId, Version)]) -> Result<Vec<Recorded>, DbError> {
        read::streams(&self.db, tails).await
    }

    /// A stream as it was when the log ended at `until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_stream_until(
        &self,
        stream: StreamId,
        until: Position,
    ) -> Result<Vec<Recorded>, DbError> {
        read::stream_until(&self.db, stream, until).await
    }

    /// At most `limit` events behind a position, in order. Fewer than `limit` means that the log ended there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_after(&self, after: Position, limit: usize) -> Result<Vec<Recorded>, DbError> {
        read::after(&self.db, after, limit).await
    }

    /// The fingerprint and the events of a command, if it was carried out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn read_command(
        &self,
        command: CommandId,
    ) -> Result<Option<([u8; 32], Vec<Recorded>)>, DbError> {
        read::command(&self.db, command).await
    }

    /// Who owns a name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claimed(&self, scope: &str, name: &str) -> Result<Option<Uuid>, DbError> {
        Ok(read::claims(&self.db, scope, &[name]).await?.remove(name))
    }

    /// Who owns which of these names; those that nobody owns are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claims_of(&self, scope: &str, names: &[&str]) -> Result<HashMap<String, Uuid>, DbError> {
        read::claims(&self.db, scope, names).await
    }

    /// The names of a scope that begin with `prefix`, in byte order, each with its owner.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claims_with_prefix(
        &self,
        scope: &str,
        prefix: &str,
    ) -> Result<Vec<(String, Uuid)>, DbError> {
        read::claims_with_prefix(&self.db, scope, prefix).await
    }

    /// The last of the names of a scope that begin with `prefix`: at most `limit`, in reverse byte order, and only those
    /// before `before` where that is given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claims_before(
        &self,
        scope: &str,
        prefix: &str,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<(String, Uuid)>, DbError> {
        read::claims_before(&self.db, scope, prefix, before, limit).await
    }

    /// Where the log stands, how long a stream is, and the names of a scope that begin with `prefix`: one statement, so
    /// all of one moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bearings(&self, stream: StreamId, scope: &str, prefix: &str) -> Result<Bearings, DbError> {
        read::bearings(&self.db, stream, scope, prefix).await
    }

    /// The same, and a row from [beside](Db::is_beside) the log: a round trip less for what every request asks first.
    ///
    /// # Errors
    /// When the database fails, or has no such table.
    pub async fn bearings_beside<T>(
        &self,
        stream: StreamId,
        scope: &str,
        prefix: &str,
        beside: &Beside<'_>,
    ) -> Result<(Bearings, Option<T>), DbError>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        read::bearings_beside(&self.db, stream, scope, prefix, beside).await
    }

    /// The end of the log, as the database has it now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head(&self) -> Result<Head, DbError> {
        read::head(&self.db).await
    }

    /// The last position this store has heard of: a hint that there is something to read, never a promise that
    /// there is nothing.
    pub fn watch(&self) -> watch::Receiver<Position> {
        self.seen.subscribe()
    }

    /// Reads on behind a position, waiting for what comes.
    pub fn follow(&self, after: Position) -> Follower {
        Follower::new(self.db.clone(), self.seen.subscribe(), after)
    }

    /// The database the log is in.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Takes no more commands, answers those it has taken, and stops the writer. Reads go on.
    pub async fn close(&self) {
        self.writer.close().await;
    }

    /// Waits until the writer has stopped: after [`Store::close`], or because the disk under it failed, which
    /// should end the program.
    pub async fn stopped(&self) {
        self.writer.ended().await;
    }
}
