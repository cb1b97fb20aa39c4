//! The hash chain: its bytes are fixed, and whatever is done to the log, the first wrong position is named.

use chrono::DateTime;
use docket_eventstore::chain::{Broken, Chain, GENESIS, HEADER, Header, Verifier, leaf, link, sha256};
use docket_eventstore::{ActorId, CommandId, CorrelationId, EventId, Position, Recorded, StreamId, Version};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// A log of events that differ in everything.
fn log(length: i64) -> Vec<Recorded> {
    let mut chain = Chain::after(GENESIS);
    (1..=length)
        .map(|n| {
            let unique = u128::try_from(n).unwrap();
            let mut event = Recorded {
                position: Position(n),
                event_id: EventId(id(unique)),
                stream: StreamId(id(1000 + unique)),
                version: Version(n + 5),
                kind: format!("thing.happened_{n}"),
                schema_version: n,
                recorded_at: DateTime::from_timestamp_micros(1_700_000_000_000_000 + n).unwrap(),
                actor: ActorId(id(2000 + unique)),
                command: CommandId(id(3000 + unique)),
                correlation: CorrelationId(id(4000 + unique)),
                causation: (n % 2 == 0).then(|| EventId(id(5000 + unique))),
                payload: format!("{{\"n\":{n}}}").into_bytes(),
                hash: [0; 32],
            };
            event.hash = chain.extend(&Header::of(&event), &sha256(&event.payload));
            event
        })
        .collect()
}

fn verify(events: &[Recorded]) -> Result<Position, Broken> {
    let mut verifier = Verifier::default();
    events.iter().try_for_each(|event| verifier.check(event))?;
    Ok(verifier.position())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_header_is_laid_out_as_documented() {
    let event = &log(2)[1];
    let header = Header::of(event).encode();
    let mut right = Vec::new();
    right.extend(2_i64.to_be_bytes());
    right.extend(id(2).as_bytes());
    right.extend(id(1002).as_bytes());
    right.extend(7_i64.to_be_bytes());
    right.extend(2_i64.to_be_bytes());
    right.extend(1_700_000_000_000_002_i64.to_be_bytes());
    right.extend(id(2002).as_bytes());
    right.extend(id(3002).as_bytes());
    right.extend(id(4002).as_bytes());
    right.push(1);
    right.extend(id(5002).as_bytes());
    right.extend(sha256(b"thing.happened_2"));
    assert_eq!(right.len(), HEADER);
    assert_eq!(hex(&header), hex(&right));
    let mut leaf_bytes = vec![0];
    leaf_bytes.extend(header);
    leaf_bytes.extend(sha256(&event.payload));
    assert_eq!(leaf(&Header::of(event), &sha256(&event.payload)), sha256(&leaf_bytes));
    let previous = log(1)[0].hash;
    let mut link_bytes = vec![2];
    link_bytes.extend(previous);
    link_bytes.extend(sha256(&leaf_bytes));
    assert_eq!(link(&previous, &sha256(&leaf_bytes)), sha256(&link_bytes));
    assert_eq!(event.hash, sha256(&link_bytes));
}

#[test]
fn whatever_is_changed_in_an_event_is_found_at_its_position() {
    type Change = fn(&mut Recorded);
    let changes: [(&str, Change); 12] = [
        ("event id", |e| e.event_id = EventId(id(9))),
        ("stream", |e| e.stream = StreamId(id(9))),
        ("version", |e| e.version = e.version.next()),
        ("kind", |e| e.kind.push('x')),
        ("schema version", |e| e.schema_version += 1),
        ("time", |e| e.recorded_at += chrono::TimeDelta::microseconds(1)),
        ("actor", |e| e.actor = ActorId(id(9))),
        ("command", |e| e.command = CommandId(id(9))),
        ("correlation", |e| e.correlation = CorrelationId(id(9))),
        ("causation", |e| e.causation = e.causation.is_none().then(|| EventId(id(9)))),
        ("payload", |e| e.payload[1] ^= 1),
        ("hash", |e| e.hash[31] ^= 1),
    ];
    for (what, change) in changes {
        for at in [0, 3, 9] {
            let mut events = log(10);
            change(&mut events[at]);
            assert_eq!(verify(&events), Err(Broken::Hash(events[at].position)), "{what} of {at}");
        }
    }
    assert_eq!(verify(&log(10)), Ok(Position(10)));
}

#[test]
fn events_that_are_taken_out_put_in_or_moved_are_found() {
    let mut missing = log(10);
    missing.remove(4);
    assert_eq!(verify(&missing), Err(Broken::Position { expected: Position(5), found: Position(6) }));
    // The hole closed by renumbering.
    for event in &mut missing[4..] {
        event.position = Position(event.position.0 - 1);
    }
    assert_eq!(verify(&missing), Err(Broken::Hash(Position(5))));
    let mut swapped = log(10);
    swapped.swap(2, 3);
    (swapped[2].position, swapped[3].position) = (Position(3), Position(4));
    assert_eq!(verify(&swapped), Err(Broken::Hash(Position(3))));
    let mut twice = log(10);
    twice.insert(4, twice[3].clone());
    assert_eq!(verify(&twice), Err(Broken::Position { expected: Position(5), found: Position(4) }));
}

#[test]
fn verification_can_start_at_a_trusted_place_and_stays_at_the_last_good_one() {
    let events = log(10);
    let mut verifier = Verifier::after(events[4].position, events[4].hash);
    let mut wrong = events[5].clone();
    wrong.payload.push(b' ');
    assert_eq!(verifier.check(&wrong), Err(Broken::Hash(Position(6))));
    assert_eq!((verifier.position(), verifier.hash()), (Position(5), events[4].hash));
    events[5..].iter().try_for_each(|event| verifier.check(event)).unwrap();
    assert_eq!((verifier.position(), verifier.hash()), (Position(10), events[9].hash));
}
