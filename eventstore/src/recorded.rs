//! An event as it stands in the log.

use chrono::{DateTime, Utc};
use sqlx::{Decode, Row, Type};
use uuid::Uuid;

use crate::{ActorId, CommandId, CorrelationId, EventId, Position, StreamId, Version};

/// The columns of [`Recorded`], in the order [`Recorded::from_row`] reads them; `e` is the events table.
pub(crate) const COLUMNS: &str = "e.position, e.event_id, e.stream_id, e.version, e.type, e.schema_version, \
     e.recorded_at, e.actor, e.command_id, e.correlation_id, e.causation_id, e.payload, e.hash";

/// An event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the log.
    pub position: Position,
    /// Its id.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamId,
    /// Its place in the stream.
    pub version: Version,
    /// Its type: `aggregate.past_tense`.
    pub kind: String,
    /// The version of the payload's shape.
    pub schema_version: i64,
    /// When it was written; never earlier than the event before.
    pub recorded_at: DateTime<Utc>,
    /// Who caused it.
    pub actor: ActorId,
    /// The command it is part of. The events of one command stand side by side.
    pub command: CommandId,
    /// The request.
    pub correlation: CorrelationId,
    /// The event it follows from.
    pub causation: Option<EventId>,
    /// The bytes as written.
    pub payload: Vec<u8>,
    /// The hash chain up to and with this event, see [`crate::chain`].
    pub hash: [u8; 32],
}

impl Recorded {
    pub(crate) fn from_row<'r, R>(row: &'r R) -> Result<Self, sqlx::Error>
    where
        R: Row,
        usize: sqlx::ColumnIndex<R>,
        i64: Decode<'r, R::Database> + Type<R::Database>,
        Uuid: Decode<'r, R::Database> + Type<R::Database>,
        Option<Uuid>: Decode<'r, R::Database> + Type<R::Database>,
        String: Decode<'r, R::Database> + Type<R::Database>,
        DateTime<Utc>: Decode<'r, R::Database> + Type<R::Database>,
        Vec<u8>: Decode<'r, R::Database> + Type<R::Database>,
        &'r [u8]: Decode<'r, R::Database> + Type<R::Database>,
    {
        Ok(Self {
            position: Position(row.try_get(0)?),
            event_id: EventId(row.try_get(1)?),
            stream: StreamId(row.try_get(2)?),
            version: Version(row.try_get(3)?),
            kind: row.try_get(4)?,
            schema_version: row.try_get(5)?,
            recorded_at: row.try_get(6)?,
            actor: ActorId(row.try_get(7)?),
            command: CommandId(row.try_get(8)?),
            correlation: CorrelationId(row.try_get(9)?),
            causation: row.try_get::<Option<Uuid>, _>(10)?.map(EventId),
            payload: row.try_get(11)?,
            hash: hash(row.try_get(12)?)?,
        })
    }
}

/// A stored digest.
pub(crate) fn hash(bytes: &[u8]) -> Result<[u8; 32], sqlx::Error> {
    bytes.try_into().map_err(|_| sqlx::Error::Decode(format!("a hash of {} bytes", bytes.len()).into()))
}
