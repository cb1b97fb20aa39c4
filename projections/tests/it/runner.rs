//! The runner: who works, what holds it up, how it goes on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use docket_domain::TicketId;
use docket_domain::testing::MARIA;
use docket_eventstore::db::{Column, Db, DbError, Dialect, Kind, Table, Tx};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{Position, backend_tests, on_reader, on_tx};
use docket_projections::testing::{Pen, World, created, dump, on_ticket};
use docket_projections::{
    Envelope, Health, LEASE, ProjectionError, Projector, RunnerOptions, Views, projectors, replay,
};
use docket_test_support::wait_until;
use tokio::time::Instant;
use uuid::Uuid;

use crate::support::{PATIENCE, Running, another, options, until, world};

const SEEN: Table = Table {
    name: "test_seen",
    columns: &[Column::new("position", Kind::Int)],
    key: &["position"],
    indexes: &[],
};

/// Keeps the positions it has seen, and stumbles over one of them while it is told to.
struct Stumbling {
    version: i64,
    over: AtomicI64,
}

impl Stumbling {
    fn over(position: i64) -> Arc<Self> {
        Arc::new(Self { version: 1, over: AtomicI64::new(position) })
    }
}

#[async_trait]
impl Projector for Stumbling {
    fn name(&self) -> &'static str {
        "stumbling"
    }

    fn version(&self) -> i64 {
        self.version
    }

    fn tables(&self) -> &'static [Table] {
        &[SEEN]
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let over = self.over.load(Ordering::SeqCst);
        if batch.iter().any(|envelope| envelope.position.0 == over) {
            let what = "stumbled".to_owned();
            return Err(DbError::Corrupt { place: "a test", what }.into());
        }
        let rows: Vec<_> =
            batch.iter().map(|envelope| serde_json::json!({ "position": envelope.position.0 })).collect();
        SEEN.insert(tx, &rows).await?;
        Ok(())
    }
}

fn with(projector: Arc<dyn Projector>) -> Vec<Arc<dyn Projector>> {
    projectors().into_iter().chain([projector]).collect()
}

async fn equals_a_replay(db: &TestDb, views: &Views, head: Position) {
    let place = another(db).await;
    let fresh = Views::open(place.views().clone()).await.unwrap();
    let store = db.store().await;
    replay(&store, &fresh, Position::ZERO, head, 500, |_| {}).await.unwrap();
    assert_eq!(dump(views).await, dump(&fresh).await);
    place.remove().await;
}

async fn until_indexed(db: &TestDb, all: &BTreeSet<String>) {
    wait_until(PATIENCE, "the views to have all their indexes", async || indexes(db.views()).await == *all)
        .await;
}

/// Lets the lease run out, as if its holder had slept too long.
async fn expire(db: &TestDb) {
    db.ops()
        .write::<(), DbError, _>(|tx| {
            Box::pin(async move {
                const EXPIRE: &str = "UPDATE leases SET until = 0 WHERE name = $1";
                on_tx!(tx, c => sqlx::query(EXPIRE).bind(LEASE).execute(c).await.map(drop))?;
                Ok(())
            })
        })
        .await
        .unwrap();
}

/// The names of the views' indexes, other than those of primary keys.
async fn indexes(db: &Db) -> BTreeSet<String> {
    let text = match db.dialect() {
        Dialect::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
        Dialect::Postgres => {
            "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'views' AND indexname NOT LIKE '%_pkey'"
        }
    };
    let names: Vec<String> = on_reader!(db, c => sqlx::query_scalar(text).fetch_all(c).await).unwrap();
    names.into_iter().collect()
}

