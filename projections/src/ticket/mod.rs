//! What was written on a ticket: its public comments and, apart from them, its internal notes.
//!
//! Two tables and two types. A customer's query reads the first table only and its answer is of a type that cannot
//! hold a note, so no mistake in a condition can show one.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use docket_domain::ticket::TicketEvent;
use docket_domain::{Body, CommentId, NoteId, PersonId, Side, TicketId};
use docket_eventstore::Position;
use docket_eventstore::db::{Column, Kind, Table, Tx, time};
use serde::Serialize;

use crate::summary::ticket_events;
use crate::{Envelope, ProjectionError, Projector};

mod query;

pub(crate) use query::{comments, comments_and_notes};

/// The public comments.
pub(crate) const COMMENTS: Table = Table {
    name: "ticket_comments",
    columns: &[
        Column::new("ticket_id", Kind::Uuid),
        Column::new("position", Kind::Int),
        Column::new("comment_id", Kind::Uuid),
        Column::new("author_id", Kind::Uuid),
        Column::new("side", Kind::Text),
        Column::new("body", Kind::Text),
        Column::new("created_at", Kind::Time),
    ],
    key: &["ticket_id", "position"],
    indexes: &[],
};

/// The internal notes.
pub(crate) const NOTES: Table = Table {
    name: "ticket_notes",
    columns: &[
        Column::new("ticket_id", Kind::Uuid),
        Column::new("position", Kind::Int),
        Column::new("note_id", Kind::Uuid),
        Column::new("author_id", Kind::Uuid),
        Column::new("body", Kind::Text),
        Column::new("mentions", Kind::Text),
        Column::new("created_at", Kind::Time),
    ],
    key: &["ticket_id", "position"],
    indexes: &[],
};

/// A public comment.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The ticket.
    pub ticket: TicketId,
    /// Its place in the log.
    pub position: Position,
    /// Who wrote it.
    pub author: PersonId,
    /// For which side.
    pub side: Side,
    /// Its text.
    pub body: Body,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// An internal note. For support only.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Its id.
    pub id: NoteId,
    /// The ticket.
    pub ticket: TicketId,
    /// Its place in the log.
    pub position: Position,
    /// Who wrote it.
    pub author: PersonId,
    /// Its text.
    pub body: Body,
    /// The colleagues who were to be told, in the order of their ids.
    pub mentions: Vec<PersonId>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// What support reads on a ticket.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// What customers read as well.
    Comment(Comment),
    /// What only support reads.
    Note(Note),
}

impl Entry {
    /// Its place in the log.
    pub fn position(&self) -> Position {
        match self {
            Self::Comment(comment) => comment.position,
            Self::Note(note) => note.position,
        }
    }
}

#[derive(Serialize)]
struct CommentRow<'a> {
    ticket_id: TicketId,
    position: Position,
    comment_id: CommentId,
    author_id: PersonId,
    side: Side,
    body: &'a Body,
    #[serde(with = "time")]
    created_at: DateTime<Utc>,
}

#[derive(Serialize)]
struct NoteRow<'a> {
    ticket_id: TicketId,
    position: Position,
    note_id: NoteId,
    author_id: PersonId,
    body: &'a Body,
    mentions: String,
    #[serde(with = "time")]
    created_at: DateTime<Utc>,
}

/// Keeps [`COMMENTS`] and [`NOTES`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct TicketTexts;

#[async_trait]
impl Projector for TicketTexts {
    fn name(&self) -> &'static str {
        "ticket"
    }

    fn version(&self) -> i64 {
        1
    }

    fn tables(&self) -> &'static [Table] {
        &[COMMENTS, NOTES]
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let mut comments = Vec::new();
        let mut notes = Vec::new();
        for (envelope, event) in ticket_events(batch) {
            match event {
                TicketEvent::Commented(commented) => comments.push(CommentRow {
                    ticket_id: TicketId(envelope.stream),
                    position: envelope.position,
                    comment_id: commented.comment,
                    author_id: PersonId(envelope.actor.0),
                    side: commented.side,
                    body: &commented.body,
                    created_at: envelope.at,
                }),
                TicketEvent::Noted(noted) => {
                    let mentions: Vec<String> =
                        noted.mentions.iter().map(|person| format!("\"{person}\"")).collect();
                    notes.push(NoteRow {
                        ticket_id: TicketId(envelope.stream),
                        position: envelope.position,
                        note_id: noted.note,
                        author_id: PersonId(envelope.actor.0),
                        body: &noted.body,
                        mentions: format!("[{}]", mentions.join(",")),
                        created_at: envelope.at,
                    });
                }
                TicketEvent::Created(_)
                | TicketEvent::StatusChanged(_)
                | TicketEvent::Held(_)
                | TicketEvent::Resolved(_)
                | TicketEvent::Closed(_)
                | TicketEvent::Reopened(_)
                | TicketEvent::Assigned(_)
                | TicketEvent::Unassigned(_)
                | TicketEvent::PriorityChanged(_)
                | TicketEvent::RequestTypeChanged(_)
                | TicketEvent::SubjectChanged(_)
                | TicketEvent::Shared(_)
                | TicketEvent::Unshared(_)
                | TicketEvent::ParticipantAdded(_)
                | TicketEvent::ParticipantRemoved(_)
                | TicketEvent::Muted(_)
                | TicketEvent::Unmuted(_)
                | TicketEvent::Linked(_)
                | TicketEvent::Unlinked(_)
                | TicketEvent::Attached(_)
                | TicketEvent::AttachmentQuarantined(_) => {}
            }
        }
        COMMENTS.insert(tx, &comments).await?;
        NOTES.insert(tx, &notes).await?;
        Ok(())
    }
}
