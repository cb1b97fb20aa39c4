//! What a command hands to the log, and what it gets back.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::DbError;
use crate::{ActorId, CommandId, CorrelationId, EventId, Position, StreamId, Version};

/// Events one command may write.
pub const MAX_EVENTS: usize = 256;
/// Bytes of payload one command may write.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Bytes of a type name, scope, claimed name or counter name. PostgreSQL's index entries end at 2,700.
pub const MAX_NAME: usize = 512;

/// The bytes of an event's payload, as they will be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    pub(crate) bytes: Vec<u8>,
    pub(crate) hole: Option<usize>,
}

impl Payload {
    /// Bytes that are complete.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), hole: None }
    }

    /// Bytes that lack the number the log assigns: its decimal digits are put in before the byte at `hole`.
    /// The command must name a counter ([`Append::number`]).
    pub fn with_number(bytes: impl Into<Vec<u8>>, hole: usize) -> Self {
        Self { bytes: bytes.into(), hole: Some(hole) }
    }

    /// The bytes as given, without the number.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// One event to be written.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Minted by the caller, UUID v7.
    pub event_id: EventId,
    /// Where it belongs.
    pub stream: StreamId,
    /// Its type: `aggregate.past_tense`.
    pub kind: &'static str,
    /// The version of the payload's shape.
    pub schema_version: i64,
    /// What it says.
    pub payload: Payload,
}

/// What a command relies on about a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It has no events.
    NoStream,
    /// Its last event has this version.
    Exact(Version),
    /// Nothing.
    Any,
}

impl Expected {
    /// Whether a stream at `actual` is as expected.
    pub fn holds(self, actual: Version) -> bool {
        match self {
            Self::NoStream => actual == Version::ZERO,
            Self::Exact(version) => actual == version,
            Self::Any => true,
        }
    }
}

/// A name that must be unique within its scope, taken or given back in the command's transaction. The claims of
/// one command are carried out in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Take a name. Fine when the owner has it already.
    Take {
        /// What kind of name.
        scope: &'static str,
        /// The name, folded by the caller so that equal names are equal bytes.
        name: String,
        /// Who has it from then on.
        owner: Uuid,
    },
    /// Give a name back. Nothing happens when the owner does not have it.
    Release {
        /// What kind of name.
        scope: &'static str,
        /// The name.
        name: String,
        /// Who has it.
        owner: Uuid,
    },
    /// Take the name made of a prefix and the number the log assigns to the command.
    TakeNumbered {
        /// What kind of name.
        scope: &'static str,
        /// What stands before the number.
        prefix: String,
        /// Who has it from then on.
        owner: Uuid,
    },
}

/// One command: events that are written together or not at all.
#[derive(Clone, Debug)]
pub struct Append {
    /// The same id is never carried out twice.
    pub command: CommandId,
    /// Of the command's content: the same id with another fingerprint is refused.
    pub fingerprint: [u8; 32],
    /// Who.
    pub actor: ActorId,
    /// In which request.
    pub correlation: CorrelationId,
    /// Because of which event, where a machine acts on one.
    pub causation: Option<EventId>,
    /// What the command relies on. A stream that is not listed may be at any version; one without events in this
    /// command may be listed.
    pub expected: Vec<(StreamId, Expected)>,
    /// 1 to [`MAX_EVENTS`], together at most [`MAX_BYTES`].
    pub events: Vec<NewEvent>,
    /// Names to take or give back.
    pub claims: Vec<Claim>,
    /// The counter whose next number the command gets: 1, 2, 3, … without gaps, and none for a refused command.
    pub number: Option<String>,
}

/// A command that was carried out. The same command sent again gets the same answer, but for `duplicate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Of its first event.
    pub first: Position,
    /// Of its last event.
    pub last: Position,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// The streams it wrote to, each with the version of its last event there.
    pub versions: Vec<(StreamId, Version)>,
    /// The number it was given.
    pub number: Option<i64>,
    /// Whether it had been carried out before this call.
    pub duplicate: bool,
}

