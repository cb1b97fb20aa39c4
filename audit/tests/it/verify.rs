//! What was done to a log is found, and named by its place.

use docket_audit::{VerifyError, verify};
use docket_eventstore::chain::Broken;
use docket_eventstore::checkpoint::Checkpoint;
use docket_eventstore::db::Dialect;
use docket_eventstore::{Position, backend_tests};

use crate::support::{tamper, world};

backend_tests! {
    async fn an_untouched_log_is_found_whole(db: TestDb) {
        let (store, _, world) = world(&db, 300).await;
        let mut last = Position::ZERO;
        let verified = verify(&store, None, |position| last = position).await.unwrap();
        assert_eq!((verified.head, last), (world.head, world.head));
        assert_eq!(i64::try_from(verified.events).unwrap(), world.head.0);
        assert_eq!(verified.hash, store.head().await.unwrap().hash);
        // From a trusted place.
        let place = &store.read_after(Position(99), 1).await.unwrap()[0];
        let from = Checkpoint { position: place.position, hash: place.hash };
        let rest = verify(&store, Some(from), |_| {}).await.unwrap();
        assert_eq!(i64::try_from(rest.events).unwrap(), world.head.0 - 100);
        assert_eq!(rest.hash, verified.hash);
    }

    async fn an_empty_log_is_whole(db: TestDb) {
        let store = db.store().await;
        assert_eq!(verify(&store, None, |_| {}).await.unwrap().events, 0);
    }

    async fn a_changed_payload_is_named(db: TestDb) {
        let (store, _, _) = world(&db, 100).await;
        let payload = match db.log().dialect() {
            Dialect::Sqlite => "CAST('{}' AS BLOB)",
            Dialect::Postgres => "'{}'::bytea",
        };
        tamper(&db, &format!("UPDATE events SET payload = {payload} WHERE position = 42")).await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert!(matches!(error, VerifyError::Broken(Broken::Hash(Position(42)))), "{error}");
        assert_eq!(error.position(), Some(Position(42)));
    }

    async fn a_changed_actor_is_named(db: TestDb) {
        let (store, _, _) = world(&db, 100).await;
        tamper(&db, "UPDATE events SET actor = event_id WHERE position = 17").await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert_eq!(error.position(), Some(Position(17)));
    }

    async fn a_changed_hash_is_named_even_when_it_is_no_hash(db: TestDb) {
        let (store, _, _) = world(&db, 100).await;
        let short = match db.log().dialect() {
            Dialect::Sqlite => "x'00'",
            Dialect::Postgres => "'\\x00'::bytea",
        };
        tamper(&db, &format!("UPDATE events SET hash = {short} WHERE position = 30")).await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert!(matches!(error, VerifyError::Unreadable { position: Position(30), .. }), "{error}");
    }

    async fn a_deleted_event_is_named(db: TestDb) {
        let (store, _, _) = world(&db, 100).await;
        tamper(&db, "DELETE FROM events WHERE position = 50").await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert_eq!(error.position(), Some(Position(50)));
        assert!(matches!(error, VerifyError::Broken(Broken::Position { found: Position(51), .. })), "{error}");
    }

    async fn two_events_that_changed_places_are_named(db: TestDb) {
        let (store, _, _) = world(&db, 100).await;
        tamper(
            &db,
            "UPDATE events SET position = -1 WHERE position = 60; \
             UPDATE events SET position = 60 WHERE position = 61; \
             UPDATE events SET position = 61 WHERE position = -1",
        )
        .await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert_eq!(error.position(), Some(Position(60)));
    }

    async fn a_tail_that_was_cut_off_is_noticed_by_the_head(db: TestDb) {
        let (store, _, world) = world(&db, 100).await;
        let last = Position(world.head.0 - 3);
        tamper(&db, &format!("DELETE FROM events WHERE position > {last}")).await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert!(
            matches!(error, VerifyError::TailMissing { last: l, head } if l == last && head == world.head),
            "{error}"
        );
        // With the head set back as well, only who has kept the old head's place knows.
        let keep = store.head().await.unwrap();
        tamper_head(&db, &format!("position = {last}, hash = (SELECT hash FROM events WHERE position = {last})"))
            .await;
        assert!(verify(&store, None, |_| {}).await.is_ok());
        let kept = Checkpoint { position: keep.position, hash: keep.hash };
        let error = verify(&store, Some(kept), |_| {}).await.unwrap_err();
        assert_eq!(error.position(), Some(last.next()));
    }

    async fn an_event_behind_the_head_is_noticed(db: TestDb) {
        let (store, _, world) = world(&db, 100).await;
        let head = Position(world.head.0 - 1);
        tamper_head(&db, &format!("position = {head}, hash = (SELECT hash FROM events WHERE position = {head})"))
            .await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert!(matches!(error, VerifyError::BehindHead { found, .. } if found == world.head), "{error}");
    }

    async fn a_head_with_another_hash_is_noticed(db: TestDb) {
        let (store, _, world) = world(&db, 100).await;
        tamper_head(&db, "hash = (SELECT hash FROM events WHERE position = 5)").await;
        let error = verify(&store, None, |_| {}).await.unwrap_err();
        assert!(matches!(error, VerifyError::HeadHash(at) if at == world.head), "{error}");
    }
}

async fn tamper_head(db: &docket_eventstore::testing::TestDb, set: &str) {
    crate::support::meddle(db.log(), &format!("UPDATE log_head SET {set}")).await;
}
