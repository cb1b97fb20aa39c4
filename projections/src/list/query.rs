//! The statements of the lists.
//!
//! A page is merged from one range of an index for each status (and organization) it shows, each cut to the page's
//! length: however many tickets there are, a page of 25 reads at most 26 entries a range.

use docket_domain::{PersonId, RequestTypeKey};
use docket_eventstore::Position;
use docket_eventstore::db::{Db, Dialect, sql};
use docket_eventstore::on_reader;

use super::ranges::{Ranges, kind_of_any_desk};
use super::{Found, Scope, Sort, TicketFilter};
use crate::cells::{Bind, Query};
use crate::page::{List, PageRequest};
use crate::{QueryError, TicketSummary, queue};

pub(crate) async fn tickets(
    db: &Db,
    scope: &Scope,
    filter: &TicketFilter,
    sort: Sort,
    page: &PageRequest,
    reader: PersonId,
) -> Result<Found, QueryError> {
    let list = List::of(&format!("tickets {scope:?} {filter:?} {sort:?}"));
    let after = list.position(page)?;
    let desks = match kind_of_any_desk(scope, filter) {
        Some(kind) => desks(db, kind).await?,
        None => Vec::new(),
    };
    let query = query(db.dialect(), scope, filter, sort, after, page.fetch(), &desks);
    let rows = match query {
        Some(query) => TicketSummary::fetch(db, query, reader).await?,
        None => Vec::new(),
    };
    let key = |row: &TicketSummary| {
        let Position(position) = if sort.by_update() { row.updated_position } else { row.created_position };
        position.to_be_bytes().to_vec()
    };
    Ok(Found::new(rows, |rows| list.page(page, rows, key)))
}

/// The keys of the desks there are tickets of a kind of, each desk found by one step in an index and asked by another: most
/// kinds are of few desks, and each desk is a range for each status.
pub(super) async fn desks(db: &Db, kind: &RequestTypeKey) -> Result<Vec<String>, QueryError> {
    let text = format!(
        "WITH RECURSIVE d(desk) AS (SELECT min(desk) FROM {0} UNION ALL \
         SELECT (SELECT min(desk) FROM {0} WHERE desk > d.desk) FROM d WHERE d.desk IS NOT NULL) \
         SELECT desk FROM d WHERE EXISTS (SELECT 1 FROM {0} t WHERE t.desk = d.desk AND t.request_type = $1)",
        queue::TICKETS.name
    );
    Ok(on_reader!(db, c => sqlx::query_scalar(sql(text)).bind(kind.as_str()).fetch_all(c).await)?)
}

/// The statement; none when the scope is empty. The limit stands in the text, for the planner to know that it is small.
pub(super) fn query(
    dialect: Dialect,
    scope: &Scope,
    filter: &TicketFilter,
    sort: Sort,
    after: Option<i64>,
    limit: i64,
    desks: &[String],
) -> Option<Query> {
    let mut query = Query::default();
    let Ranges { table, conditions, lead, index } = Ranges::of(&mut query, dialect, scope, filter, desks);
    let (column, direction) = (sort.column(), if sort.is_descending() { "DESC" } else { "ASC" });
    let begin = after.map_or_else(String::new, |position| {
        let behind = if sort.is_descending() { "<" } else { ">" };
        format!(" AND t.{column} {behind} {}", query.bind(Bind::Int(position)))
    });
    let lead = lead.map_or_else(String::new, |lead| format!("t.{lead} {direction}, "));
    let order = if sort.by_update() { "by_update" } else { "by_creation" };
    let indexed = index.map_or_else(String::new, |index| dialect.indexed_by(&format!("{index}_{order}")));
    let select = TicketSummary::select();
    let range = |columns: &str, condition: &String| {
        format!(
            "SELECT {columns} FROM {table} t {indexed} WHERE {condition}{begin} \
             ORDER BY {lead}t.{column} {direction} LIMIT {limit}"
        )
    };
    query.text = match conditions.as_slice() {
        [] => return None,
        [condition] => range(&select, condition),
        conditions => {
            let merged = |columns: &str| {
                let ranges = conditions.iter().map(|condition| range(columns, condition));
                let all = ranges.map(|range| format!("SELECT * FROM ({range}) r"));
                all.collect::<Vec<_>>().join(" UNION ALL ")
            };
            match dialect {
                // Reads no further in each range than the page needs.
                Dialect::Postgres => format!(
                    "SELECT * FROM ({}) u ORDER BY {column} {direction} LIMIT {limit}",
                    merged(&select)
                ),
                // Sorts the keys alone, which stand in the index, and reads the rows of those that are left. The limit
                // of the inner query keeps the ranges from being merged two by two, which takes ten times as long for
                // twenty of them.
                Dialect::Sqlite => format!(
                    "SELECT {select} FROM (SELECT place, key FROM ({} LIMIT -1) u ORDER BY key {direction} \
                     LIMIT {limit}) m CROSS JOIN {table} t WHERE t.rowid = m.place ORDER BY m.key {direction}",
                    merged(&format!("t.rowid AS place, t.{column} AS key"))
                ),
            }
        }
    };
    Some(query)
}
