//! What becomes of each command of a batch: pure, in the order of arrival, each seeing what the ones before it
//! in the batch did.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Pending;
use super::batch::Mode;
use crate::append::{Appended, Claim};
use crate::chain::{Chain, Header, sha256};
use crate::db::append::{ClaimRow, CommandRow, CounterRow, EventRow, EventRows, Found, HeadRow, Wanted};
use crate::{Append, AppendError, Position, StreamId, Version};

type Name = (String, String);

/// A command of the batch: carried out now, answered from the log or from earlier in the batch, or refused.
#[derive(Debug)]
pub(super) enum Verdict {
    /// It goes into the log with this batch.
    Written(Appended),
    /// It stands in the log already; the answer is to be read from there.
    Repeated(CommandRow),
    /// It does nothing.
    Refused(AppendError),
}

/// What a batch comes to.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) verdicts: Vec<Verdict>,
    pub(super) written: Written,
}

/// What is to be written.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) head: HeadRow,
    pub(super) commands: Vec<CommandRow>,
    pub(super) events: Vec<Place>,
    /// Payloads that had a hole, by the command's and the event's index in the batch.
    pub(super) filled: HashMap<(usize, usize), Vec<u8>>,
    pub(super) released: Vec<ClaimRow>,
    pub(super) taken: Vec<ClaimRow>,
    pub(super) counters: Vec<CounterRow>,
}

/// Where an event of the batch goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    command: usize,
    event: usize,
    version: i64,
    hash: [u8; 32],
}

/// Which facts a batch needs. Numbered names are known only after the counters are read; where `numbers` has the
/// values of the counters, they are asked for as well.
pub(super) fn wanted(batch: &[Pending], numbers: Option<&HashMap<String, i64>>) -> Wanted {
    let mut wanted = Wanted::default();
    let mut next: HashMap<&str, i64> = HashMap::new();
    for append in batch.iter().map(|pending| &pending.append) {
        wanted.commands.push(append.command.0);
        wanted.streams.extend(append.expected.iter().map(|(stream, _)| stream.0));
        wanted.streams.extend(append.events.iter().map(|event| event.stream.0));
        if let Some(counter) = &append.number {
            wanted.counters.push(counter.clone());
            // How far the counter gets depends on which commands are refused: ask for every number it may reach.
            *next.entry(counter).or_default() += 1;
        }
        for claim in &append.claims {
            match claim {
                Claim::Take { scope, name, .. } | Claim::Release { scope, name, .. } => {
                    wanted.claims.push(((*scope).to_owned(), name.clone()));
                }
                Claim::TakeNumbered { scope, prefix, .. } => {
                    let (Some(numbers), Some(counter)) = (numbers, &append.number) else { continue };
                    let value = numbers.get(counter).copied().unwrap_or(0);
                    let reach = next.get(counter.as_str()).copied().unwrap_or(1);
                    let names = (1..=reach).map(|n| ((*scope).to_owned(), format!("{prefix}{}", value + n)));
                    wanted.claims.extend(names);
                }
            }
        }
    }
    for ids in [&mut wanted.streams, &mut wanted.commands] {
        ids.sort_unstable();
        ids.dedup();
    }
    wanted.claims.sort_unstable();
    wanted.claims.dedup();
    wanted.counters.sort_unstable();
    wanted.counters.dedup();
    wanted
}

/// The state the batch's commands are judged by, as it changes from one to the next.
struct State {
    versions: HashMap<Uuid, i64>,
    commands: HashMap<Uuid, CommandRow>,
    owners: HashMap<Name, Option<Uuid>>,
    before: HashMap<Name, Uuid>,
    counters: HashMap<String, i64>,
    counted: Vec<String>,
    position: i64,
}

/// Judges a batch. `now` is the clock's time; an event is never recorded earlier than the one before it.
pub(super) fn decide(batch: &[Pending], found: Found, now: DateTime<Utc>, mode: &Mode) -> Plan {
    let recorded_at = now.max(found.head.recorded_at);
    let mut chain = Chain::after(found.head.hash);
    let before: HashMap<Name, Uuid> =
        found.claims.into_iter().map(|(scope, name, owner)| ((scope, name), owner)).collect();
    let mut state = State {
        versions: found.versions.into_iter().collect(),
        commands: found.commands.into_iter().map(|row| (row.command, row)).collect(),
        owners: HashMap::new(),
        before,
        counters: found.counters.into_iter().collect(),
        counted: Vec::new(),
        position: found.head.position,
    };
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(batch.len());
    let mut in_batch: HashMap<Uuid, Appended> = HashMap::new();
    let mut written = Written {
        head: found.head,
        commands: Vec::new(),
        events: Vec::new(),
        filled: HashMap::new(),
        released: Vec::new(),
        taken: Vec::new(),
        counters: Vec::new(),
    };
    for (index, pending) in batch.iter().enumerate() {
        let append = &pending.append;
        if let Some(done) = state.commands.get(&append.command.0) {
            verdicts.push(if done.fingerprint != append.fingerprint {
                Verdict::Refused(AppendError::OtherContent)
            } else if let Some(first) = in_batch.get(&append.command.0) {
                Verdict::Written(Appended { duplicate: true, ..first.clone() })
            } else {
                Verdict::Repeated(*done)
            });
            continue;
        }
        if let Mode::LookUp(error) = mode {
            verdicts.push(Verdict::Refused(AppendError::Database(Arc::clone(error))));
            continue;
        }
        if let Err(error) = state.admit(append) {
            verdicts.push(Verdict::Refused(error));
            continue;
        }
        let number = append.number.as_ref().map(|counter| state.count(counter));
        let first = state.position + 1;
        let mut versions: Vec<(StreamId, Version)> = Vec::new();
        for (at, event) in append.events.iter().enumerate() {
            state.position += 1;
            let version = state.versions.entry(event.stream.0).or_default();
            *version += 1;
            let version = Version(*version);
            match versions.iter_mut().find(|(stream, _)| *stream == event.stream) {
                Some((_, last)) => *last = version,
                None => versions.push((event.stream, version)),
            }
            let payload_hash = match (pending.payload_hashes.get(at).copied().flatten(), number) {
                (Some(hash), _) => hash,
                (None, number) => {
                    let bytes = fill(&event.payload, number);
                    let hash = sha256(&bytes);
                    written.filled.insert((index, at), bytes);
                    hash
                }
            };
            let header = Header {
                position: Position(state.position),
                event_id: event.event_id,
                stream: event.stream,
                version,
                kind: event.kind,
                schema_version: event.schema_version,
                recorded_at,
                actor: append.actor,
                command: append.command,
                correlation: append.correlation,
                causation: append.causation,
            };
            let hash = chain.extend(&header, &payload_hash);
            written.events.push(Place { command: index, event: at, version: version.0, hash });
        }
        let row = CommandRow {
            command: append.command.0,
            fingerprint: append.fingerprint,
            first,
            last: state.position,
            number,
        };
        state.commands.insert(row.command, row);
        written.commands.push(row);
        let appended = Appended {
            first: Position(first),
            last: Position(state.position),
            recorded_at,
            versions,
            number,
            duplicate: false,
        };
        in_batch.insert(row.command, appended.clone());
        verdicts.push(Verdict::Written(appended));
    }
    if !written.events.is_empty() {
        let head = &mut written.head;
        (head.position, head.hash, head.recorded_at) = (state.position, chain.head(), recorded_at);
    }
    state.changes(&mut written);
    Plan { verdicts, written }
}

