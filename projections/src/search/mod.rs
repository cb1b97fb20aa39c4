//! Search: which tickets hold the words somebody looks for, as far as they may read them.
//!
//! A ticket is one document. Its words are folded here ([`fold`]) and indexed by the database ([`index`]) with what
//! decides who sees it, so that nothing that a reader may not see is counted, ranked or walked through for them.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use docket_domain::TicketId;
use docket_eventstore::Position;
use docket_eventstore::db::{Column, DbError, Dialect, Index, Kind, Table, Tx, ids_json};
use docket_eventstore::on_tx;
use serde::Serialize;
use uuid::Uuid;

use crate::cells::{Bind, Cells, Query, fetch};
use crate::summary::{Folded, ticket_events};
use crate::{Envelope, ProjectionError, Projector};

mod document;
mod excerpt;
mod expression;
mod filling;
mod fold;
mod hits;
mod index;
mod language;
mod names;
mod plan;
#[cfg(test)]
mod testing;

pub use excerpt::{Excerpt, Reading, Segment};
pub use hits::Searched;
pub use language::{SearchError, SearchQuery};
pub use plan::Sight;

pub(crate) use excerpt::excerpts;
pub(crate) use hits::tickets;

use document::{Document, Place, said};

/// One row a ticket: its folded words but for those of internal notes, and what conditions ask for.
pub(crate) const DOCUMENTS: Table = Table {
    name: "search_documents",
    columns: &[
        Column::new("position", Kind::Int),
        Column::new("ticket_id", Kind::Uuid),
        Column::new("created_day", Kind::Int),
        Column::new("facts", Kind::Text),
        Column::new("subject", Kind::Text),
        Column::new("head", Kind::Text),
        Column::new("comments", Kind::Text),
    ],
    key: &["position"],
    indexes: &[
        Index::unique("search_documents_of_ticket", "ticket_id"),
        Index::new("search_documents_by_day", "created_day, position"),
    ],
};

/// The folded words of a ticket's internal notes, where there are any.
const NOTES: Table = Table {
    name: "search_notes",
    columns: &[Column::new("ticket_id", Kind::Uuid), Column::new("words", Kind::Text)],
    key: &["ticket_id"],
    indexes: &[],
};

/// What both sides read on a ticket, as it was written: excerpts are cut out of it. Internal notes are in a table of
/// their own (`ticket_notes`).
const TEXTS: Table = Table {
    name: "search_texts",
    columns: &[
        Column::new("ticket_id", Kind::Uuid),
        Column::new("position", Kind::Int),
        Column::new("part", Kind::Int),
        Column::new("text", Kind::Text),
    ],
    key: &["ticket_id", "position", "part"],
    indexes: &[],
};

#[derive(Serialize)]
struct DocumentRow<'a> {
    position: i64,
    ticket_id: TicketId,
    created_day: i64,
    facts: String,
    subject: &'a str,
    head: &'a str,
    comments: &'a str,
}

#[derive(Serialize)]
struct NotesRow<'a> {
    ticket_id: TicketId,
    words: &'a str,
}

#[derive(Serialize)]
struct TextRow<'a> {
    ticket_id: TicketId,
    position: Position,
    part: usize,
    text: &'a str,
}

/// Keeps what is searched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Search;

