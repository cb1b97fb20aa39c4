//! The store against a model in memory: the same commands in the same order, the same answers.

use std::collections::HashMap;

use docket_eventstore::{
    Append, AppendError, Appended, Claim, CommandId, Expected, Payload, Position, Store, StreamId, Version,
    backend_tests,
};
use futures_util::future::join_all;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use crate::support::{command, event, verified};

const STREAMS: usize = 6;
const CASES: usize = 60;

/// A command before it gets its ids.
#[derive(Clone, Debug)]
enum Op {
    New {
        writes: Vec<usize>,
        expects: Vec<(usize, Relies)>,
        claims: Vec<ClaimOp>,
        numbered: bool,
    },
    /// The nth command again, with the same content or other.
    Again {
        nth: prop::sample::Index,
        other: bool,
    },
}

#[derive(Clone, Copy, Debug)]
enum Relies {
    Right,
    Wrong,
    Nothing,
    New,
}

#[derive(Clone, Copy, Debug)]
enum ClaimOp {
    Take(u8, u8),
    Release(u8, u8),
    Numbered(u8),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let relies = prop_oneof![
        5 => Just(Relies::Right),
        1 => Just(Relies::Wrong),
        2 => Just(Relies::Nothing),
        1 => Just(Relies::New),
    ];
    let claim = prop_oneof![
        (0..6_u8, 0..3_u8).prop_map(|(name, owner)| ClaimOp::Take(name, owner)),
        (0..6_u8, 0..3_u8).prop_map(|(name, owner)| ClaimOp::Release(name, owner)),
        (0..3_u8).prop_map(ClaimOp::Numbered),
    ];
    let new = (
        prop::collection::vec(0..STREAMS, 1..4),
        prop::collection::vec((0..STREAMS, relies), 0..3),
        prop::collection::vec(claim, 0..3),
        any::<bool>(),
    );
    let op = prop_oneof![
        5 => new.prop_map(|(writes, expects, claims, numbered)| Op::New { writes, expects, claims, numbered }),
        1 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(nth, other)| Op::Again { nth, other }),
    ];
    prop::collection::vec(op, 1..24)
}

#[derive(Default)]
struct Model {
    position: i64,
    versions: HashMap<StreamId, i64>,
    commands: HashMap<CommandId, ([u8; 32], Appended)>,
    owners: HashMap<String, Uuid>,
    number: i64,
}

impl Model {
    fn apply(&mut self, sent: &Append) -> Result<Appended, String> {
        if let Some((fingerprint, answer)) = self.commands.get(&sent.command) {
            if *fingerprint != sent.fingerprint {
                return Err(format!("{:?}", AppendError::OtherContent));
            }
            return Ok(Appended { duplicate: true, ..answer.clone() });
        }
        for (stream, expected) in &sent.expected {
            let actual = Version(self.versions.get(stream).copied().unwrap_or(0));
            if !expected.holds(actual) {
                let refused = AppendError::Conflict { stream: *stream, expected: *expected, actual };
                return Err(format!("{refused:?}"));
            }
        }
        let mut owners = self.owners.clone();
        for claim in &sent.claims {
            let (name, owner) = match claim {
                Claim::Take { name, owner, .. } => (name.clone(), *owner),
                Claim::TakeNumbered { prefix, owner, .. } => (format!("{prefix}{}", self.number + 1), *owner),
                Claim::Release { name, owner, .. } => {
                    if owners.get(name) == Some(owner) {
                        owners.remove(name);
                    }
                    continue;
                }
            };
            if owners.get(&name).is_some_and(|other| *other != owner) {
                return Err(format!("{:?}", AppendError::Taken { scope: "name", name }));
            }
            owners.insert(name, owner);
        }
        self.owners = owners;
        self.number += i64::from(sent.number.is_some());
        let first = Position(self.position + 1);
        let mut versions: Vec<(StreamId, Version)> = Vec::new();
        for event in &sent.events {
            self.position += 1;
            let version = self.versions.entry(event.stream).or_default();
            *version += 1;
            if !versions.iter().any(|(stream, _)| *stream == event.stream) {
                versions.push((event.stream, Version::ZERO));
            }
        }
        for (stream, version) in &mut versions {
            *version = Version(self.versions[stream]);
        }
        let answer = Appended {
            first,
            last: Position(self.position),
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            versions,
            number: sent.number.is_some().then_some(self.number),
            duplicate: false,
        };
        self.commands.insert(sent.command, (sent.fingerprint, answer.clone()));
        Ok(answer)
    }
}

