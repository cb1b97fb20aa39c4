//! What all aggregates have in common.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::actor::Actor;

/// What the log knows of an event besides its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventMeta {
    /// The stream it belongs to: the aggregate's id.
    pub stream: Uuid,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Who caused it: a person's id, or [`SYSTEM`](crate::SYSTEM).
    pub actor: Uuid,
    /// Its place in the stream: 1, 2, 3, …
    pub version: i64,
    /// Its place in the whole log.
    pub position: i64,
}

/// What a command knows of the moment it is decided in.
#[derive(Clone, Copy, Debug)]
pub struct CommandContext<'a> {
    /// The time.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub actor: &'a Actor,
}

/// A state folded from events.
pub trait Aggregate: Sized + Clone {
    /// What it is folded from.
    type Event;

    /// The state after one more event. Events are facts: whether they should have happened is `decide`'s question,
    /// so nothing but an impossible order of a stream is refused here.
    ///
    /// # Errors
    /// The stream does not begin with its creation, or has a second one.
    fn evolve(state: Option<Self>, event: &Self::Event, meta: &EventMeta) -> Result<Self, ReplayError>;

    /// The state after some more events.
    ///
    /// # Errors
    /// As [`Aggregate::evolve`].
    fn evolve_all<'e>(
        state: Option<Self>,
        events: impl IntoIterator<Item = (&'e Self::Event, &'e EventMeta)>,
    ) -> Result<Option<Self>, ReplayError>
    where
        Self::Event: 'e,
    {
        events.into_iter().try_fold(state, |state, (event, meta)| Self::evolve(state, event, meta).map(Some))
    }
}

/// A stream that no sequence of commands can have written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplayError {
    /// Something happened to what did not exist.
    #[error("{kind} at version {version} comes before the stream's creation")]
    NotCreated {
        /// The event's kind.
        kind: &'static str,
        /// Its place in the stream.
        version: i64,
    },
    /// Something was created a second time.
    #[error("{kind} at version {version} comes a second time")]
    CreatedTwice {
        /// The event's kind.
        kind: &'static str,
        /// Its place in the stream.
        version: i64,
    },
    /// An event names a part that the stream never created.
    #[error("{kind} at version {version} names what was never added")]
    UnknownPart {
        /// The event's kind.
        kind: &'static str,
        /// Its place in the stream.
        version: i64,
    },
}
