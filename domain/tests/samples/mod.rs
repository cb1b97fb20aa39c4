//! The events of the golden files: each kind once with all it can hold, and once bare where that differs.

use chrono::{DateTime, Utc};
use docket_domain::reading::{Advanced, ReadingEvent};
use docket_domain::{CommentId, Event, NoteId, OrganizationId, PersonId, TicketId};
use uuid::Uuid;

mod directory;
mod site;
mod ticket;

/// An event with the name of its file.
pub(crate) struct Sample {
    /// The file's name without its ending.
    pub(crate) name: &'static str,
    /// What the file holds.
    pub(crate) event: Event,
}

/// All.
pub(crate) fn samples() -> Vec<Sample> {
    let mut all = directory::people();
    all.extend(directory::organizations());
    all.extend(directory::desks());
    all.extend(ticket::tickets());
    all.push(sample("full", reading()));
    all.extend(site::site());
    all
}

fn sample(name: &'static str, event: impl Into<Event>) -> Sample {
    Sample { name, event: event.into() }
}

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

fn person(number: u128) -> PersonId {
    PersonId(uuid(number))
}

fn organization() -> OrganizationId {
    OrganizationId(uuid(0x41))
}

fn reading() -> ReadingEvent {
    Advanced { person: person(1), ticket: TicketId(uuid(0x71)), position: 4_711 }.into()
}

fn comment() -> CommentId {
    CommentId(uuid(0xc1))
}

fn note() -> NoteId {
    NoteId(uuid(0xd1))
}

fn time() -> DateTime<Utc> {
    "2026-02-28T12:34:56.789012Z".parse().unwrap()
}
