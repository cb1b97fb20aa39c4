//! Leases and checkpoints: one works at a time, and whoever was replaced changes nothing.

use std::time::Duration;

use docket_eventstore::checkpoint::{Checkpoint, CheckpointError, OPS, VIEWS};
use docket_eventstore::db::{Column, Db, DbError, Kind, Table};
use docket_eventstore::lease::Lease;
use docket_eventstore::{Position, backend_tests};
use serde::Serialize;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::until;

const LONG: Duration = Duration::from_secs(600);
const OVER: Duration = Duration::ZERO;

fn at(position: i64) -> Checkpoint {
    Checkpoint { position: Position(position), hash: [u8::try_from(position).unwrap(); 32] }
}

async fn claim(db: &Db, epoch: i64) -> Result<Checkpoint, CheckpointError> {
    db.write(move |tx| Box::pin(async move { OPS.claim(tx, "p", epoch, Checkpoint::START).await })).await
}

const ROWS: Table = Table {
    name: "projected_rows",
    columns: &[Column::new("id", Kind::Int), Column::new("epoch", Kind::Int)],
    key: &["id"],
    indexes: &[],
};

#[derive(Serialize)]
struct Row {
    id: i64,
    epoch: i64,
}

/// What a projector does with a batch: a row, and its checkpoint, in one transaction.
async fn project(db: &Db, from: i64, epoch: i64) -> Result<(), CheckpointError> {
    db.write(move |tx| {
        Box::pin(async move {
            ROWS.upsert(tx, &[Row { id: from + 1, epoch }]).await?;
            OPS.advance(tx, "p", Position(from), at(from + 1), epoch).await
        })
    })
    .await
}

async fn rows(db: &Db) -> Vec<serde_json::Value> {
    let mut rows = Vec::new();
    ROWS.dump(db, |page| rows.extend(page)).await.unwrap();
    rows
}

async fn make_rows(db: &Db) {
    let mut conn = db.connect().await.unwrap();
    for text in ROWS.definition(db.dialect(), "ops") {
        docket_eventstore::on_conn!(&mut conn, c => {
            sqlx::raw_sql(docket_eventstore::db::sql(text)).execute(c).await.map(drop)
        })
        .unwrap();
    }
    conn.close().await;
}