/// Why a command was not carried out.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AppendError {
    /// A stream is not as expected.
    #[error("stream {stream} is at version {actual}, expected was {expected:?}")]
    Conflict {
        /// Which.
        stream: StreamId,
        /// What the command relied on.
        expected: Expected,
        /// Where the stream is.
        actual: Version,
    },
    /// A name has another owner.
    #[error("the name in {scope} is taken")]
    Taken {
        /// What kind of name.
        scope: &'static str,
        /// The name.
        name: String,
    },
    /// The command id was used before with another fingerprint.
    #[error("the command id was used before with other content")]
    OtherContent,
    /// More than [`MAX_EVENTS`] or [`MAX_BYTES`].
    #[error("{events} events with {bytes} bytes are more than one command may write")]
    TooLarge {
        /// How many events.
        events: usize,
        /// How many bytes of payload.
        bytes: usize,
    },
    /// No event.
    #[error("a command writes at least one event")]
    Empty,
    /// The command contradicts itself; a fault of the caller's code.
    #[error("the command is not well-formed: {0}")]
    Invalid(&'static str),
    /// The store was closed, or its disk failed.
    #[error("the log takes no more commands")]
    Stopped,
    /// The database failed. When it is [`DbError::Unavailable`] the command may or may not have been carried out:
    /// sending it again with the same id tells.
    #[error("the log could not be written")]
    Database(#[source] Arc<DbError>),
}

impl From<DbError> for AppendError {
    fn from(error: DbError) -> Self {
        Self::Database(Arc::new(error))
    }
}

impl Append {
    /// Bytes of payload, all events together.
    pub(crate) fn bytes(&self) -> usize {
        self.events.iter().map(|event| event.payload.bytes.len()).sum()
    }

    /// Refuses what no state of the log would make right, before it gets near the lock.
    pub(crate) fn validate(&self) -> Result<(), AppendError> {
        if self.events.is_empty() {
            return Err(AppendError::Empty);
        }
        let bytes = self.bytes();
        if self.events.len() > MAX_EVENTS || bytes > MAX_BYTES {
            return Err(AppendError::TooLarge { events: self.events.len(), bytes });
        }
        // In the chain's header the nil id stands for none.
        if self.causation.is_some_and(|event| event.0.is_nil()) {
            return Err(AppendError::Invalid("the causation is the nil id"));
        }
        let numbered = self.number.is_some();
        for event in &self.events {
            name(event.kind, "a type name is empty, too long or holds a NUL")?;
            if event.schema_version < 1 {
                return Err(AppendError::Invalid("schema versions begin at 1"));
            }
            if event.payload.bytes.contains(&0) {
                return Err(AppendError::Invalid("a payload holds a NUL byte"));
            }
            if let Some(hole) = event.payload.hole {
                if !numbered {
                    return Err(AppendError::Invalid(
                        "a payload waits for a number, but no counter is named",
                    ));
                }
                if hole > event.payload.bytes.len() {
                    return Err(AppendError::Invalid("a payload's hole lies behind its end"));
                }
            }
        }
        for claim in &self.claims {
            match claim {
                Claim::Take { scope, name: taken, .. } | Claim::Release { scope, name: taken, .. } => {
                    name(scope, "a scope is empty, too long or holds a NUL")?;
                    name(taken, "a claimed name is empty, too long or holds a NUL")?;
                }
                Claim::TakeNumbered { scope, prefix, .. } => {
                    name(scope, "a scope is empty, too long or holds a NUL")?;
                    name(prefix, "a claimed name is empty, too long or holds a NUL")?;
                    if !numbered {
                        return Err(AppendError::Invalid(
                            "a name waits for a number, but no counter is named",
                        ));
                    }
                }
            }
        }
        self.number
            .as_deref()
            .map_or(Ok(()), |counter| name(counter, "a counter's name is empty, too long or holds a NUL"))
    }
}

fn name(text: &str, complaint: &'static str) -> Result<(), AppendError> {
    if text.is_empty() || text.len() > MAX_NAME || text.contains('\0') {
        return Err(AppendError::Invalid(complaint));
    }
    Ok(())
}
