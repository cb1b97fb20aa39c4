//! How far somebody has read a ticket: one stream for each person and ticket, so that reading never gets in the way of
//! writing, and every device of a person knows the same.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::events::event_enum;
use crate::id::{PersonId, TicketId};

#[cfg(test)]
mod tests;

event_enum! {
    /// An event of a reading's stream.
    ReadingEvent {
        "reading.advanced" => Advanced,
    }
}

/// A person has seen a ticket up to a place in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Advanced {
    /// Who.
    pub person: PersonId,
    /// What.
    pub ticket: TicketId,
    /// The position of the last event they have seen. It never goes back.
    pub position: i64,
}

/// How far a person has read a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Who.
    pub person: PersonId,
    /// What.
    pub ticket: TicketId,
    /// The position of the last event they have seen.
    pub position: i64,
}

/// The stream of a person's reading of a ticket: a UUID of version 8 (RFC 9562: free for own use) out of a hash of
/// both, so that it is known without being looked up.
pub fn stream_of(person: PersonId, ticket: TicketId) -> Uuid {
    let mut hasher = Sha256::new();
    hasher.update(b"reading");
    hasher.update(person.0.as_bytes());
    hasher.update(ticket.0.as_bytes());
    let digest: [u8; 32] = hasher.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What it takes that a person has seen a ticket up to a position: nothing where they had seen as much before.
pub fn decide(state: Option<&Reading>, advanced: Advanced) -> Vec<ReadingEvent> {
    let had = state.map_or(0, |reading| reading.position);
    if advanced.position > had { vec![advanced.into()] } else { Vec::new() }
}

impl Aggregate for Reading {
    type Event = ReadingEvent;

    fn evolve(state: Option<Self>, event: &ReadingEvent, _: &EventMeta) -> Result<Self, ReplayError> {
        let ReadingEvent::Advanced(advanced) = event;
        let had = state.map_or(0, |reading| reading.position);
        let Advanced { person, ticket, position } = *advanced;
        Ok(Self { person, ticket, position: position.max(had) })
    }
}