impl State {
    /// Checks what the command relies on and carries out its claims; a refused command leaves no trace.
    fn admit(&mut self, append: &Append) -> Result<(), AppendError> {
        for (stream, expected) in &append.expected {
            let actual = Version(self.versions.get(&stream.0).copied().unwrap_or(0));
            if !expected.holds(actual) {
                return Err(AppendError::Conflict { stream: *stream, expected: *expected, actual });
            }
        }
        let mut undo: Vec<(Name, Option<Uuid>)> = Vec::new();
        for claim in &append.claims {
            let (scope, name, owner, take) = match claim {
                Claim::Take { scope, name, owner } => (*scope, name.clone(), *owner, true),
                Claim::Release { scope, name, owner } => (*scope, name.clone(), *owner, false),
                Claim::TakeNumbered { scope, prefix, owner } => {
                    let counter = append.number.as_deref().unwrap_or_default();
                    let number = self.counters.get(counter).copied().unwrap_or(0) + 1;
                    (*scope, format!("{prefix}{number}"), *owner, true)
                }
            };
            let key = (scope.to_owned(), name);
            let has = self.owners.get(&key).copied().unwrap_or_else(|| self.before.get(&key).copied());
            let after = match (has, take) {
                (None, true) => Some(owner),
                (Some(other), true) if other != owner => {
                    self.owners.extend(undo.into_iter().rev());
                    return Err(AppendError::Taken { scope, name: key.1 });
                }
                (Some(holder), false) if holder == owner => None,
                (unchanged, _) => unchanged,
            };
            if after != has {
                undo.push((key.clone(), has));
                self.owners.insert(key, after);
            }
        }
        Ok(())
    }

    /// The next number of a counter.
    fn count(&mut self, counter: &str) -> i64 {
        if !self.counted.iter().any(|known| known == counter) {
            self.counted.push(counter.to_owned());
        }
        let value = self.counters.entry(counter.to_owned()).or_default();
        *value += 1;
        *value
    }

    /// What the batch did to claims and counters.
    fn changes(self, written: &mut Written) {
        for (key, after) in self.owners {
            let before = self.before.get(&key).copied();
            if before == after {
                continue;
            }
            let (scope, name) = key;
            if let Some(owner) = before {
                written.released.push(ClaimRow { scope: scope.clone(), name: name.clone(), owner });
            }
            if let Some(owner) = after {
                written.taken.push(ClaimRow { scope, name, owner });
            }
        }
        for name in self.counted {
            let value = self.counters.get(&name).copied().unwrap_or(0);
            written.counters.push(CounterRow { name, value });
        }
    }
}

/// The payload with the number in its hole.
fn fill(payload: &crate::Payload, number: Option<i64>) -> Vec<u8> {
    match (payload.hole, number) {
        (Some(hole), Some(number)) => {
            let (before, after) = payload.bytes.split_at(hole);
            [before, number.to_string().as_bytes(), after].concat()
        }
        _ => payload.bytes.clone(),
    }
}

impl Written {
    /// The rows of the events table.
    pub(super) fn event_rows<'a>(&'a self, batch: &'a [Pending], after: i64) -> EventRows<'a> {
        let rows = self.events.iter().map(|place| {
            let append = &batch[place.command].append;
            let event = &append.events[place.event];
            let filled = self.filled.get(&(place.command, place.event));
            EventRow {
                event_id: event.event_id.0,
                stream: event.stream.0,
                version: place.version,
                kind: event.kind,
                schema_version: event.schema_version,
                actor: append.actor.0,
                command: append.command.0,
                correlation: append.correlation.0,
                causation: append.causation.map(|id| id.0),
                payload: filled.map_or(event.payload.bytes(), Vec::as_slice),
                hash: place.hash,
            }
        });
        EventRows { after, recorded_at: self.head.recorded_at, rows: rows.collect() }
    }
}
