//! The index of a view that is built from the first event: left empty while documents come and change, and filled from
//! them at the end, each once and in the order it is read in. That costs a fraction of keeping it up event by event.

use docket_eventstore::db::{Column, DbError, Dialect, Kind, Table, Tx, sql};
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

/// In place of a position: all documents are in the index.
const FILLED: i64 = i64::MAX - 1;
/// In place of a position: the same, and the parts of the index are being merged.
const MERGING: i64 = i64::MAX;
/// Pages of the index that are merged in one transaction.
const MERGED: i64 = 2000;

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

/// Puts the next stretch of documents into the index, and makes it quick to read when all are in it. False when nothing is
/// left to be done.
pub(super) async fn fill(tx: &mut Tx<'_>) -> Result<bool, DbError> {
    let Some(mut behind) = place(tx).await? else { return Ok(false) };
    match (tx.dialect(), behind) {
        (Dialect::Postgres, FILLED) => return end(tx).await.map(|()| true),
        (Dialect::Sqlite, FILLED) => {
            merge(tx, -MERGED).await?;
            UNFILLED.upsert(tx, &[Row { name: index::INDEX, behind: MERGING }]).await?;
            return Ok(true);
        }
        (Dialect::Sqlite, MERGING) => {
            if !merge(tx, MERGED).await? {
                end(tx).await?;
            }
            return Ok(true);
        }
        _ => {}
    }
    let mut bytes = 0;
    while bytes < STRETCH {
        let documents = documents_behind(tx, behind).await?;
        index::replace(tx, documents.iter().map(|document| (document, true))).await?;
        bytes += documents.iter().map(Document::bytes).sum::<usize>();
        behind = documents.last().map_or(behind, |document| document.position);
        if documents.len() < PAGE {
            behind = FILLED;
            break;
        }
    }
    UNFILLED.upsert(tx, &[Row { name: index::INDEX, behind }]).await?;
    Ok(true)
}

/// Merges so many pages of the parts that FTS5's index is made up of, all of them where the number is negative. False when
/// there is nothing to merge. Each word of a search is looked up in each part: thirty spellings of a word as it is typed,
/// in fourteen parts of the index of a million tickets, cost ten times as much as in one. What is written later adds small
/// parts, which FTS5 merges by itself.
async fn merge(tx: &mut Tx<'_>, pages: i64) -> Result<bool, DbError> {
    let before = changes(tx).await?;
    let text = format!("INSERT INTO {0} ({0}, rank) VALUES ('merge', {pages})", index::INDEX);
    on_tx!(tx, c => sqlx::query(sql(text)).execute(c).await.map(drop))?;
    // Below two, nothing was merged (FTS5, "The 'merge' command").
    Ok(changes(tx).await? - before >= 2)
}

async fn changes(tx: &mut Tx<'_>) -> Result<i64, DbError> {
    Ok(on_tx!(tx, c => sqlx::query_scalar("SELECT total_changes()").fetch_one(c).await)?)
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

#[cfg(test)]
mod tests;
