//! Finding: the best hits first, the newest first among these, by page.
//!
//! A hit is as good as the worst of the words is placed: the ticket's key, its subject, its description and form, or
//! anything else. That depends on nothing but the ticket itself, so a page goes on where the one before it ended. It
//! needs no counting either: each tier is read from the newest document on, and no further than the page needs.

use std::collections::BTreeMap;

use docket_domain::PersonId;
use docket_eventstore::db::{Db, Dialect, Tx};
use docket_eventstore::{on_reader, on_tx};
use serde_json::Value;

use super::DOCUMENTS;
use super::expression::Expression;
use super::filling::UNFILLED;
use super::index::{INDEX, WINDOWS, window};
use super::language::SearchQuery;
use super::plan::{Plan, Sight};
use crate::cells::{Bind, Cells, Query, fetch};
use crate::page::{List, Page, PageRequest, rank_key};
use crate::{Found, QueryError, Scope, Sort, TicketFilter, TicketSummary, queue};

/// At least so many of the newest positions are looked through first, on PostgreSQL.
const FIRST_STRETCH: i64 = 1 << 14;
/// So many windows hold a stretch, and one more where it does not begin with one.
const WINDOWS_EACH: i64 = 3;
/// So few hits in all are read at less cost than which of them are in a large window is found out.
const FEW: i64 = 1000;
/// Of more hits than this only the newest are put in another order than by rank.
const SORTED: usize = 2000;

/// What is searched, and for whom.
#[derive(Clone, Debug)]
pub struct Searched<'a> {
    /// What the reader may find.
    pub sight: &'a Sight,
    /// What they look for.
    pub query: &'a SearchQuery,
    /// The list they look in; none for all they may find.
    pub scope: Option<&'a Scope>,
    /// What that list is cut down to.
    pub filter: &'a TicketFilter,
    /// The list's order; none for the best first.
    pub sort: Option<Sort>,
}

/// A ticket that was found.
#[derive(Clone, Copy, Debug)]
struct Hit {
    place: Place,
    /// The place in the log of its opening.
    position: i64,
}

/// Where a hit stands: how good it is, and what orders those that are as good.
type Place = (u8, i64);

pub(crate) async fn tickets(
    db: &Db,
    searched: &Searched<'_>,
    page: &PageRequest,
    reader: PersonId,
) -> Result<Found, QueryError> {
    let Searched { sight, query, scope, filter, sort } = searched;
    let list = List::of(&format!("search {sight:?} {query:?} {scope:?} {filter:?} {sort:?}"));
    let after = list.ranked(page)?;
    let plan = Plan::make(db, sight, *scope, filter, query).await?;
    let Some(bounds) = Bounds::of(db, &plan).await? else {
        return Ok(Found::new(Vec::new(), |items| Page { items, next: None }));
    };
    let wanted = page.rows() + 1;
    let sort = *sort;
    let hits = db
        .read_by_bitmap::<Vec<Hit>, QueryError, _>(move |tx| {
            Box::pin(async move {
                match sort {
                    None => ranked(tx, &plan, bounds, after, wanted).await,
                    Some(sort) => sorted(tx, &plan, bounds, sort, after, wanted).await,
                }
            })
        })
        .await?;
    let page = list.page(page, hits, |hit| rank_key(hit.place));
    let rows = summaries(db, &page.items, reader).await?;
    Ok(Found::new(rows, |items| Page { items, next: page.next }))
}

/// Between which positions documents are: from the first on, before the second.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    from: i64,
    to: i64,
}

impl Bounds {
    /// Those of the plan's days, within what there is; none when no document can be there.
    async fn of(db: &Db, plan: &Plan) -> Result<Option<Self>, QueryError> {
        let mut bounds = Self { from: 0, to: i64::MAX };
        if let Some(day) = plan.from_day {
            match first_since(db, day).await? {
                Some(position) => bounds.from = position,
                None => return Ok(None),
            }
        }
        if let Some(day) = plan.to_day
            && let Some(position) = first_since(db, day).await?
        {
            bounds.to = position;
        }
        let newest = newest(db).await?;
        bounds.to = bounds.to.min(newest.map_or(0, |position| position + 1));
        Ok((bounds.from < bounds.to).then_some(bounds))
    }
}

async fn first_since(db: &Db, day: i64) -> Result<Option<i64>, QueryError> {
    let mut query = Query::default();
    let day = query.bind(Bind::Int(day));
    query.text = format!(
        "SELECT position FROM {} WHERE created_day >= {day} ORDER BY created_day, position LIMIT 1",
        DOCUMENTS.name
    );
    Ok(on_reader!(db, c => fetch!(c, query, position))?.pop())
}

