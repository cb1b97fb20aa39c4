//! The live views against the log.

use docket_audit::{Difference, MAX_DIFFERENCES, Stretch, replay};
use docket_eventstore::{Position, backend_tests};
use docket_projections::{Runner, RunnerOptions, Views};
use tokio_util::sync::CancellationToken;

use crate::support::{meddle, world};

backend_tests! {
    async fn untouched_views_agree_with_the_log(db: TestDb) {
        let (store, views, world) = world(&db, 300).await;
        let mut last = Position::ZERO;
        let report = replay(&store, &views, Stretch::default(), |position| last = position).await.unwrap();
        assert!(report.agrees(), "{report:#?}");
        assert_eq!((report.from, report.to, last), (Position(1), world.head, world.head));
        assert_eq!(i64::try_from(report.events).unwrap(), world.head.0);
        let comparison = report.comparison.unwrap();
        let rows: u64 = report.tables.iter().map(|table| table.rows).sum();
        assert!(rows > 100);
        assert_eq!(comparison.rows, rows);
        // The same log gives the same digests.
        let again = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
        assert_eq!(again.tables, report.tables);
    }

    async fn a_value_changed_by_hand_is_named(db: TestDb) {
        let (store, views, world) = world(&db, 200).await;
        let ticket = world.tickets[3];
        let key = format!("ticket_id={}", ticket.0.simple());
        meddle(db.views(), "UPDATE queue_tickets SET subject = 'Forged' WHERE key = 'AMS-4'").await;
        let report = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
        let comparison = report.comparison.unwrap();
        assert_eq!(comparison.count, 1);
        let [Difference::Value { table, key: found, column, live, replayed }] = &comparison.differences[..]
        else {
            panic!("{:?}", comparison.differences)
        };
        assert_eq!((*table, *column, live.as_str()), ("queue_tickets", "subject", "\"Forged\""));
        assert_eq!(found, &key);
        assert_ne!(replayed, live);
    }

    async fn a_row_that_is_gone_and_a_row_too_many_are_named(db: TestDb) {
        let (store, views, _) = world(&db, 200).await;
        meddle(
            db.views(),
            "DELETE FROM directory_people WHERE email = 'person2@example.org'; \
             UPDATE queue_tickets SET created_position = created_position; \
             INSERT INTO directory_desks (desk_id, key, name, participants_may_add, sign_up, version) \
             SELECT organization_id, 'FAKE', 'Fake', d.participants_may_add, d.sign_up, 1 \
             FROM directory_desks d, directory_organizations o WHERE o.slug = 'radio-0'",
        )
        .await;
        let report = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
        let comparison = report.comparison.unwrap();
        assert_eq!(comparison.count, 2);
        let has = |holds: &dyn Fn(&Difference) -> bool| comparison.differences.iter().any(holds);
        assert!(has(&|d| matches!(d, Difference::Missing { table: "directory_people", .. })));
        assert!(has(&|d| matches!(d, Difference::Surplus { table: "directory_desks", .. })));
    }

    async fn no_more_differences_are_kept_than_anybody_reads(db: TestDb) {
        let (store, views, _) = world(&db, 800).await;
        meddle(db.views(), "UPDATE queue_tickets SET version = 0, priority = 'low', subject = 'x'").await;
        let report = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
        let comparison = report.comparison.unwrap();
        assert_eq!(comparison.differences.len(), MAX_DIFFERENCES);
        assert!(comparison.count > 200);
    }

    async fn a_stretch_is_replayed_without_comparing(db: TestDb) {
        let (store, views, world) = world(&db, 300).await;
        let whole = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
        let first = Stretch { from: Position(1), to: Some(Position(150)) };
        let first = replay(&store, &views, first, |_| {}).await.unwrap();
        assert!(first.comparison.is_none());
        assert_eq!((first.events, first.to), (150, Position(150)));
        assert_ne!(first.tables, whole.tables);
        let rest = Stretch { from: Position(151), to: None };
        let rest = replay(&store, &views, rest, |_| {}).await.unwrap();
        assert!(rest.comparison.is_none() && rest.left_out > 0);
        assert_eq!(i64::try_from(rest.events + rest.left_out).unwrap(), world.head.0 - 150);
    }

    async fn views_are_compared_while_a_runner_fills_them(db: TestDb) {
        let (store, views, mut world) = world(&db, 100).await;
        let running = views.clone();
        let runner = Runner::new(store.clone(), db.ops().clone(), running, RunnerOptions::default());
        let stop = CancellationToken::new();
        let task = tokio::spawn(runner.run(stop.clone()));
        let writing = {
            let store = store.clone();
            tokio::spawn(async move {
                world.grow(&mut docket_projections::testing::Pen::new(&store, 8), 400).await
            })
        };
        while !writing.is_finished() {
            let report = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
            assert!(report.agrees(), "{report:#?}");
        }
        let head = writing.await.unwrap();
        assert!(views.wait_for(head, std::time::Duration::from_secs(60)).await);
        stop.cancel();
        task.await.unwrap();
        let views = Views::open(db.views().clone()).await.unwrap();
        let report = replay(&store, &views, Stretch::default(), |_| {}).await.unwrap();
        assert!(report.agrees(), "{report:#?}");
        assert_eq!(report.to, head);
    }
}
