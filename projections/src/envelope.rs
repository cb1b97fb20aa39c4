//! An event of the log as projectors see it: decoded, with what they may know of its circumstances.

use chrono::{DateTime, Utc};
use docket_domain::{Event, EventMeta};
use docket_eventstore::{ActorId, CommandId, Position, Recorded};
use uuid::Uuid;

use crate::ProjectionError;

/// A decoded event and its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// Its place in the log.
    pub position: Position,
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// Who caused it.
    pub actor: ActorId,
    /// The stream: the aggregate's id.
    pub stream: Uuid,
    /// Its place in the stream.
    pub version: i64,
    /// The command it is part of.
    pub command: CommandId,
    /// What happened.
    pub event: Event,
}

impl Envelope {
    /// Decodes an event of the log.
    ///
    /// # Errors
    /// [`ProjectionError::Decode`] when its kind or version is not known to this program. It must not be skipped: a
    /// view built without it would differ from one built by the next program.
    pub fn decode(recorded: &Recorded) -> Result<Self, ProjectionError> {
        let event = Event::decode(&recorded.kind, recorded.schema_version, &recorded.payload)
            .map_err(|source| ProjectionError::Decode { position: recorded.position, source })?;
        Ok(Self {
            position: recorded.position,
            at: recorded.recorded_at,
            actor: recorded.actor,
            stream: recorded.stream.0,
            version: recorded.version.0,
            command: recorded.command,
            event,
        })
    }

    /// The same in the domain's words.
    pub fn meta(&self) -> EventMeta {
        EventMeta {
            stream: self.stream,
            at: self.at,
            actor: self.actor.0,
            version: self.version,
            position: self.position.0,
        }
    }
}
