//! Commands to write, and what is checked of every log.

use std::future::Future;
use std::time::Duration;

use docket_eventstore::chain::Verifier;
use docket_eventstore::{
    ActorId, Append, Appended, CommandId, CorrelationId, EventId, Expected, NewEvent, Payload, Position,
    Recorded, Store, StreamId,
};
use docket_test_support::wait_until;
use uuid::Uuid;

/// How long a condition may take to come true before the test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn stream() -> StreamId {
    StreamId(Uuid::now_v7())
}

pub(crate) fn event(stream: StreamId, payload: &str) -> NewEvent {
    NewEvent {
        event_id: EventId(Uuid::now_v7()),
        stream,
        kind: "thing.happened",
        schema_version: 1,
        payload: Payload::new(payload),
    }
}

/// A command with these events and no condition.
pub(crate) fn command(events: Vec<NewEvent>) -> Append {
    Append {
        command: CommandId(Uuid::now_v7()),
        fingerprint: [7; 32],
        actor: ActorId(Uuid::now_v7()),
        correlation: CorrelationId(Uuid::now_v7()),
        causation: None,
        expected: Vec::new(),
        events,
        claims: Vec::new(),
        number: None,
    }
}

/// A command with one event.
pub(crate) fn one(stream: StreamId, expected: Expected) -> Append {
    Append { expected: vec![(stream, expected)], ..command(vec![event(stream, "{\"n\":1}")]) }
}

/// The whole log.
pub(crate) async fn all(store: &Store) -> Vec<Recorded> {
    let mut events = Vec::new();
    loop {
        let after = events.last().map_or(Position::ZERO, |event: &Recorded| event.position);
        let page = store.read_after(after, 1000).await.unwrap();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// Reads the whole log and checks what holds of every one: dense positions, dense versions, times that never go
/// back, commands in one piece, a chain that verifies and ends where the head says.
pub(crate) async fn verified(store: &Store) -> Vec<Recorded> {
    let events = all(store).await;
    let mut verifier = Verifier::default();
    let mut versions = std::collections::HashMap::<StreamId, i64>::new();
    let mut ended = std::collections::HashSet::new();
    for (index, event) in events.iter().enumerate() {
        verifier.check(event).unwrap();
        let version = versions.entry(event.stream).or_default();
        *version += 1;
        assert_eq!(event.version.0, *version, "versions of {} are dense", event.stream);
        if let Some(before) = index.checked_sub(1).map(|before| &events[before]) {
            assert!(before.recorded_at <= event.recorded_at, "time went back at {}", event.position);
            if before.command != event.command {
                assert!(ended.insert(before.command), "command {} is in two pieces", before.command);
            }
        }
    }
    let head = store.head().await.unwrap();
    assert_eq!((head.position, head.hash), (verifier.position(), verifier.hash()));
    events
}

/// The events of an answer, as the log has them.
pub(crate) async fn written(store: &Store, appended: &Appended) -> Vec<Recorded> {
    let count = usize::try_from(appended.last.0 - appended.first.0 + 1).unwrap();
    store.read_after(Position(appended.first.0 - 1), count).await.unwrap()
}

/// Waits until something holds.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut holds: impl FnMut() -> F) {
    wait_until(PATIENCE, what, async || holds().await).await;
}