/// The newest document; none while PostgreSQL could find words only by reading everything.
async fn newest(db: &Db) -> Result<Option<i64>, QueryError> {
    let readable = match db.dialect() {
        Dialect::Sqlite => String::new(),
        Dialect::Postgres => format!(" WHERE NOT EXISTS (SELECT 1 FROM {})", UNFILLED.name),
    };
    let query = Query {
        text: format!("SELECT position FROM {}{readable} ORDER BY position DESC LIMIT 1", DOCUMENTS.name),
        ..Query::default()
    };
    Ok(on_reader!(db, c => fetch!(c, query, position))?.pop())
}

async fn ranked(
    tx: &mut Tx<'_>,
    plan: &Plan,
    bounds: Bounds,
    after: Option<Place>,
    wanted: usize,
) -> Result<Vec<Hit>, QueryError> {
    let (first, behind) = after.unwrap_or((0, i64::MAX));
    let mut found = Vec::new();
    for (tier, expression) in (0..).zip(&plan.tiers) {
        if tier < first || found.len() >= wanted {
            continue;
        }
        let to = if tier == first { bounds.to.min(behind) } else { bounds.to };
        let bounds = Bounds { to, ..bounds };
        let positions = newest_hits(tx, plan, expression, bounds, wanted - found.len()).await?;
        found.extend(positions.into_iter().map(|position| Hit { place: (tier, position), position }));
    }
    Ok(found)
}

/// The newest hits, newest first.
async fn newest_hits(
    tx: &mut Tx<'_>,
    plan: &Plan,
    expression: &Expression,
    bounds: Bounds,
    wanted: usize,
) -> Result<Vec<i64>, QueryError> {
    if bounds.to <= bounds.from {
        return Ok(Vec::new());
    }
    match tx.dialect() {
        // FTS5 goes through the hits from the newest on and stops when it has enough.
        Dialect::Sqlite => hits(tx, plan, None, expression, bounds, wanted).await,
        // GIN gives all hits at once, in no order: it is asked for the newest documents first, and for more only where
        // these hold too few. So a page costs as much for a common word as for a rare one.
        Dialect::Postgres => {
            let mut length = FIRST_STRETCH;
            // Few hits of a vague expression may be found in many documents.
            let few = if expression.is_vague() { wanted.try_into().unwrap_or(FEW) } else { FEW };
            while let Some((shift, first)) = newest_windows(bounds, length) {
                let windows = first..=((bounds.to - 1) >> shift);
                let newest = Expression::any_token(windows.map(|number| window(shift, number)));
                let found = hits(tx, plan, Some(&newest), expression, bounds, wanted).await?;
                if found.len() >= wanted {
                    return Ok(found);
                }
                let held = bounds.to - (first << shift);
                // What a status leaves of the hits says nothing about how many there are.
                if plan.statuses.is_empty() && in_all(bounds, held, found.len()) <= few {
                    break;
                }
                length = longer(held, found.len(), wanted);
            }
            hits(tx, plan, None, expression, bounds, wanted).await
        }
    }
}

/// The windows that hold the newest so many positions, and little more: the bits they leave out, and the number of the
/// first. None where these are most of what there is.
fn newest_windows(bounds: Bounds, length: i64) -> Option<(u32, i64)> {
    let shift = WINDOWS.into_iter().find(|shift| WINDOWS_EACH << shift >= length)?;
    let first = (bounds.to - length).max(0) >> shift;
    (first << shift > bounds.from.midpoint(bounds.to)).then_some((shift, first))
}

/// How many hits are to be expected in all when a stretch of this length has so many.
fn in_all(bounds: Bounds, length: i64, found: usize) -> i64 {
    let found = i64::try_from(found).unwrap_or(i64::MAX);
    found.saturating_add(1).saturating_mul(bounds.to - bounds.from) / length.max(1)
}

/// A stretch in which as many hits are to be expected as are wanted, and half as many again, when one of this length has
/// so few.
fn longer(length: i64, found: usize, wanted: usize) -> i64 {
    let times = (3 * wanted + 1) / (2 * found + 1);
    length.saturating_mul(i64::try_from(times).unwrap_or(i64::MAX).max(2))
}

