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
    let rows = read_comments(db, ticket, after, page.fetch()).await?;
    Ok(list.page(page, rows, |row| row.position.0.to_be_bytes().to_vec()))
}

pub(crate) async fn comments_and_notes(
    db: &Db,
    ticket: TicketId,
    page: &PageRequest,
) -> Result<Page<Entry>, QueryError> {
    let list = List::of(&format!("comments and notes {ticket}"));
    let after = list.position(page)?;
    let comments = read_comments(db, ticket, after, page.fetch()).await?;
    let notes = read_notes(db, ticket, after, page.fetch()).await?;
    let mut rows: Vec<Entry> =
        comments.into_iter().map(Entry::Comment).chain(notes.into_iter().map(Entry::Note)).collect();
    rows.sort_unstable_by_key(Entry::position);
    Ok(list.page(page, rows, |row| row.position().0.to_be_bytes().to_vec()))
}

async fn read_comments(
    db: &Db,
    ticket: TicketId,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Comment>, QueryError> {
    let query = of_ticket(COMMENTS.name, "comment_id, author_id, side, body", ticket, after, limit);
    Ok(on_reader!(db, c => fetch!(c, query, comment))?)
}

async fn read_notes(
    db: &Db,
    ticket: TicketId,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<Note>, QueryError> {
    let query = of_ticket(NOTES.name, "note_id, author_id, mentions, body", ticket, after, limit);
    Ok(on_reader!(db, c => fetch!(c, query, note))?)
}

fn of_ticket(table: &str, columns: &str, ticket: TicketId, after: Option<i64>, limit: i64) -> Query {
    let mut query = Query::default();
    let ticket = query.bind(Bind::Uuid(ticket.0));
    let after = query.bind(Bind::Int(after.unwrap_or(0)));
    let limit = query.bind(Bind::Int(limit));
    query.text = format!(
        "SELECT {columns}, ticket_id, position, created_at FROM {table} \
         WHERE ticket_id = {ticket} AND position > {after} ORDER BY position LIMIT {limit}"
    );
    query
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
