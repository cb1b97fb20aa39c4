//! Hints between nodes that the log has grown: `NOTIFY` on PostgreSQL, nothing on SQLite. Never more than a hint:
//! whoever waits also polls.

use sqlx::pool::PoolOptions;
use sqlx::postgres::PgListener;

use super::{Db, DbError};
use crate::on_lent;

const CHANNEL: &str = "docket_log";

/// Receives hints. After an error it is dropped and a new one opened.
#[derive(Debug)]
pub(crate) struct Hints(PgListener);

impl Hints {
    /// The next hint: a position the log has reached.
    ///
    /// # Errors
    /// When the connection ends; hints are lost then.
    pub(crate) async fn next(&mut self) -> Result<i64, DbError> {
        loop {
            match self.0.try_recv().await? {
                Some(hint) => {
                    if let Ok(position) = hint.payload().parse() {
                        return Ok(position);
                    }
                }
                None => return Err(DbError::Task("the listener lost its connection".to_owned())),
            }
        }
    }
}

impl Db {
    /// Opens a listener, where the database has such a thing.
    pub(crate) async fn hints(&self) -> Result<Option<Hints>, DbError> {
        let Self::Postgres(db) = self else { return Ok(None) };
        // A pool of its own: a listener never gives its connection back.
        let pool = PoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None);
        let mut listener = PgListener::connect_with(&pool.connect_lazy_with(db.options().clone())).await?;
        listener.listen(CHANNEL).await?;
        Ok(Some(Hints(listener)))
    }

    /// Tells the other nodes that the log has reached a position. Outside of any transaction: a `NOTIFY` in one
    /// holds a lock of the whole server until it commits.
    pub(crate) async fn hint(&self, position: i64) -> Result<(), DbError> {
        let Self::Postgres(db) = self else { return Ok(()) };
        let query = sqlx::query("SELECT pg_notify($1, $2)").bind(CHANNEL).bind(position.to_string());
        let told: Result<_, sqlx::Error> = on_lent!(db.lend().await, c => query.execute(c).await);
        told?;
        Ok(())
    }
}
