//! The same log gives the same rows.

use docket_eventstore::db::{Databases, Location};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{Position, backend_tests};
use docket_projections::testing::{Pen, World, dump};
use docket_projections::{Views, replay};

use crate::support::{PATIENCE, Running, another, world};

backend_tests! {
    async fn batches_of_1_7_and_500_give_the_rows_that_live_work_gave(db: TestDb) {
        let store = db.store().await;
        let views = Views::open(db.views().clone()).await.unwrap();
        let running = Running::start(&db, &store, &views);
        let world = World::write(&mut Pen::new(&store, 1), 900).await;
        assert!(views.wait_for(world.head, PATIENCE).await);
        running.stop().await;
        let live = dump(&views).await;
        for table in ["queue_tickets", "customer_tickets", "ticket_notes", "directory_memberships", "unread_rows", "unread_totals"] {
            assert!(!live[table].is_empty(), "{table} has rows to compare");
        }
        for batch in [1, 7, 500] {
            let place = another(&db).await;
            let rebuilt = Views::open(place.views().clone()).await.unwrap();
            let done = replay(&store, &rebuilt, Position::ZERO, world.head, batch, |_| {}).await.unwrap();
            assert_eq!(done.position, world.head);
            assert_eq!(dump(&rebuilt).await, live, "batches of {batch}");
            place.remove().await;
        }
    }

    async fn both_databases_hold_the_same_rows(db: TestDb) {
        let (store, views, world) = world(&db, 2, 300).await;
        let sqlite = TestDb::sqlite().await;
        let other = Views::open(sqlite.views().clone()).await.unwrap();
        replay(&store, &other, Position::ZERO, world.head, 100, |_| {}).await.unwrap();
        assert_eq!(dump(&views).await, dump(&other).await);
        sqlite.remove().await;
    }

    async fn views_that_were_deleted_come_back_at_start(db: TestDb) {
        let (store, views, world) = world(&db, 3, 200).await;
        let before = dump(&views).await;
        delete(&db).await;
        let again = db.second().await;
        let views = Views::open(again.views().clone()).await.unwrap();
        assert_eq!(views.position(), Position::ZERO);
        let running = Running::start(&again, &store, &views);
        assert!(views.wait_for(world.head, PATIENCE).await);
        running.stop().await;
        assert_eq!(dump(&views).await, before);
        again.databases.close().await;
    }

    async fn views_of_another_log_are_built_anew(db: TestDb) {
        let (_, views, _) = world(&db, 4, 100).await;
        // Another log takes the place of this one, as after a restore.
        let place = another(&db).await;
        let store = place.store().await;
        let world = World::write(&mut Pen::new(&store, 5), 150).await;
        let running = Running::start(&db, &store, &views);
        assert!(views.wait_for(world.head, PATIENCE).await);
        running.stop().await;
        let fresh = Views::open(place.views().clone()).await.unwrap();
        replay(&store, &fresh, Position::ZERO, world.head, 500, |_| {}).await.unwrap();
        assert_eq!(dump(&views).await, dump(&fresh).await);
        store.close().await;
        place.remove().await;
    }

    async fn a_stretch_works_in_only_the_streams_that_begin_in_it(db: TestDb) {
        let (store, _, world) = world(&db, 6, 200).await;
        let place = another(&db).await;
        let fresh = Views::open(place.views().clone()).await.unwrap();
        let after = Position(world.head.0 / 2);
        let done = replay(&store, &fresh, after, world.head, 50, |_| {}).await.unwrap();
        assert!(done.left_out > 0 && done.events > 0);
        assert_eq!(i64::try_from(done.events + done.left_out).unwrap(), world.head.0 - after.0);
        let tickets = &dump(&fresh).await["queue_tickets"];
        assert!(tickets.iter().all(|row| row["created_position"].as_i64().unwrap() > after.0));
        place.remove().await;
    }
}

/// Deletes the views as an operator would, while nobody has them open.
async fn delete(db: &TestDb) {
    match db.location() {
        Location::Folder(folder) => {
            db.views().close().await;
            for name in ["views.db", "views.db-wal", "views.db-shm"] {
                let file = folder.join(name);
                if file.exists() {
                    std::fs::remove_file(file).unwrap();
                }
            }
        }
        location @ Location::Postgres(_) => {
            let other = Databases::open(location).await.unwrap();
            other
                .views
                .write::<(), docket_eventstore::db::DbError, _>(|tx| {
                    Box::pin(async move {
                        docket_eventstore::on_tx!(tx, c => {
                            sqlx::raw_sql("DROP SCHEMA views CASCADE").execute(c).await.map(drop)
                        })?;
                        Ok(())
                    })
                })
                .await
                .unwrap();
            other.close().await;
        }
    }
}