/// Those that both expressions mean; `within` only on PostgreSQL.
async fn hits(
    tx: &mut Tx<'_>,
    plan: &Plan,
    within: Option<&Expression>,
    expression: &Expression,
    bounds: Bounds,
    wanted: usize,
) -> Result<Vec<i64>, QueryError> {
    let dialect = tx.dialect();
    let Some(exact) = expression.text(dialect) else { return Ok(Vec::new()) };
    let mut query = Query::default();
    let expression = match dialect {
        Dialect::Sqlite => query.bind(Bind::Text(exact)),
        Dialect::Postgres => {
            let pairs = expression.in_pairs().text(dialect).filter(|pairs| *pairs != exact);
            let exact = format!("{}::tsquery", query.bind(Bind::Text(exact)));
            match pairs {
                None => exact,
                // What is said to be true is no condition that an index could be asked for.
                Some(pairs) => {
                    format!("{}::tsquery AND (vector @@ {exact}) IS TRUE", query.bind(Bind::Text(pairs)))
                }
            }
        }
    };
    // A condition of its own: GIN then goes on from the one that has the next document furthest on. Of a single expression
    // it asks about each document of the windows whether it has any of the words, which takes it seven times as long for
    // thirty of them.
    let within = within.and_then(|within| within.text(dialect));
    let within = within.map_or_else(String::new, |within| {
        format!("vector @@ {}::tsquery AND ", query.bind(Bind::Text(within)))
    });
    let from = query.bind(Bind::Int(bounds.from));
    let to = query.bind(Bind::Int(bounds.to));
    let (tables, condition) = if plan.statuses.is_empty() {
        (String::new(), String::new())
    } else {
        let statuses: Vec<String> = plan.statuses.iter().map(|status| format!("'{status}'")).collect();
        (
            format!(" CROSS JOIN {} d CROSS JOIN {} t", DOCUMENTS.name, queue::TICKETS.name),
            format!(
                " AND d.position = h.position AND t.ticket_id = d.ticket_id AND t.status IN ({})",
                statuses.join(", ")
            ),
        )
    };
    query.text = match dialect {
        Dialect::Sqlite => format!(
            "SELECT h.rowid FROM {INDEX} h{tables} WHERE h.words MATCH {expression} AND h.rowid >= {from} \
             AND h.rowid < {to}{} ORDER BY h.rowid DESC LIMIT {wanted}",
            condition.replace("h.position", "h.rowid")
        ),
        // The index is asked on its own: in one statement with the order, the planner could rather go through the
        // documents by it.
        Dialect::Postgres => format!(
            "WITH h AS MATERIALIZED (SELECT position FROM {INDEX} WHERE {within}vector @@ {expression}) \
             SELECT h.position FROM h{tables} WHERE h.position >= {from} AND h.position < {to}{condition} \
             ORDER BY h.position DESC LIMIT {wanted}"
        ),
    };
    Ok(on_tx!(tx, c => fetch!(c, query, position))?)
}

/// The newest hits in another order. `after` holds the key of the last row.
async fn sorted(
    tx: &mut Tx<'_>,
    plan: &Plan,
    bounds: Bounds,
    sort: Sort,
    after: Option<Place>,
    wanted: usize,
) -> Result<Vec<Hit>, QueryError> {
    let positions = newest_hits(tx, plan, &plan.all, bounds, SORTED).await?;
    let mut query = Query::default();
    let positions = query.bind(Bind::Text(Value::from(positions).to_string()));
    let (column, descending) = (sort.column(), sort.is_descending());
    let (behind, direction) = if descending { ("<", "DESC") } else { (">", "ASC") };
    let after = match after {
        Some((_, key)) => format!(" AND t.{column} {behind} {}", query.bind(Bind::Int(key))),
        None => String::new(),
    };
    query.text = format!(
        "SELECT d.position, t.{column} {}{after} ORDER BY t.{column} {direction} LIMIT {wanted}",
        of_positions(tx.dialect(), &positions)
    );
    let found = on_tx!(tx, c => fetch!(c, query, position_and_key))?;
    Ok(found.into_iter().map(|(position, key)| Hit { place: (0, key), position }).collect())
}

/// The rows of a list for hits, in their order.
async fn summaries(
    db: &Db,
    hits: &[Hit],
    reader: PersonId,
) -> Result<Vec<(TicketSummary, bool)>, QueryError> {
    let mut query = Query::default();
    let positions = hits.iter().map(|hit| hit.position).collect::<Vec<_>>();
    let positions = query.bind(Bind::Text(Value::from(positions).to_string()));
    query.text = format!("SELECT {} {}", TicketSummary::select(), of_positions(db.dialect(), &positions));
    let rows = TicketSummary::fetch(db, query, reader).await?;
    let mut rows: BTreeMap<i64, (TicketSummary, bool)> =
        rows.into_iter().map(|row| (row.0.created_position.0, row)).collect();
    Ok(hits.iter().filter_map(|hit| rows.remove(&hit.position)).collect())
}

/// The documents and list rows of the positions in the JSON array at a placeholder.
fn of_positions(dialect: Dialect, placeholder: &str) -> String {
    format!(
        "FROM ({}) w CROSS JOIN {} d CROSS JOIN {} t WHERE d.position = w.value AND t.ticket_id = d.ticket_id",
        dialect.ints(placeholder),
        DOCUMENTS.name,
        queue::TICKETS.name,
    )
}

fn position(row: &impl Cells) -> Result<i64, sqlx::Error> {
    row.int(0)
}

fn position_and_key(row: &impl Cells) -> Result<(i64, i64), sqlx::Error> {
    Ok((row.int(0)?, row.int(1)?))
}

#[cfg(test)]
mod tests;