backend_tests! {
    async fn a_lease_has_one_holder_at_a_time(db: TestDb) {
        let takers: JoinSet<_> = (0..8)
            .map(|_| {
                let db = db.ops().clone();
                async move { Lease::acquire(&db, "work", Uuid::now_v7(), LONG).await.unwrap() }
            })
            .collect();
        let held: Vec<Lease> = takers.join_all().await.into_iter().flatten().collect();
        assert_eq!(held.len(), 1);
        assert_eq!(held[0].epoch(), 1);
        let other = Lease::acquire(db.ops(), "other work", Uuid::now_v7(), LONG).await.unwrap();
        assert!(other.is_some(), "names do not touch each other");
    }

    async fn a_lease_that_ran_out_goes_to_the_next_with_a_greater_epoch(db: TestDb) {
        let first = Lease::acquire(db.ops(), "work", Uuid::now_v7(), OVER).await.unwrap().unwrap();
        let second = std::sync::Mutex::new(None);
        until("the lease runs out", || async {
            let taken = Lease::acquire(db.ops(), "work", Uuid::now_v7(), LONG).await.unwrap();
            let got = taken.is_some();
            *second.lock().unwrap() = taken;
            got
        })
        .await;
        let second = second.into_inner().unwrap().unwrap();
        assert_eq!((first.epoch(), second.epoch()), (1, 2));
        assert!(!first.renew(db.ops()).await.unwrap(), "the first has lost it");
        assert!(second.renew(db.ops()).await.unwrap());
        first.release(db.ops()).await.unwrap();
        assert!(second.renew(db.ops()).await.unwrap(), "and cannot give it away");
    }

    async fn a_lease_that_is_given_back_is_free_at_once(db: TestDb) {
        let first = Lease::acquire(db.ops(), "work", Uuid::now_v7(), LONG).await.unwrap().unwrap();
        assert!(first.renew(db.ops()).await.unwrap());
        first.release(db.ops()).await.unwrap();
        let second = Lease::acquire(db.ops(), "work", Uuid::now_v7(), LONG).await.unwrap().unwrap();
        assert_eq!(second.epoch(), 2);
    }

    async fn a_checkpoint_moves_only_from_where_it_is(db: TestDb) {
        make_rows(db.ops()).await;
        assert_eq!(OPS.load(db.ops(), "p").await.unwrap(), None);
        assert_eq!(claim(db.ops(), 1).await.unwrap(), Checkpoint::START);
        project(db.ops(), 0, 1).await.unwrap();
        assert_eq!(OPS.load(db.ops(), "p").await.unwrap(), Some(at(1)));
        assert!(matches!(project(db.ops(), 0, 1).await, Err(CheckpointError::Fenced { .. })), "done before");
        assert!(matches!(project(db.ops(), 5, 1).await, Err(CheckpointError::Fenced { .. })), "a leap");
        assert_eq!(OPS.load(db.ops(), "p").await.unwrap(), Some(at(1)));
    }

    async fn a_zombie_projector_writes_nothing_after_losing_its_lease(db: TestDb) {
        make_rows(db.ops()).await;
        let zombie = Lease::acquire(db.ops(), "p", Uuid::now_v7(), OVER).await.unwrap().unwrap();
        claim(db.ops(), zombie.epoch()).await.unwrap();
        project(db.ops(), 0, zombie.epoch()).await.unwrap();
        // It sleeps; another takes the lease over and claims the checkpoint, but has moved nothing yet.
        let heir = std::sync::Mutex::new(None);
        until("the lease runs out", || async {
            *heir.lock().unwrap() = Lease::acquire(db.ops(), "p", Uuid::now_v7(), LONG).await.unwrap();
            heir.lock().unwrap().is_some()
        })
        .await;
        let heir = heir.into_inner().unwrap().unwrap();
        assert_eq!(claim(db.ops(), heir.epoch()).await.unwrap(), at(1));
        // It wakes and goes on where it was.
        let fenced = project(db.ops(), 1, zombie.epoch()).await;
        assert!(matches!(fenced, Err(CheckpointError::Fenced { .. })), "{fenced:?}");
        assert!(matches!(claim(db.ops(), zombie.epoch()).await, Err(CheckpointError::Fenced { .. })));
        assert_eq!(rows(db.ops()).await.len(), 1, "its row went with its checkpoint");
        project(db.ops(), 1, heir.epoch()).await.unwrap();
        let epochs: Vec<_> = rows(db.ops()).await.iter().map(|row| row["epoch"].clone()).collect();
        assert_eq!(epochs, [zombie.epoch(), heir.epoch()]);
    }

    async fn two_projectors_forced_on_one_checkpoint_do_each_step_once(db: TestDb) {
        make_rows(db.ops()).await;
        claim(db.ops(), 1).await.unwrap();
        let runners: JoinSet<_> = (0..2)
            .map(|_| {
                let db = db.ops().clone();
                async move {
                    let mut done = 0;
                    loop {
                        let from = OPS.load(&db, "p").await.unwrap().unwrap().position.0;
                        if from >= 30 {
                            return done;
                        }
                        done += i64::from(project(&db, from, 1).await.is_ok());
                    }
                }
            })
            .collect();
        assert_eq!(runners.join_all().await.iter().sum::<i64>(), 30);
        assert_eq!(rows(db.ops()).await.len(), 30);
    }

    async fn the_views_make_their_own_checkpoints(db: TestDb) {
        let mut conn = db.views().connect().await.unwrap();
        for _ in 0..2 {
            VIEWS.create_if_missing(&mut conn, "views").await.unwrap();
        }
        conn.close().await;
        let start = db
            .views()
            .write::<_, CheckpointError, _>(|tx| Box::pin(async move { VIEWS.claim(tx, "queue", 3, at(9)).await }))
            .await
            .unwrap();
        assert_eq!(start, at(9));
        assert_eq!(VIEWS.load(db.views(), "queue").await.unwrap(), Some(at(9)));
        let missing: Result<_, DbError> = VIEWS.load(db.views(), "ticket").await;
        assert_eq!(missing.unwrap(), None);
    }
}
