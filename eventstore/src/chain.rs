//! The hash chain over the log: who holds a digest of its head can tell whether any earlier event was changed,
//! added, taken out or moved.
//!
//! ```text
//! payload hash = SHA-256(the payload's bytes as stored)
//! leaf         = SHA-256(0x00 ‖ header ‖ payload hash)        (the leaf prefix of RFC 6962)
//! hash(n)      = SHA-256(0x02 ‖ hash(n - 1) ‖ leaf(n))        hash(0) is 32 zero bytes
//! ```
//!
//! The header is 161 bytes. Numbers are big-endian two's complement, ids are the 16 bytes of the UUID in network
//! order:
//!
//! | offset | bytes | what |
//! |---|---|---|
//! | 0 | 8 | position |
//! | 8 | 16 | event id |
//! | 24 | 16 | stream id |
//! | 40 | 8 | version |
//! | 48 | 8 | schema version |
//! | 56 | 8 | recorded at, microseconds since 1970-01-01T00:00:00Z |
//! | 64 | 16 | actor |
//! | 80 | 16 | command id |
//! | 96 | 16 | correlation id |
//! | 112 | 1 | 1 with a causation id, 0 without |
//! | 113 | 16 | causation id, or zeroes |
//! | 129 | 32 | SHA-256 of the type name in UTF-8 |

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{ActorId, CommandId, CorrelationId, EventId, Position, Recorded, StreamId, Version};

/// The chain before the first event.
pub const GENESIS: [u8; 32] = [0; 32];
/// The bytes of a header.
pub const HEADER: usize = 161;

const LEAF_PREFIX: u8 = 0x00;
const LINK_PREFIX: u8 = 0x02;

/// What the chain covers of an event besides its payload.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// Its place in the log.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// Its type.
    pub kind: &'a str,
    /// The version of the payload's shape.
    pub schema_version: i64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// Who caused it.
    pub actor: ActorId,
    /// The command it is part of.
    pub command: CommandId,
    /// The request.
    pub correlation: CorrelationId,
    /// The event it follows from.
    pub causation: Option<EventId>,
}

impl Header<'_> {
    /// The header's bytes, as the table in the module's documentation has them.
    pub fn encode(&self) -> [u8; HEADER] {
        self.encode_with(sha256(self.kind.as_bytes()))
    }

    fn encode_with(&self, kind: [u8; 32]) -> [u8; HEADER] {
        let mut out = [0; HEADER];
        let mut at = 0;
        let mut put = |bytes: &[u8]| {
            out[at..at + bytes.len()].copy_from_slice(bytes);
            at += bytes.len();
        };
        put(&self.position.0.to_be_bytes());
        put(self.event_id.0.as_bytes());
        put(self.stream.0.as_bytes());
        put(&self.version.0.to_be_bytes());
        put(&self.schema_version.to_be_bytes());
        put(&self.recorded_at.timestamp_micros().to_be_bytes());
        put(self.actor.0.as_bytes());
        put(self.command.0.as_bytes());
        put(self.correlation.0.as_bytes());
        put(&[u8::from(self.causation.is_some())]);
        put(self.causation.map_or(Uuid::nil(), |id| id.0).as_bytes());
        put(&kind);
        out
    }
}

/// SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// An event's leaf.
pub fn leaf(header: &Header<'_>, payload_hash: &[u8; 32]) -> [u8; 32] {
    seal(&header.encode(), payload_hash)
}

fn seal(header: &[u8; HEADER], payload_hash: &[u8; 32]) -> [u8; 32] {
    let mut bytes = [0; 1 + HEADER + 32];
    bytes[0] = LEAF_PREFIX;
    bytes[1..=HEADER].copy_from_slice(header);
    bytes[1 + HEADER..].copy_from_slice(payload_hash);
    sha256(&bytes)
}

/// The chain after one more leaf.
pub fn link(previous: &[u8; 32], leaf: &[u8; 32]) -> [u8; 32] {
    let mut bytes = [0; 65];
    bytes[0] = LINK_PREFIX;
    bytes[1..33].copy_from_slice(previous);
    bytes[33..].copy_from_slice(leaf);
    sha256(&bytes)
}

/// Extends the chain, and knows the hashes of the type names it has met.
#[derive(Clone, Debug)]
pub struct Chain {
    head: [u8; 32],
    kinds: Vec<(String, [u8; 32])>,
}

impl Chain {
    /// A chain that goes on after `head`.
    pub fn after(head: [u8; 32]) -> Self {
        Self { head, kinds: Vec::new() }
    }

    /// The hash of the last event.
    pub fn head(&self) -> [u8; 32] {
        self.head
    }

    /// Goes on elsewhere.
    pub fn rewind(&mut self, head: [u8; 32]) {
        self.head = head;
    }

    /// Adds an event and answers its hash.
    pub fn extend(&mut self, header: &Header<'_>, payload_hash: &[u8; 32]) -> [u8; 32] {
        let kind = self.kind_hash(header.kind);
        self.head = link(&self.head, &seal(&header.encode_with(kind), payload_hash));
        self.head
    }

    fn kind_hash(&mut self, kind: &str) -> [u8; 32] {
        if let Some((_, hash)) = self.kinds.iter().find(|(known, _)| known == kind) {
            return *hash;
        }
        let hash = sha256(kind.as_bytes());
        // Type names are few, but a damaged log may hold any number of them.
        if self.kinds.len() < 256 {
            self.kinds.push((kind.to_owned(), hash));
        }
        hash
    }
}

/// Where a log is not what was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An event is missing, or one is there that was not written.
    #[error("position {expected} was expected, {found} was found")]
    Position {
        /// What comes next in a whole log.
        expected: Position,
        /// What was found.
        found: Position,
    },
    /// The event, or the chain before it, was changed.
    #[error("the event at position {0} is not the one that was written")]
    Hash(Position),
}

/// Checks events one after the other.
#[derive(Clone, Debug)]
pub struct Verifier {
    chain: Chain,
    position: Position,
}

impl Default for Verifier {
    fn default() -> Self {
        Self::after(Position::ZERO, GENESIS)
    }
}

impl Verifier {
    /// Starts behind a position whose hash is trusted.
    pub fn after(position: Position, hash: [u8; 32]) -> Self {
        Self { chain: Chain::after(hash), position }
    }

    /// Checks the next event.
    ///
    /// # Errors
    /// [`Broken`]; the verifier then stays where it is.
    pub fn check(&mut self, event: &Recorded) -> Result<(), Broken> {
        let expected = self.position.next();
        if event.position != expected {
            return Err(Broken::Position { expected, found: event.position });
        }
        let before = self.chain.head();
        if self.chain.extend(&Header::of(event), &sha256(&event.payload)) != event.hash {
            self.chain.rewind(before);
            return Err(Broken::Hash(event.position));
        }
        self.position = expected;
        Ok(())
    }

    /// The last position that was found right.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Its hash.
    pub fn hash(&self) -> [u8; 32] {
        self.chain.head()
    }
}

impl<'a> Header<'a> {
    /// The header of an event in the log.
    pub fn of(event: &'a Recorded) -> Self {
        Self {
            position: event.position,
            event_id: event.event_id,
            stream: event.stream,
            version: event.version,
            kind: &event.kind,
            schema_version: event.schema_version,
            recorded_at: event.recorded_at,
            actor: event.actor,
            command: event.command,
            correlation: event.correlation,
            causation: event.causation,
        }
    }
}
