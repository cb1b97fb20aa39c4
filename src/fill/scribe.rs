//! Events into numbered, chained rows, in batches for the import.

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use docket_domain::Event;
use docket_eventstore::chain::{Chain, GENESIS, Header, sha256};
use docket_eventstore::{ActorId, CommandId, CorrelationId, EventId, Position, Recorded, StreamId, Version};
use fastrand::Rng;
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Events in a batch.
const BATCH: usize = 5000;

/// What goes into the log in one go.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) events: Vec<Recorded>,
    pub(super) commands: Vec<CommandRow>,
    pub(super) claims: Vec<ClaimRow>,
}

/// A command that was carried out.
#[derive(Debug, Serialize)]
pub(super) struct CommandRow {
    command_id: Uuid,
    fingerprint: String,
    first_position: i64,
    last_position: i64,
    number: Option<u32>,
}

/// A name and who owns it.
#[derive(Debug, Serialize)]
pub(super) struct ClaimRow {
    pub(super) scope: &'static str,
    pub(super) name: String,
    pub(super) owner: Uuid,
}

/// What happened to a stream.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) stream: Uuid,
    pub(super) version: i64,
    pub(super) event: Event,
}

/// Writes commands down, in the order of time.
#[derive(Debug)]
pub(super) struct Scribe {
    pub(super) random: Rng,
    chain: Chain,
    position: i64,
    batch: Batch,
    out: mpsc::Sender<Batch>,
}

impl Scribe {
    pub(super) fn new(seed: u64, out: mpsc::Sender<Batch>) -> Self {
        let chain = Chain::after(GENESIS);
        Self { random: Rng::with_seed(seed), chain, position: 0, batch: Batch::default(), out }
    }

    /// An id as it would have been made at that moment.
    pub(super) fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut bytes = [0; 10];
        self.random.fill(&mut bytes);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// One command.
    pub(super) fn write(
        &mut self,
        at: DateTime<Utc>,
        actor: Uuid,
        facts: Vec<Fact>,
        number: Option<u32>,
    ) -> Result<()> {
        let command = self.id(at);
        let first = self.position + 1;
        for Fact { stream, version, event } in facts {
            self.position += 1;
            let mut recorded = Recorded {
                position: Position(self.position),
                event_id: EventId(self.id(at)),
                stream: StreamId(stream),
                version: Version(version),
                kind: event.kind().to_owned(),
                schema_version: event.schema_version(),
                recorded_at: at,
                actor: ActorId(actor),
                command: CommandId(command),
                correlation: CorrelationId(command),
                causation: None,
                payload: event.encode(),
                hash: [0; 32],
            };
            recorded.hash = self.chain.extend(&Header::of(&recorded), &sha256(&recorded.payload));
            self.batch.events.push(recorded);
        }
        self.batch.commands.push(CommandRow {
            command_id: command,
            fingerprint: "00".repeat(32),
            first_position: first,
            last_position: self.position,
            number,
        });
        if self.batch.events.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    pub(super) fn claim(&mut self, scope: &'static str, name: String, owner: Uuid) {
        self.batch.claims.push(ClaimRow { scope, name, owner });
    }

    fn flush(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        self.out.blocking_send(batch).ok().context("the import has ended early")
    }

    /// Hands out what is left and answers where the log ends.
    pub(super) fn end(mut self) -> Result<(Position, [u8; 32])> {
        self.flush()?;
        Ok((Position(self.position), self.chain.head()))
    }
}
