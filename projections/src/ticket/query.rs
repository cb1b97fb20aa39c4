//! Reading what was written on a ticket, oldest first.

use docket_domain::{CommentId, NoteId, PersonId, TicketId};
use docket_eventstore::Position;
use docket_eventstore::db::Db;
use docket_eventstore::on_reader;

use super::{COMMENTS, Comment, Entry, NOTES, Note};
use crate::QueryError;
use crate::cells::{Bind, Cells, Query, fetch};
use crate::page::{List, Page, PageRequest};

pub(crate) async fn comments(
    db: &Db,
    ticket: TicketId,
    page: &PageRequest,
) -> Result<Page<Comment>, QueryError> {
    let list = List::of(&format!("comments {ticket}"));
    let after = list.position(page)?;
    let mut query = Query::default();
    let range = Range::bind(&mut query, ticket, after, page.fetch());
    query.text = format!("{} ORDER BY position LIMIT {}", range.of(COMMENTS.name, COMMENT), range.limit);
    let rows = on_reader!(db, c => fetch!(c, query, comment))?;
    Ok(list.page(page, rows, |row| row.position.0.to_be_bytes().to_vec()))
}

pub(crate) async fn comments_and_notes(
    db: &Db,
    ticket: TicketId,
    page: &PageRequest,
) -> Result<Page<Entry>, QueryError> {
    let list = List::of(&format!("comments and notes {ticket}"));
    let after = list.position(page)?;
    let mut query = Query::default();
    let range = Range::bind(&mut query, ticket, after, page.fetch());
    query.text = format!(
        "{} UNION ALL {} ORDER BY position LIMIT {}",
        range.of(COMMENTS.name, &format!("{COMMENT}, false")),
        range.of(NOTES.name, &format!("{NOTE}, true")),
        range.limit
    );
    let rows = on_reader!(db, c => fetch!(c, query, entry))?;
    Ok(list.page(page, rows, |row| row.position().0.to_be_bytes().to_vec()))
}

/// In the order [`comment`] reads.
const COMMENT: &str = "comment_id, author_id, side, body, ticket_id, position, created_at";
/// In the order [`note`] reads.
const NOTE: &str = "note_id, author_id, mentions, body, ticket_id, position, created_at";

/// What was written on a ticket behind a position, by the placeholders of its values.
struct Range {
    ticket: String,
    after: String,
    limit: String,
}

impl Range {
    fn bind(query: &mut Query, ticket: TicketId, after: Option<i64>, limit: i64) -> Self {
        Self {
            ticket: query.bind(Bind::Uuid(ticket.0)),
            after: query.bind(Bind::Int(after.unwrap_or(0))),
            limit: query.bind(Bind::Int(limit)),
        }
    }

    fn of(&self, table: &str, columns: &str) -> String {
        let Self { ticket, after, .. } = self;
        format!("SELECT {columns} FROM {table} WHERE ticket_id = {ticket} AND position > {after}")
    }
}

fn comment(row: &impl Cells) -> Result<Comment, sqlx::Error> {
    Ok(Comment {
        id: CommentId(row.uuid(0)?),
        ticket: TicketId(row.uuid(4)?),
        position: Position(row.int(5)?),
        author: PersonId(row.uuid(1)?),
        side: row.parsed(2)?,
        body: row.parsed(3)?,
        created_at: row.time(6)?,
    })
}

fn note(row: &impl Cells) -> Result<Note, sqlx::Error> {
    Ok(Note {
        id: NoteId(row.uuid(0)?),
        ticket: TicketId(row.uuid(4)?),
        position: Position(row.int(5)?),
        author: PersonId(row.uuid(1)?),
        mentions: row.json(2)?,
        body: row.parsed(3)?,
        created_at: row.time(6)?,
    })
}

fn entry(row: &impl Cells) -> Result<Entry, sqlx::Error> {
    Ok(if row.flag(7)? { Entry::Note(note(row)?) } else { Entry::Comment(comment(row)?) })
}