fn owner(n: u8) -> Uuid {
    Uuid::from_u128(u128::from(n) + 1)
}

fn append(op: &Op, streams: &[StreamId], model: &Model, sent: &[Append]) -> Append {
    let (writes, expects, claims, numbered) = match op {
        Op::New { writes, expects, claims, numbered } => (writes, expects, claims, *numbered),
        Op::Again { nth, other } => {
            let Some(before) = (!sent.is_empty()).then(|| nth.get(sent)) else {
                return command(vec![event(streams[0], "{}")]);
            };
            let fingerprint = if *other { [8; 32] } else { before.fingerprint };
            return Append { fingerprint, ..before.clone() };
        }
    };
    let numbered = numbered || claims.iter().any(|claim| matches!(claim, ClaimOp::Numbered(_)));
    let events = writes.iter().map(|&n| {
        let payload = if numbered { Payload::with_number("{\"n\":}", 5) } else { Payload::new("{}") };
        docket_eventstore::NewEvent { payload, ..event(streams[n], "") }
    });
    // The version the model has now; commands before this one in the same batch may make it wrong, in both.
    let expected = expects.iter().map(|&(n, relies)| {
        let version = model.versions.get(&streams[n]).copied().unwrap_or(0);
        let expected = match relies {
            Relies::Right => Expected::Exact(Version(version)),
            Relies::Wrong => Expected::Exact(Version(version + 1)),
            Relies::Nothing => Expected::Any,
            Relies::New => Expected::NoStream,
        };
        (streams[n], expected)
    });
    let claims = claims.iter().map(|claim| match *claim {
        ClaimOp::Take(n, who) => Claim::Take { scope: "name", name: format!("K-{n}"), owner: owner(who) },
        ClaimOp::Release(n, who) => {
            Claim::Release { scope: "name", name: format!("K-{n}"), owner: owner(who) }
        }
        ClaimOp::Numbered(who) => {
            Claim::TakeNumbered { scope: "name", prefix: "K-".to_owned(), owner: owner(who) }
        }
    });
    Append {
        expected: expected.collect(),
        claims: claims.collect(),
        number: numbered.then(|| "n".to_owned()),
        ..command(events.collect())
    }
}

async fn compare(store: &Store, runner: &mut TestRunner) {
    let streams: Vec<StreamId> = (0..STREAMS).map(|_| crate::support::stream()).collect();
    let (mut model, mut sent) = (Model::default(), Vec::new());
    for _ in 0..CASES {
        let ops = ops().new_tree(runner).unwrap().current();
        let batch: Vec<Append> = ops.iter().map(|op| append(op, &streams, &model, &sent)).collect();
        // Futures of one task are polled in order, so they reach the queue in this order.
        let answers = join_all(batch.iter().map(|one| store.append(one.clone()))).await;
        for (one, answer) in batch.iter().zip(answers) {
            let right = model.apply(one);
            let answer = answer
                .map(|answer| Appended { recorded_at: chrono::DateTime::UNIX_EPOCH, ..answer })
                .map_err(|error| format!("{error:?}"));
            assert_eq!(answer, right, "{one:?}");
        }
        sent.extend(batch);
    }
    let events = verified(store).await;
    assert_eq!(events.len(), usize::try_from(model.position).unwrap());
    for (n, who) in (0..200).map(|n| (n, model.owners.get(&format!("K-{n}")))) {
        assert_eq!(store.claimed("name", &format!("K-{n}")).await.unwrap().as_ref(), who);
    }
    for stream in streams {
        let stored = store.read_stream(stream, Version::ZERO).await.unwrap();
        let right: Vec<_> = events.iter().filter(|event| event.stream == stream).cloned().collect();
        assert_eq!(stored, right);
    }
}

backend_tests! {
    async fn the_store_answers_as_the_model_does(db: TestDb) {
        compare(&db.store().await, &mut TestRunner::deterministic()).await;
    }
}
