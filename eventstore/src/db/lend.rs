//! Connections that are lent for one statement or one transaction each.
//!
//! A pool of sqlx asks every connection that comes back whether it lives (`PoolConnection`'s drop), from a task of its
//! own: on PostgreSQL a second round trip for each statement, a third of what a list cost. Here a connection whose work
//! succeeded is lent again as it is, and only the others are asked.

use std::fmt;
use std::time::{Duration, Instant};

use deadpool::managed::{self, Metrics, Object, PoolConfig, PoolError, QueueMode, RecycleResult};
use sqlx::Connection;

/// SQLSTATEs of a PostgreSQL server that has no room or is starting, and may take a connection in a moment.
const NOT_YET: [&str; 2] = ["53300", "57P03"];
/// How long to leave such a server alone.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a connection may take to say that it lives after its work was given up: longer than PostgreSQL lets a statement
/// run. Where the network has fallen silent, its place goes to a new one then.
const SETTLE: Duration = Duration::from_secs(10);

/// What there is of connections to one database. Cheap to clone.
pub(super) struct Lender<C: Connection + 'static> {
    pool: managed::Pool<Maker<C>>,
    wait: Duration,
}

/// How many connections there are, and how long one is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub size: usize,
    pub wait: Duration,
    /// After how long a rest a connection is asked whether it lives, before it is lent again.
    pub trusted: Option<Duration>,
}

/// A lent connection. Unless it is [given back](Lent::give_back), its work counts as failed or given up: then it is
/// asked whether it lives before anyone else gets it, and closed if not.
pub struct Lent<C: Connection + 'static>(Option<Object<Maker<C>>>);

struct Maker<C: Connection + 'static> {
    options: C::Options,
    trusted: Option<Duration>,
}

struct Kept<C> {
    connection: C,
    since: Instant,
}

impl<C: Connection + 'static> Lender<C> {
    pub(super) fn new(options: C::Options, terms: Terms) -> Self {
        let Terms { size, wait, trusted } = terms;
        // The connection that was used last is the one whose pages and plans are still at hand.
        let config = PoolConfig { queue_mode: QueueMode::Lifo, ..PoolConfig::new(size) };
        let pool = managed::Pool::builder(Maker { options, trusted }).config(config).build();
        Self { pool: pool.expect("a pool without times of its own can be built"), wait }
    }

    /// Lends a connection, a new one where all that there are work and there is room for another.
    ///
    /// # Errors
    /// When the database cannot be reached, or no connection came back in time.
    pub(super) async fn lend(&self) -> Result<Lent<C>, sqlx::Error> {
        // One time for all of it: where the network has fallen silent, each idle connection would use up its own.
        match tokio::time::timeout(self.wait, self.pool.get()).await {
            Ok(Ok(kept)) => Ok(Lent(Some(kept))),
            Ok(Err(PoolError::Backend(error))) => Err(error),
            Ok(Err(PoolError::Closed)) => Err(sqlx::Error::PoolClosed),
            Ok(Err(_)) | Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// Closes what is not lent, and lends nothing any more.
    pub(super) async fn close(&self) {
        let idle = self.pool.retain(|_, _| false).removed;
        self.pool.close();
        for kept in idle {
            // Only a server that is gone already refuses to be left.
            drop(kept.connection.close().await);
        }
    }
}

impl<C: Connection + 'static> Lent<C> {
    /// The connection.
    pub fn connection(&mut self) -> &mut C {
        &mut self.0.as_mut().expect("a connection is lent until it is given back").connection
    }

    /// Gives it back after work that succeeded.
    pub fn give_back(mut self) {
        if let Some(mut kept) = self.0.take() {
            kept.since = Instant::now();
        }
    }
}

impl<C: Connection + 'static> Drop for Lent<C> {
    fn drop(&mut self) {
        let Some(mut kept) = self.0.take() else { return };
        // Without a runtime the process is ending, and the connection with it.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return drop(Object::take(kept)) };
        runtime.spawn(async move {
            // Sends what is queued, such as a rollback, and reads what a statement that was given up still says. SQLite
            // on a full disk rolls back by itself; sqlx 0.9 goes on to count the transaction as open, and would refuse
            // every later one on this connection.
            let settled = tokio::time::timeout(SETTLE, kept.connection.ping()).await;
            if matches!(settled, Ok(Ok(()))) && !kept.connection.is_in_transaction() {
                kept.since = Instant::now();
            } else {
                drop(Object::take(kept));
            }
        });
    }
}

impl<C: Connection + 'static> managed::Manager for Maker<C> {
    type Type = Kept<C>;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Kept<C>, sqlx::Error> {
        loop {
            // Boxed, as is the question below: whoever waits for a connection need not hold the room for making one.
            match Box::pin(C::connect_with(&self.options)).await {
                Err(error) if may_come_up(&error) => tokio::time::sleep(PAUSE).await,
                made => return made.map(|connection| Kept { connection, since: Instant::now() }),
            }
        }
    }

    async fn recycle(&self, kept: &mut Kept<C>, _: &Metrics) -> RecycleResult<sqlx::Error> {
        if self.trusted.is_some_and(|trusted| kept.since.elapsed() > trusted) {
            Box::pin(kept.connection.ping()).await?;
        }
        Ok(())
    }
}

fn may_come_up(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(error) => error.kind() == std::io::ErrorKind::ConnectionRefused,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| NOT_YET.contains(&code.as_ref())),
        _ => false,
    }
}

impl<C: Connection + 'static> Clone for Lender<C> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), wait: self.wait }
    }
}

impl<C: Connection + 'static> fmt::Debug for Lender<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lender").field("pool", &self.pool.status()).finish_non_exhaustive()
    }
}

impl<C: Connection + 'static> fmt::Debug for Lent<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lent").finish_non_exhaustive()
    }
}
