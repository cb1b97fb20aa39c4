//! What the tests have in common.

use std::time::Duration;

use docket_eventstore::testing::TestDb;
use docket_eventstore::{Position, Store};
use docket_projections::testing::{Pen, World};
use docket_projections::{Runner, RunnerOptions, Views, replay};
use docket_test_support::wait_until;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Long enough for anything on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A random world in a log, and its views, all worked in.
pub(crate) async fn world(db: &TestDb, seed: u64, events: usize) -> (Store, Views, World) {
    let store = db.store().await;
    let world = World::write(&mut Pen::new(&store, seed), events).await;
    let views = Views::open(db.views().clone()).await.unwrap();
    replay(&store, &views, Position::ZERO, world.head, 500, |_| {}).await.unwrap();
    (store, views, world)
}

/// Another empty place of the same kind.
pub(crate) async fn another(db: &TestDb) -> TestDb {
    if db.views().file().is_some() { TestDb::sqlite().await } else { TestDb::postgres().await }
}

/// A runner that is quick to try again.
pub(crate) fn options() -> RunnerOptions {
    RunnerOptions {
        acquire_every: Duration::from_millis(20),
        renew_every: Duration::from_millis(200),
        first_pause: Duration::from_millis(10),
        longest_pause: Duration::from_millis(100),
        ..RunnerOptions::default()
    }
}

/// A runner at work.
pub(crate) struct Running {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    pub(crate) fn start(db: &TestDb, store: &Store, views: &Views) -> Self {
        Self::start_with(db, store, views, options())
    }

    pub(crate) fn start_with(db: &TestDb, store: &Store, views: &Views, options: RunnerOptions) -> Self {
        let runner = Runner::new(store.clone(), db.ops().clone(), views.clone(), options);
        let stop = CancellationToken::new();
        let task = tokio::spawn(runner.run(stop.clone()));
        Self { stop, task }
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, holds: impl Fn() -> bool) {
    wait_until(PATIENCE, what, async || holds()).await;
}
