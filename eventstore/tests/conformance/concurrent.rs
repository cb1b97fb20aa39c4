//! Many callers, several stores on one log.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use docket_eventstore::db::Db;
use docket_eventstore::{
    Append, AppendError, Appended, Claim, CommandId, Expected, MAX_BYTES, Position, Recorded, Store,
    StoreOptions, StreamId, Version, backend_tests,
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::support::{command, event, one, stream, verified};

/// Whether an answer is the one that is due.
type Check = fn(&Result<Appended, AppendError>) -> bool;

const WRITERS: usize = 32;
const ROUNDS: usize = 25;

/// Each answered command is in the log once, where its answer says; no refused one is.
fn account(events: &[Recorded], answered: &HashMap<CommandId, Appended>) {
    let mut places: HashMap<CommandId, (Position, Position)> = HashMap::new();
    for event in events {
        let place = places.entry(event.command).or_insert((event.position, event.position));
        place.1 = event.position;
    }
    let told = answered.iter().map(|(command, answer)| (*command, (answer.first, answer.last)));
    assert_eq!(places, told.collect());
}

/// 32 writers on 8 streams with exact versions, so that many are refused, and some events that cannot be written.
async fn contend(stores: &[Store]) -> HashMap<CommandId, Appended> {
    let streams: Vec<StreamId> = (0..8).map(|_| stream()).collect();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let (store, streams) = (stores[writer % stores.len()].clone(), streams.clone());
        writers.spawn(async move {
            let mut answered = Vec::new();
            for round in 0..ROUNDS {
                let target = streams[(writer + round) % streams.len()];
                let version = store.read_stream(target, Version::ZERO).await.unwrap().len();
                let sent = Append {
                    expected: vec![(target, Expected::Exact(Version(i64::try_from(version).unwrap())))],
                    ..command(vec![event(target, "{}"), event(stream(), "{}")])
                };
                let id = sent.command;
                match store.append(sent).await {
                    Ok(answer) => answered.push((id, answer)),
                    Err(AppendError::Conflict { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            answered
        });
    }
    writers.join_all().await.into_iter().flatten().collect()
}

backend_tests! {
    async fn positions_are_dense_and_in_commit_order_under_32_writers(db: TestDb) {
        let store = db.store().await;
        // A reader that never looks back: a position that were committed after a greater one would be lost to it.
        let reader = {
            let store = store.clone();
            tokio::spawn(async move {
                let (mut after, mut seen) = (Position::ZERO, Vec::new());
                loop {
                    let events = store.read_after(after, 7).await.unwrap();
                    after = events.last().map_or(after, |event| event.position);
                    let ended = events.iter().any(|event| event.kind == "test.ended");
                    seen.extend(events);
                    if ended {
                        return seen;
                    }
                }
            })
        };
        let mut answered = contend(std::slice::from_ref(&store)).await;
        let mut end = command(vec![event(stream(), "{}")]);
        end.events[0].kind = "test.ended";
        answered.insert(end.command, store.append(end).await.unwrap());
        let events = verified(&store).await;
        account(&events, &answered);
        assert!(answered.len() < WRITERS * ROUNDS, "some were refused, or the test tests nothing");
        assert_eq!(reader.await.unwrap(), events);
    }

    async fn two_stores_on_one_log_keep_its_order(db: TestDb) {
        let second = db.second().await;
        let stores = [db.store().await, second.store().await];
        let answered = contend(&stores).await;
        account(&verified(&stores[0]).await, &answered);
        second.databases.close().await;
    }

    async fn rolled_back_appends_leave_no_gap(db: TestDb) {
        let store = db.store().await;
        let raw = db.log().clone();
        // Transactions that take the lock, write an event and roll back, between those of the writers.
        let spoiler = tokio::spawn(async move { for _ in 0..20 { roll_one_back(&raw).await; } });
        let answered = contend(std::slice::from_ref(&store)).await;
        spoiler.await.unwrap();
        account(&verified(&store).await, &answered);
    }

    async fn a_rival_that_commits_while_we_wait_for_the_lock_makes_a_conflict(db: TestDb) {
        let second = db.second().await;
        let (ours, theirs) = (db.store().await, second.store().await);
        let target = stream();
        ours.append(one(target, Expected::NoStream)).await.unwrap();
        for version in 1..=30 {
            // Both expect the same version and ask at the same time: one waits for the other's lock, and what it
            // then reads has to be newer than the wait.
            let expected = Expected::Exact(Version(version));
            let (a, b) = tokio::join!(ours.append(one(target, expected)), theirs.append(one(target, expected)));
            let refused = match (a, b) {
                (Ok(_), Err(error)) | (Err(error), Ok(_)) => error,
                other => panic!("one of two wins: {other:?}"),
            };
            let AppendError::Conflict { actual, .. } = refused else { panic!("{refused:?}") };
            assert_eq!(actual, Version(version + 1));
        }
        verified(&ours).await;
        second.databases.close().await;
    }

    async fn a_mixed_batch_fails_only_the_guilty(db: TestDb) {
        let store = db.store().await;
        let (known, owner) = (stream(), Uuid::now_v7());
        let done = Append {
            claims: vec![Claim::Take { scope: "email", name: "taken".to_owned(), owner }],
            ..one(known, Expected::NoStream)
        };
        store.append(done.clone()).await.unwrap();
        for _ in 0..10 {
            let mut tasks = JoinSet::new();
            for kind in 0..60 {
                let (store, done) = (store.clone(), done.clone());
                tasks.spawn(async move {
                    let fresh = one(stream(), Expected::NoStream);
                    let (sent, right): (Append, Check) = match kind % 6 {
                        0 => (fresh, |r| matches!(r, Ok(Appended { duplicate: false, .. }))),
                        1 => (one(known, Expected::NoStream), |r| matches!(r, Err(AppendError::Conflict { .. }))),
                        2 => (done, |r| matches!(r, Ok(Appended { duplicate: true, first: Position(1), .. }))),
                        3 => (Append { fingerprint: [0; 32], ..done }, |r| matches!(r, Err(AppendError::OtherContent))),
                        4 => {
                            let name = "taken".to_owned();
                            let claims = vec![Claim::Take { scope: "email", name, owner: Uuid::now_v7() }];
                            (Append { claims, ..fresh }, |r| matches!(r, Err(AppendError::Taken { .. })))
                        }
                        _ => {
                            let big = command(vec![event(stream(), &"x".repeat(MAX_BYTES + 1))]);
                            (big, |r| matches!(r, Err(AppendError::TooLarge { .. })))
                        }
                    };
                    let answer = store.append(sent).await;
                    assert!(right(&answer), "{kind}: {answer:?}");
                });
            }
            tasks.join_all().await;
        }
        assert_eq!(verified(&store).await.len(), 101);
    }

    async fn later_commands_of_a_batch_see_the_earlier_ones(db: TestDb) {
        let store = db.store().await;
        let target = stream();
        // All expect the first version: whatever batches they end up in, one wins.
        let tasks: JoinSet<_> = (0..40)
            .map(|_| {
                let store = store.clone();
                async move { store.append(one(target, Expected::NoStream)).await }
            })
            .collect();
        let answers = tasks.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
        let conflicts = answers.iter().filter(|a| matches!(a, Err(AppendError::Conflict { actual: Version(1), .. })));
        assert_eq!(conflicts.count(), 39);
        // Appends without a condition all succeed, each at the next version.
        let tasks: JoinSet<_> = (0..40)
            .map(|_| {
                let store = store.clone();
                async move { store.append(one(target, Expected::Any)).await.unwrap().versions[0].1 }
            })
            .collect();
        let versions: HashSet<i64> = tasks.join_all().await.into_iter().map(|version| version.0).collect();
        assert_eq!(versions, (2..=41).collect());
        verified(&store).await;
    }

    async fn a_command_sent_four_times_at_once_on_two_stores_has_one_effect(db: TestDb) {
        let second = db.second().await;
        let stores = [db.store().await, second.store().await];
        for round in 0..40 {
            let target = stream();
            let sent = Append {
                number: Some("n".to_owned()),
                expected: vec![(target, Expected::NoStream)],
                ..command(vec![event(target, "{}"), event(stream(), "{}"), event(target, "{}")])
            };
            let tasks: JoinSet<_> = (0..4)
                .map(|n| {
                    let (store, sent) = (stores[n % 2].clone(), sent.clone());
                    async move { store.append(sent).await.unwrap() }
                })
                .collect();
            let answers = tasks.join_all().await;
            assert_eq!(answers.iter().filter(|answer| !answer.duplicate).count(), 1, "one of them did it");
            for answer in &answers {
                assert_eq!(Appended { duplicate: false, ..answer.clone() }, Appended { duplicate: false, ..answers[0].clone() });
            }
            assert_eq!(answers[0].number, Some(round + 1));
        }
        assert_eq!(verified(&stores[0]).await.len(), 120);
        second.databases.close().await;
    }

    async fn numbers_and_names_stay_unique_across_two_stores(db: TestDb) {
        let second = db.second().await;
        let stores = [db.store().await, second.store().await];
        let tasks: JoinSet<_> = (0..200)
            .map(|n| {
                let store = stores[n % 2].clone();
                async move {
                    let claims = vec![
                        Claim::TakeNumbered { scope: "key", prefix: "AMS-".to_owned(), owner: Uuid::now_v7() },
                        Claim::Take { scope: "email", name: format!("{}", n / 4), owner: Uuid::now_v7() },
                    ];
                    let sent = Append { claims, number: Some("AMS".to_owned()), ..one(stream(), Expected::NoStream) };
                    store.append(sent).await
                }
            })
            .collect();
        let mut numbers: Vec<i64> = Vec::new();
        for answer in tasks.join_all().await {
            match answer {
                Ok(answer) => numbers.extend(answer.number),
                Err(error) => assert!(matches!(error, AppendError::Taken { scope: "email", .. }), "{error}"),
            }
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=50).collect::<Vec<_>>(), "one of each four takes the name, and a number");
        second.databases.close().await;
    }

    async fn another_process_finds_new_events_by_polling_alone(db: TestDb) {
        let second = db.second().await;
        let quick = StoreOptions { poll_interval: Duration::from_millis(20), hints: false, ..StoreOptions::default() };
        let (ours, theirs) = (db.store_with(quick.clone()).await, second.store_with(quick).await);
        let mut watch = theirs.watch();
        ours.append(one(stream(), Expected::NoStream)).await.unwrap();
        tokio::time::timeout(crate::support::PATIENCE, watch.wait_for(|position| *position == Position(1)))
            .await
            .expect("the poll finds it")
            .unwrap();
        second.databases.close().await;
    }
}

async fn roll_one_back(db: &Db) {
    use docket_eventstore::on_tx;
    #[derive(Debug)]
    struct Undo;
    impl From<docket_eventstore::db::DbError> for Undo {
        fn from(_: docket_eventstore::db::DbError) -> Self {
            Self
        }
    }
    const MOVE: &str = "UPDATE log_head SET position = position + 1 WHERE log_id = 1";
    let undone = db
        .write::<(), Undo, _>(|tx| {
            Box::pin(async move {
                on_tx!(tx, c => sqlx::query(MOVE).execute(c).await.map(drop)).map_err(|_| Undo)?;
                tokio::task::yield_now().await;
                Err(Undo)
            })
        })
        .await;
    assert!(undone.is_err());
}

#[tokio::test]
async fn a_notification_wakes_a_store_that_hardly_polls() {
    use docket_eventstore::testing::TestDb;
    let db = TestDb::postgres().await;
    let second = db.second().await;
    let slow = StoreOptions { poll_interval: Duration::from_secs(3600), ..StoreOptions::default() };
    let (ours, theirs) = (db.store_with(slow.clone()).await, second.store_with(slow).await);
    let mut watch = theirs.watch();
    // The listener may not be there yet when the first events are written; it is when a later one is.
    crate::support::until("a hint arrives", || {
        let (ours, mut watch) = (ours.clone(), watch.clone());
        async move {
            ours.append(one(stream(), Expected::NoStream)).await.unwrap();
            tokio::time::timeout(Duration::from_millis(100), watch.changed()).await.is_ok()
        }
    })
    .await;
    assert!(*watch.borrow_and_update() > Position::ZERO);
    second.databases.close().await;
    db.remove().await;
}