#[async_trait]
impl Projector for Search {
    fn name(&self) -> &'static str {
        "search"
    }

    fn version(&self) -> i64 {
        3
    }

    fn tables(&self) -> &'static [Table] {
        &[DOCUMENTS, NOTES, TEXTS, names::NAMES, names::WORDS, filling::UNFILLED]
    }

    fn index(&self, dialect: Dialect, schema: &str) -> Vec<String> {
        index::definition(dialect, schema)
    }

    fn index_table(&self) -> Option<&'static str> {
        Some(index::INDEX)
    }

    async fn leave_index(&self, tx: &mut Tx<'_>) -> Result<(), DbError> {
        filling::leave(tx).await
    }

    async fn fill_index(&self, tx: &mut Tx<'_>) -> Result<bool, DbError> {
        filling::fill(tx).await
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        names::apply(tx, batch).await?;
        let before = load(tx, batch).await?;
        let mut after = before.clone();
        for (envelope, event) in ticket_events(batch) {
            let document = Document::evolve(after.remove(&envelope.stream), event, envelope)
                .map_err(|source| ProjectionError::Replay { position: envelope.position, source })?;
            after.insert(envelope.stream, document);
        }
        after.retain(|id, document| before.get(id) != Some(document));
        let mut rows = Vec::with_capacity(after.len());
        for document in after.values() {
            rows.push(DocumentRow::of(document)?);
        }
        let notes = after.values().filter(|document| !document.notes.is_empty());
        let notes = notes.map(|document| NotesRow { ticket_id: document.ticket_id, words: &document.notes });
        DOCUMENTS.upsert(tx, &rows).await?;
        NOTES.upsert(tx, &notes.collect::<Vec<_>>()).await?;
        TEXTS.insert(tx, &texts(batch)).await?;
        // In the order of the index: the newest words stand together.
        let filled_to = filling::filled_to(tx).await?;
        let mut documents: Vec<&Document> =
            after.values().filter(|document| document.position <= filled_to).collect();
        documents.sort_unstable_by_key(|document| document.position);
        let documents =
            documents.into_iter().map(|document| (document, !before.contains_key(&document.ticket_id.0)));
        index::replace(tx, documents).await?;
        Ok(())
    }
}

impl<'a> DocumentRow<'a> {
    fn of(document: &'a Document) -> Result<Self, DbError> {
        let facts = serde_json::to_string(&document.facts)
            .map_err(|e| DbError::Corrupt { place: DOCUMENTS.name, what: e.to_string() })?;
        Ok(Self {
            position: document.position,
            ticket_id: document.ticket_id,
            created_day: document.created_day,
            facts,
            subject: &document.subject,
            head: &document.head,
            comments: &document.comments,
        })
    }
}

/// The texts that a batch brings and everybody who sees the ticket may read. The subject is on the list's row.
fn texts(batch: &[Envelope]) -> Vec<TextRow<'_>> {
    let mut rows = Vec::new();
    for (envelope, event) in ticket_events(batch) {
        let public = said(event).into_iter().filter(|said| match said.place {
            Place::Head | Place::Comments => true,
            Place::Subject | Place::Notes => false,
        });
        let texts = public.flat_map(|said| said.texts).enumerate();
        rows.extend(texts.map(|(part, text)| TextRow {
            ticket_id: TicketId(envelope.stream),
            position: envelope.position,
            part,
            text,
        }));
    }
    rows
}

/// The columns of a document, in the order in which they are read.
const DOCUMENT: &str =
    "d.position, d.ticket_id, d.created_day, d.facts, d.subject, d.head, d.comments, n.words";

/// The documents that a batch changes, as they are.
async fn load(tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<BTreeMap<Uuid, Document>, ProjectionError> {
    let needed: BTreeSet<Uuid> = Folded::needed(batch);
    if needed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut query = Query::default();
    let ids = query.bind(Bind::Text(ids_json(needed)));
    query.text = format!(
        "SELECT {DOCUMENT} FROM {} d LEFT JOIN {} n ON n.ticket_id = d.ticket_id WHERE {}",
        DOCUMENTS.name,
        NOTES.name,
        tx.dialect().in_ids("d.ticket_id", &ids)
    );
    let documents = on_tx!(tx, c => fetch!(c, query, document)).map_err(DbError::from)?;
    Ok(documents.into_iter().map(|document| (document.ticket_id.0, document)).collect())
}

fn document(row: &impl Cells) -> Result<Document, sqlx::Error> {
    Ok(Document {
        position: row.int(0)?,
        ticket_id: TicketId(row.uuid(1)?),
        created_day: row.int(2)?,
        facts: row.json(3)?,
        subject: row.text(4)?.to_owned(),
        head: row.text(5)?.to_owned(),
        comments: row.text(6)?.to_owned(),
        notes: row.text_option(7)?.unwrap_or_default().to_owned(),
    })
}
