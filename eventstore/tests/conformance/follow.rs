//! Following: everything once, in order, whoever writes and however the wake-up comes.

use std::time::Duration;

use docket_eventstore::{
    Expected, Follower, MAX_EVENTS, Position, Recorded, Store, StoreOptions, backend_tests,
};
use tokio::task::{JoinHandle, JoinSet};

use crate::support::{PATIENCE, command, event, one, stream, verified};

const WRITERS: usize = 32;
const ROUNDS: usize = 15;

/// Follows until `count` events are there; the follower is dropped and made anew at its checkpoint every `life`
/// batches.
fn follow(store: &Store, limit: usize, life: usize, count: usize) -> JoinHandle<Vec<Recorded>> {
    let store = store.clone();
    tokio::spawn(async move {
        let mut seen: Vec<Recorded> = Vec::new();
        while seen.len() < count {
            let after = seen.last().map_or(Position::ZERO, |event| event.position);
            let mut follower = store.follow(after);
            for _ in 0..life {
                // A wait that is given up loses nothing.
                let waited = tokio::time::timeout(Duration::from_millis(30), follower.next(limit)).await;
                seen.extend(waited.map_or(Vec::new(), Result::unwrap));
                if seen.len() >= count {
                    break;
                }
            }
            assert_eq!(follower.position(), seen.last().map_or(Position::ZERO, |event| event.position));
        }
        seen
    })
}

async fn write(store: &Store) {
    let writers: JoinSet<_> = (0..WRITERS)
        .map(|_| {
            let store = store.clone();
            async move {
                for _ in 0..ROUNDS {
                    store.append(one(stream(), Expected::NoStream)).await.unwrap();
                }
            }
        })
        .collect();
    writers.join_all().await;
}

async fn followers_see_all(ours: Store, theirs: Store) {
    let count = WRITERS * ROUNDS;
    let followers = [
        follow(&ours, 1, usize::MAX, count),
        follow(&ours, 500, usize::MAX, count),
        follow(&theirs, 7, usize::MAX, count),
        follow(&theirs, 16, 3, count),
    ];
    write(&ours).await;
    let events = verified(&ours).await;
    assert_eq!(events.len(), count);
    for follower in followers {
        let seen = tokio::time::timeout(PATIENCE, follower).await.expect("all events arrive").unwrap();
        assert_eq!(seen, events, "each once, in order");
    }
}

async fn next_within(follower: &mut Follower, limit: usize) -> Vec<Recorded> {
    tokio::time::timeout(PATIENCE, follower.next(limit)).await.expect("there are events").unwrap()
}

backend_tests! {
    async fn a_follower_misses_nothing_and_repeats_nothing_while_32_writers_append(db: TestDb) {
        let second = db.second().await;
        followers_see_all(db.store().await, second.store().await).await;
        second.databases.close().await;
    }

    async fn a_follower_misses_nothing_without_hints(db: TestDb) {
        let second = db.second().await;
        let polling =
            || StoreOptions { hints: false, poll_interval: Duration::from_millis(25), ..StoreOptions::default() };
        followers_see_all(db.store_with(polling()).await, second.store_with(polling()).await).await;
        second.databases.close().await;
    }

    async fn a_follower_of_whole_commands_never_ends_between_their_events(db: TestDb) {
        let store = db.store().await;
        for count in [1, 3, 2, MAX_EVENTS, 1, 5] {
            store.append(command((0..count).map(|_| event(stream(), "{}")).collect())).await.unwrap();
        }
        let events = verified(&store).await;
        for limit in [1, 2, 4, 100, 1000] {
            let mut follower = store.follow(Position::ZERO).whole_commands();
            let mut seen: Vec<Recorded> = Vec::new();
            while seen.len() < events.len() {
                let batch = next_within(&mut follower, limit).await;
                assert!(batch.len() < limit + MAX_EVENTS);
                seen.extend(batch);
                let cut = events.get(seen.len()).is_some_and(|next| Some(next.command) == seen.last().map(|e| e.command));
                assert!(!cut, "limit {limit}: cut at {}", seen.len());
            }
            assert_eq!(seen, events);
            assert_eq!(follower.ready(limit).await.unwrap(), [], "limit {limit}: the end");
        }
    }

    async fn a_follower_that_waits_is_woken_by_an_append(db: TestDb) {
        let slow = StoreOptions { poll_interval: Duration::from_secs(3600), hints: false, ..StoreOptions::default() };
        let store = db.store_with(slow).await;
        let mut follower = store.follow(Position::ZERO);
        let waiting = tokio::spawn(async move { next_within(&mut follower, 10).await });
        store.append(one(stream(), Expected::NoStream)).await.unwrap();
        assert_eq!(waiting.await.unwrap().len(), 1);
    }

    async fn a_follower_can_start_anywhere(db: TestDb) {
        let store = db.store().await;
        for _ in 0..5 {
            store.append(one(stream(), Expected::NoStream)).await.unwrap();
        }
        let mut follower = store.follow(Position(3));
        assert_eq!(next_within(&mut follower, 1).await[0].position, Position(4));
        follower.seek(Position::ZERO);
        assert_eq!(next_within(&mut follower, 100).await.len(), 5);
    }
}
