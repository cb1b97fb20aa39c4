//! The index of a view that is built from the first event: left empty while documents come and change, and filled from
//! them at the end, each once and in the order it is read in. That costs a fraction of keeping it up event by event.

use docket_eventstore::db::{Column, DbError, Kind, Table, Tx, sql};
use docket_eventstore::on_tx;
use serde::Serialize;

use super::document::Document;
use super::{DOCUMENTS, NOTES, index};
use crate::cells::{Bind, Cells, Query, fetch};
use crate::schema::{SCHEMA, unhurried};

/// One row while the index is not whole: documents behind this position are not in it.
pub(super) const UNFILLED: Table = Table {
    name: "search_unfilled",
    columns: &[Column::new("name", Kind::Text), Column::new("behind", Kind::Int)],
    key: &["name"],
    indexes: &[],
};

/// Documents that are read at a time. The longest there are have some 300 KiB.
const PAGE: usize = 250;
/// Bytes of words that go into the index in one transaction.
const STRETCH: usize = 8 * 1024 * 1024;

#[derive(Serialize)]
struct Row {
    name: &'static str,
    behind: i64,
}

/// Up to which position documents are in the index and kept there.
pub(super) async fn filled_to(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    Ok(place(tx).await?.unwrap_or(i64::MAX))
}

/// Leaves the index empty. There are no documents yet.
pub(super) async fn leave(tx: &mut Tx<'_>) -> Result<(), DbError> {
    for lookup in index::lookups(tx.dialect()) {
        let text = format!("DROP INDEX IF EXISTS {}", lookup.name);
        on_tx!(tx, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
    }
    UNFILLED.upsert(tx, &[Row { name: index::INDEX, behind: 0 }]).await
}

/// Puts the next stretch of documents into the index. False when all are in it.
pub(super) async fn fill(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let Some(mut behind) = place(tx).await? else { return Ok(false) };
    let mut bytes = 0;
    while bytes < STRETCH {
        let documents = documents_behind(tx, behind).await?;
        index::replace(tx, documents.iter().map(|document| (document, true))).await?;
        bytes += documents.iter().map(Document::bytes).sum::<usize>();
        behind = documents.last().map_or(behind, |document| document.position);
        if documents.len() < PAGE {
            return end(tx).await.map(|()| true);
        }
    }
    UNFILLED.upsert(tx, &[Row { name: index::INDEX, behind }]).await?;
    Ok(true)
}

async fn end(tx: &mut Tx<'_>) -> Result<(), DbError> {
    unhurried(tx).await?;
    for lookup in index::lookups(tx.dialect()) {
        let text = lookup.definition(SCHEMA).replacen("INDEX", "INDEX IF NOT EXISTS", 1);
        on_tx!(tx, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
    }
    UNFILLED.delete(tx, &[Row { name: index::INDEX, behind: 0 }]).await
}

async fn place(tx: &mut Tx<'_>) -> Result<Option<i64>, DbError> {
    let query = Query { text: format!("SELECT behind FROM {}", UNFILLED.name), ..Query::default() };
    Ok(on_tx!(tx, c => fetch!(c, query, behind))?.pop())
}

fn behind(row: &impl Cells) -> Result<i64, sqlx::Error> {
    row.int(0)
}

async fn documents_behind(tx: &mut Tx<'_>, position: i64) -> Result<Vec<Document>, DbError> {
    let mut query = Query::default();
    let position = query.bind(Bind::Int(position));
    query.text = format!(
        "SELECT {} FROM {} d LEFT JOIN {} n ON n.ticket_id = d.ticket_id WHERE d.position > {position} \
         ORDER BY d.position LIMIT {PAGE}",
        super::DOCUMENT,
        DOCUMENTS.name,
        NOTES.name
    );
    Ok(on_tx!(tx, c => fetch!(c, query, super::document))?)
}
