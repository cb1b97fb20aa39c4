//! The one task that fills the views.

use std::time::Duration;

use docket_eventstore::db::{Db, DbError};
use docket_eventstore::lease::Lease;
use docket_eventstore::{Position, Store};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{Health, ProjectionError, Views};

mod session;
mod track;

use session::{End, Session};

/// The lease that a runner holds: one process fills the views at a time.
pub const LEASE: &str = "projections";

/// How a runner works.
#[derive(Clone, Debug)]
pub struct RunnerOptions {
    /// How long the lease is held without being renewed. On the clock of the database.
    pub lease_ttl: Duration,
    /// How often it is renewed.
    pub renew_every: Duration,
    /// How often a runner without the lease asks for it.
    pub acquire_every: Duration,
    /// Events in a batch, while the views are nearly up to date.
    pub live_batch: usize,
    /// Events in a batch, while they are further behind than that.
    pub catch_up_batch: usize,
    /// A view that is built from the first event does without the indexes that only lists read, if so many events
    /// wait for it: it gets them at the end.
    pub bare_from: i64,
    /// The first pause after a failure. It doubles up to [`RunnerOptions::longest_pause`].
    pub first_pause: Duration,
    /// The longest pause after a failure.
    pub longest_pause: Duration,
}

impl Default for RunnerOptions {
    fn default() -> Self {
        Self {
            lease_ttl: Duration::from_secs(15),
            renew_every: Duration::from_secs(5),
            acquire_every: Duration::from_secs(1),
            live_batch: 500,
            catch_up_batch: 6_000,
            bare_from: 50_000,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
        }
    }
}

impl RunnerOptions {
    /// The pause after so many failures in a row.
    fn pause(&self, attempts: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts.saturating_sub(1).min(16));
        self.first_pause.saturating_mul(factor).min(self.longest_pause)
    }
}

/// Follows the log and lets every projector work.
///
/// Those at the same place move together, in one transaction with their checkpoints. One that is behind (new, changed,
/// or held up by an event it could not work in) catches up by itself first. What one projector cannot work in holds up
/// that projector alone.
#[derive(Debug)]
pub struct Runner {
    store: Store,
    ops: Db,
    views: Views,
    options: RunnerOptions,
    owner: Uuid,
}

impl Runner {
    /// A runner for `views`. `ops` is where the leases are ([`Databases::ops`](docket_eventstore::db::Databases)).
    pub fn new(store: Store, ops: Db, views: Views, options: RunnerOptions) -> Self {
        Self { store, ops, views, options, owner: Uuid::now_v7() }
    }

    /// Works until `stop` is cancelled: then it ends the batch in hand, gives the lease back and returns. It never
    /// ends for another reason: what fails is tried again, and shows in [`Views::health`].
    pub async fn run(self, stop: CancellationToken) {
        let mut failures = 0;
        while !stop.is_cancelled() {
            let pause = match self.hold(&stop, &mut failures).await {
                Ok(()) => self.options.acquire_every,
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = %error, attempts = failures, "the views cannot be written");
                    metrics::counter!("docket_projection_errors_total").increment(1);
                    self.all_retrying(&error.to_string(), failures);
                    self.options.pause(failures)
                }
            };
            stop.run_until_cancelled(sleep(pause)).await;
        }
    }

    /// Takes the lease if it is free, and works under it until it is lost or `stop` is cancelled.
    async fn hold(&self, stop: &CancellationToken, failures: &mut u32) -> Result<(), SessionError> {
        let ttl = self.options.lease_ttl;
        let Some(lease) = Lease::acquire(&self.ops, LEASE, self.owner, ttl).await? else {
            tracing::debug!(lease = LEASE, "another process holds the lease");
            self.views.progress().send_if_modified(|progress| {
                let had = !progress.health.is_empty();
                progress.health.clear();
                had
            });
            self.views.refresh().await?;
            return Ok(());
        };
        tracing::info!(lease = LEASE, epoch = lease.epoch(), "this process fills the views");
        let ended = self.work(&lease, stop, failures).await;
        self.views.progress().send_modify(|progress| progress.writing = false);
        // Whatever the reason: another process may be able to go on where this one does not.
        let released = lease.release(&self.ops).await;
        match ended {
            Ok(End::Stopped) => released?,
            Ok(End::LeaseLost) | Err(SessionError::Projection(ProjectionError::Checkpoint(_))) => {
                tracing::warn!(lease = LEASE, "another process has taken the views over");
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }

    async fn work(
        &self,
        lease: &Lease,
        stop: &CancellationToken,
        failures: &mut u32,
    ) -> Result<End, SessionError> {
        // The views may have been deleted since they were opened.
        self.views.ensure().await?;
        let mut session = Session::open(&self.store, &self.views, &self.options, lease.epoch()).await?;
        let mut seen = self.store.watch();
        let mut renew_at = Instant::now() + self.options.renew_every;
        let end = loop {
            if stop.is_cancelled() {
                break End::Stopped;
            }
            if Instant::now() >= renew_at {
                if !lease.renew(&self.ops).await? {
                    break End::LeaseLost;
                }
                renew_at = Instant::now() + self.options.renew_every;
            }
            // Before the read: what is written during it wakes the wait behind it.
            let head = *seen.borrow_and_update();
            if session.step(head).await? {
                *failures = 0;
                continue;
            }
            let until = session.retry_at().map_or(renew_at, |retry| retry.min(renew_at));
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep_until(until) => {}
                changed = seen.changed() => {
                    if changed.is_err() {
                        // The store has ended, and with it the program: nothing comes any more.
                        stop.cancelled().await;
                    }
                }
            }
        };
        session.close().await;
        Ok(end)
    }

    fn all_retrying(&self, error: &str, attempts: u32) {
        self.views.progress().send_modify(|progress| {
            let Position(position) = progress.position;
            for projector in self.views.projectors() {
                let health =
                    Health::Retrying { position: Position(position + 1), error: error.to_owned(), attempts };
                progress.health.insert(projector.name(), health);
            }
        });
    }
}

/// Why a runner's session under a lease ended.
#[derive(Debug, thiserror::Error)]
enum SessionError {
    /// The views could not be written.
    #[error("{}", .0.with_causes())]
    Projection(#[from] ProjectionError),
    /// A database failed.
    #[error("{0}")]
    Database(#[from] DbError),
}