backend_tests! {
    async fn views_that_are_built_without_some_indexes_have_them_in_the_end(db: TestDb) {
        let store = db.store().await;
        let world = World::write(&mut Pen::new(&store, 5), 400).await;
        let views = Views::open(db.views().clone()).await.unwrap();
        let all = indexes(db.views()).await;
        let bare = RunnerOptions { bare_from: 1, live_batch: 20, catch_up_batch: 30, ..options() };
        let running = Running::start_with(&db, &store, &views, bare.clone());
        until("the views are built", || views.position() == world.head && views.are_whole()).await;
        assert_eq!(indexes(db.views()).await, all);
        running.stop().await;
        equals_a_replay(&db, &views, world.head).await;

        // A process that ended before it had made them leaves them to the next one.
        db.views()
            .write::<(), DbError, _>(|tx| {
                Box::pin(async move {
                    on_tx!(tx, c => sqlx::query("DROP INDEX queue_by_update").execute(c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
            .unwrap();
        let running = Running::start_with(&db, &store, &views, bare);
        until_indexed(&db, &all).await;
        running.stop().await;
    }

    async fn an_event_that_cannot_be_worked_in_holds_up_its_projector_alone(db: TestDb) {
        let store = db.store().await;
        let world = World::write(&mut Pen::new(&store, 1), 120).await;
        let stumbling = Stumbling::over(57);
        let views = Views::with(db.views().clone(), with(stumbling.clone())).await.unwrap();
        let running = Running::start(&db, &store, &views);
        until("the projector is held up at the event", || {
            matches!(
                views.health().get("stumbling"),
                Some(Health::Retrying { position: Position(57), error, attempts })
                    if *attempts > 1 && error.contains("stumbled")
            )
        })
        .await;
        // It stands right before the event, and the others have gone on.
        let deadline = Instant::now() + PATIENCE;
        while views.checkpoints().await.unwrap()["queue"] < world.head {
            assert!(Instant::now() < deadline, "the others are held up");
        }
        assert_eq!(views.checkpoints().await.unwrap()["stumbling"], Position(56));
        assert_eq!(views.health()["queue"], Health::Healthy);
        assert!(views.position() < world.head);

        stumbling.over.store(0, Ordering::SeqCst);
        assert!(views.wait_for(world.head, PATIENCE).await);
        assert_eq!(views.health()["stumbling"], Health::Healthy);
        running.stop().await;
        let seen = dump(&views).await.remove("test_seen").unwrap();
        assert_eq!(i64::try_from(seen.len()).unwrap(), world.head.0);
    }

    async fn an_unknown_event_is_never_skipped(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 2);
        let world = World::write(&mut pen, 20).await;
        let unknown = pen.write_raw(Uuid::from_u128(9), "ticket.imagined", "{}").await;
        let ticket = TicketId(Uuid::from_u128(1));
        pen.write(MARIA.0, vec![on_ticket(ticket, created(900, MARIA))]).await;
        let views = Views::open(db.views().clone()).await.unwrap();
        let running = Running::start(&db, &store, &views);
        until("every projector names the event", || {
            let health = views.health();
            health.len() == views.projectors().len()
                && health.values().all(|health| {
                    matches!(health, Health::Retrying { position, error, .. }
                        if *position == unknown && error.contains("ticket.imagined"))
                })
        })
        .await;
        // What came before it is there.
        assert_eq!(views.position(), world.head);
        running.stop().await;
        equals_a_replay(&db, &views, world.head).await;
    }

    async fn a_changed_view_is_built_anew_and_catches_up_alone(db: TestDb) {
        let store = db.store().await;
        let world = World::write(&mut Pen::new(&store, 3), 60).await;
        let views = Views::with(db.views().clone(), with(Stumbling::over(0))).await.unwrap();
        let running = Running::start(&db, &store, &views);
        assert!(views.wait_for(world.head, PATIENCE).await);
        running.stop().await;

        let changed = Arc::new(Stumbling { version: 2, over: AtomicI64::new(0) });
        let views = Views::with(db.views().clone(), with(changed)).await.unwrap();
        let at = views.checkpoints().await.unwrap();
        assert_eq!((at["stumbling"], at["queue"]), (Position::ZERO, world.head));
        let running = Running::start(&db, &store, &views);
        assert!(views.wait_for(world.head, PATIENCE).await);
        running.stop().await;
        let seen = dump(&views).await.remove("test_seen").unwrap();
        assert_eq!(i64::try_from(seen.len()).unwrap(), world.head.0);
    }

    async fn processes_may_start_together(db: TestDb) {
        let starts: Vec<_> =
            (0..6).map(|_| tokio::spawn(Views::open(db.views().clone()))).collect();
        for start in starts {
            let views = start.await.unwrap().unwrap();
            assert_eq!(views.checkpoints().await.unwrap().len(), views.projectors().len());
        }
    }

    async fn one_runner_works_and_another_takes_over(db: TestDb) {
        let (store, views, mut world) = world(&db, 4, 30).await;
        let other = db.second().await;
        let (other_store, other_views) =
            (other.store().await, Views::open(other.views().clone()).await.unwrap());
        let first = Running::start(&db, &store, &views);
        until("the first works", || views.is_writer()).await;
        let second = Running::start(&other, &other_store, &other_views);
        let head = world.grow(&mut Pen::new(&store, 40), 30).await;
        // Who waits in a process without the lease sees the other's progress.
        assert!(other_views.wait_for(head, PATIENCE).await);
        assert!(views.is_writer() && !other_views.is_writer());
        first.stop().await;
        until("the second works", || other_views.is_writer()).await;
        let head = world.grow(&mut Pen::new(&store, 41), 30).await;
        assert!(views.wait_for(head, PATIENCE).await);
        second.stop().await;
        equals_a_replay(&db, &views, head).await;
        other_store.close().await;
        other.databases.close().await;
    }

    async fn a_runner_that_lost_its_lease_writes_nothing(db: TestDb) {
        let (store, views, mut world) = world(&db, 5, 30).await;
        let other = db.second().await;
        let (other_store, other_views) =
            (other.store().await, Views::open(other.views().clone()).await.unwrap());
        // It never looks at its lease again: only the checkpoints can tell it.
        let asleep = RunnerOptions { renew_every: Duration::from_secs(3600), ..options() };
        let sleeper = Running::start_with(&db, &store, &views, asleep);
        // While it builds, each of its steps would tell it.
        until("the first has built all", || views.position() == world.head && views.are_whole()).await;
        expire(&db).await;
        let second = Running::start(&other, &other_store, &other_views);
        until("the lease has changed hands", || other_views.is_writer()).await;
        assert!(views.is_writer(), "the first believes that it holds the lease");
        // Both hear of these.
        let head = world.grow(&mut Pen::new(&store, 50), 200).await;
        assert!(other_views.wait_for(head, PATIENCE).await);
        until("the first knows", || !views.is_writer()).await;
        sleeper.stop().await;
        second.stop().await;
        equals_a_replay(&db, &other_views, head).await;
        other_store.close().await;
        other.databases.close().await;
    }

    async fn a_view_whose_tables_were_dropped_comes_back_at_the_next_start(db: TestDb) {
        let (store, views, world) = world(&db, 6, 60).await;
        let running = Running::start(&db, &store, &views);
        until("it works", || views.is_writer()).await;
        db.views()
            .write::<(), DbError, _>(|tx| {
                Box::pin(async move {
                    const DROP: &str = "DROP TABLE queue_tickets; DROP TABLE view_schema";
                    on_tx!(tx, c => sqlx::raw_sql(DROP).execute(c).await.map(drop))?;
                    Ok(())
                })
            })
            .await
            .unwrap();
        running.stop().await;
        let views = Views::open(db.views().clone()).await.unwrap();
        let running = Running::start(&db, &store, &views);
        assert!(views.wait_for(world.head, PATIENCE).await);
        running.stop().await;
        equals_a_replay(&db, &views, world.head).await;
    }
}
