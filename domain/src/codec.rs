//! Events as the log keeps them: a kind, a schema version and the JSON of the payload alone.
//!
//! * A kind is data. It is matched as a string and never renamed; the payload says nothing of it.
//! * Readers take additional fields in silence, so that an older program reads what a newer one wrote. A field that
//!   is added later has a default; a change of shape is a new schema version; a change of meaning is a new kind.
//! * What is not known is an error and never skipped: a view built without it would differ from the next one.

use serde::Serialize;

use crate::desk::DeskEvent;
use crate::file::AttachedFile;
use crate::organization::OrganizationEvent;
use crate::person::PersonEvent;
use crate::reading::ReadingEvent;
use crate::site::SiteEvent;
use crate::ticket::TicketEvent;
use crate::ticket::event::Created;

#[cfg(test)]
mod tests;

/// Any event of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Of a person.
    Person(PersonEvent),
    /// Of an organization.
    Organization(OrganizationEvent),
    /// Of a desk.
    Desk(DeskEvent),
    /// Of a ticket.
    Ticket(TicketEvent),
    /// Of a person's reading of a ticket.
    Reading(ReadingEvent),
    /// Of the site.
    Site(SiteEvent),
}

/// The kinds of all events, an aggregate after the other.
pub const KINDS: [&[&str]; 6] = [
    PersonEvent::KINDS,
    OrganizationEvent::KINDS,
    DeskEvent::KINDS,
    TicketEvent::KINDS,
    ReadingEvent::KINDS,
    SiteEvent::KINDS,
];

/// The schema version all kinds are in so far.
const VERSION: i64 = 1;

/// Why stored bytes are not an event this program knows.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// No event has that kind: a newer program wrote it.
    #[error("no event has the kind {kind:?}: a newer version of Docket wrote it")]
    UnknownKind {
        /// The kind as stored.
        kind: String,
    },
    /// The kind is known, in other versions.
    #[error("{kind} is not known in schema version {schema_version}: a newer version of Docket wrote it")]
    UnknownVersion {
        /// The kind.
        kind: String,
        /// The version as stored.
        schema_version: i64,
    },
    /// The bytes are not such a payload.
    #[error("the payload of {kind} cannot be read")]
    Payload {
        /// The kind.
        kind: String,
        /// Where and why.
        #[source]
        source: serde_json::Error,
    },
}

impl Event {
    /// The event's name in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Person(event) => event.kind(),
            Self::Organization(event) => event.kind(),
            Self::Desk(event) => event.kind(),
            Self::Ticket(event) => event.kind(),
            Self::Reading(event) => event.kind(),
            Self::Site(event) => event.kind(),
        }
    }

    /// The version of the payload's shape that [`Event::encode`] writes.
    pub fn schema_version(&self) -> i64 {
        match self {
            Self::Person(_)
            | Self::Organization(_)
            | Self::Desk(_)
            | Self::Ticket(_)
            | Self::Reading(_)
            | Self::Site(_) => VERSION,
        }
    }

    /// The files that it says belong to its stream.
    pub fn files(&self) -> &[AttachedFile] {
        match self {
            Self::Ticket(TicketEvent::Attached(attached)) => &attached.files,
            Self::Site(SiteEvent::BrandingChanged(changed)) => changed.logo.as_slice(),
            Self::Person(_)
            | Self::Organization(_)
            | Self::Desk(_)
            | Self::Ticket(_)
            | Self::Reading(_)
            | Self::Site(_) => &[],
        }
    }

    /// The payload as JSON bytes. The same event always gives the same bytes.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Person(event) => event.encode(),
            Self::Organization(event) => event.encode(),
            Self::Desk(event) => event.encode(),
            Self::Ticket(event) => event.encode(),
            Self::Reading(event) => event.encode(),
            Self::Site(event) => event.encode(),
        }
    }

    /// Reads an event of the log.
    ///
    /// # Errors
    /// The kind or its version is unknown, or the payload is not one of its kind.
    pub fn decode(kind: &str, schema_version: i64, payload: &[u8]) -> Result<Self, DecodeError> {
        let aggregate = kind.split_once('.').map(|(aggregate, _)| aggregate);
        let decoded = match aggregate {
            Some("ticket") => TicketEvent::decode(kind, payload).map(|event| event.map(Self::Ticket)),
            Some("person") => PersonEvent::decode(kind, payload).map(|event| event.map(Self::Person)),
            Some("organization") => {
                OrganizationEvent::decode(kind, payload).map(|event| event.map(Self::Organization))
            }
            Some("reading") => ReadingEvent::decode(kind, payload).map(|event| event.map(Self::Reading)),
            Some("site") => SiteEvent::decode(kind, payload).map(|event| event.map(Self::Site)),
            Some("desk") => DeskEvent::decode(kind, payload).map(|event| event.map(Self::Desk)),
            Some(_) | None => None,
        };
        match decoded {
            None => Err(DecodeError::UnknownKind { kind: kind.to_owned() }),
            Some(_) if schema_version != VERSION => {
                Err(DecodeError::UnknownVersion { kind: kind.to_owned(), schema_version })
            }
            Some(Err(source)) => Err(DecodeError::Payload { kind: kind.to_owned(), source }),
            Some(Ok(event)) => Ok(event),
        }
    }
}

impl From<PersonEvent> for Event {
    fn from(event: PersonEvent) -> Self {
        Self::Person(event)
    }
}

impl From<OrganizationEvent> for Event {
    fn from(event: OrganizationEvent) -> Self {
        Self::Organization(event)
    }
}

impl From<DeskEvent> for Event {
    fn from(event: DeskEvent) -> Self {
        Self::Desk(event)
    }
}

impl From<ReadingEvent> for Event {
    fn from(event: ReadingEvent) -> Self {
        Self::Reading(event)
    }
}

impl From<SiteEvent> for Event {
    fn from(event: SiteEvent) -> Self {
        Self::Site(event)
    }
}

impl From<TicketEvent> for Event {
    fn from(event: TicketEvent) -> Self {
        Self::Ticket(event)
    }
}

/// The payload of `ticket.created` without the ticket's number, and the offset at which the number's decimal digits
/// go. The bytes begin `{"key":"AMS-"`, with the hole before the closing quote, whatever number the key has; with
/// the digits put in they are exactly what [`Event::encode`] gives for the numbered key.
pub fn encode_with_hole(created: &Created) -> (Vec<u8>, usize) {
    const BEFORE_KEY: &str = r#"{"key":""#;
    let desk = created.key.desk().clone();
    let offset = BEFORE_KEY.len() + desk.as_str().len() + "-".len();
    let created = Created { key: crate::TicketKey::unnumbered(desk), ..created.clone() };
    (encode_payload(&created), offset)
}

/// A payload is a struct of texts, numbers, lists and maps with text keys, and memory takes all bytes: neither serde
/// nor the writer has a way to fail.
pub(crate) fn encode_payload<T: Serialize>(payload: &T) -> Vec<u8> {
    serde_json::to_vec(payload).expect("a plain struct is always written to memory")
}
