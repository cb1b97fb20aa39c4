//! The statements of the lists.
//!
//! A page is merged from one range of an index for each status (and organization) it shows, each cut to the page's
//! length: however many tickets there are, a page of 25 reads at most 26 rows a range.

use std::fmt::Write;

use docket_eventstore::Position;
use docket_eventstore::db::{Db, ids_json};
use docket_eventstore::on_reader;

use super::{Scope, Sort, TicketFilter, statuses};
use crate::cells::{Bind, Query, fetch};
use crate::customer_tickets::{self, Relation};
use crate::page::{List, Page, PageRequest};
use crate::{QueryError, TicketSummary, organization_tickets, queue};

/// More organizations than this are read as one range each no longer; nobody's own memberships are that many.
const MAX_RANGES: usize = 16;

pub(crate) async fn tickets(
    db: &Db,
    scope: &Scope,
    filter: &TicketFilter,
    sort: Sort,
    page: &PageRequest,
) -> Result<Page<TicketSummary>, QueryError> {
    let list = List::of(&format!("tickets {scope:?} {filter:?} {sort:?}"));
    let after = list.position(page)?;
    let query = query(db, scope, filter, sort, after, page.fetch());
    let rows = match query {
        Some(query) => on_reader!(db, c => fetch!(c, query, TicketSummary::from_cells))?,
        None => Vec::new(),
    };
    let key = |row: &TicketSummary| {
        let Position(position) = if sort.by_update() { row.updated_position } else { row.created_position };
        position.to_be_bytes().to_vec()
    };
    Ok(list.page(page, rows, key))
}

/// The statement; none when the scope is empty. The limit stands in the text, for the planner to know that it is small.
pub(super) fn query(
    db: &Db,
    scope: &Scope,
    filter: &TicketFilter,
    sort: Sort,
    after: Option<i64>,
    limit: i64,
) -> Option<Query> {
    let mut query = Query::default();
    let (table, keys) = match scope {
        Scope::Mine(person) => {
            (customer_tickets::TICKETS.name, vec![relation(&mut query, person.0, Relation::Mine)])
        }
        Scope::Shared(person) => {
            (customer_tickets::TICKETS.name, vec![relation(&mut query, person.0, Relation::Shared)])
        }
        Scope::Organizations(ids) if ids.len() <= MAX_RANGES => {
            // The same organization twice would list its tickets twice.
            let mut ids: Vec<_> = ids.iter().map(|id| id.0).collect();
            ids.sort_unstable();
            ids.dedup();
            let keys =
                ids.into_iter().map(|id| format!("t.shared_with = {} AND ", query.bind(Bind::Uuid(id))));
            (organization_tickets::TICKETS.name, keys.collect())
        }
        Scope::Organizations(ids) => {
            let ids = query.bind(Bind::Text(ids_json(ids.iter().map(|id| id.0))));
            let key = format!("{} AND ", db.dialect().in_ids("t.shared_with", &ids));
            (organization_tickets::TICKETS.name, vec![key])
        }
        Scope::Queue | Scope::All => (queue::TICKETS.name, vec![String::new()]),
    };
    let rest = rest(&mut query, filter, sort, after);
    let (column, direction) = (sort.column(), if sort.is_descending() { "DESC" } else { "ASC" });
    let select = TicketSummary::select();
    let mut ranges = Vec::new();
    for key in &keys {
        for status in statuses(scope, filter.status) {
            ranges.push(format!(
                "SELECT {select} FROM {table} t WHERE {key}t.status = '{status}'{rest} \
                 ORDER BY t.{column} {direction} LIMIT {limit}"
            ));
        }
    }
    if ranges.len() > 1 {
        let all = ranges.iter().map(|range| format!("SELECT * FROM ({range}) r"));
        let all = all.collect::<Vec<_>>().join(" UNION ALL ");
        query.text = format!("SELECT * FROM ({all}) u ORDER BY {column} {direction} LIMIT {limit}");
    } else {
        query.text = ranges.pop()?;
    }
    Some(query)
}

fn relation(query: &mut Query, person: uuid::Uuid, relation: Relation) -> String {
    let person = query.bind(Bind::Uuid(person));
    format!("t.person_id = {person} AND t.relation = '{}' AND ", relation.as_str())
}

/// What holds for every range: the rest of the filter, and where the page begins.
fn rest(query: &mut Query, filter: &TicketFilter, sort: Sort, after: Option<i64>) -> String {
    let TicketFilter { status: _, desk, request_type, assignee, organization } = filter;
    let conditions = [
        ("desk =", desk.as_ref().map(|key| Bind::Text(key.as_str().to_owned()))),
        ("request_type =", request_type.as_ref().map(|key| Bind::Text(key.as_str().to_owned()))),
        ("assignee_id =", assignee.map(|id| Bind::Uuid(id.0))),
        ("organization_id =", organization.map(|id| Bind::Uuid(id.0))),
    ];
    let mut text = String::new();
    for (condition, value) in conditions {
        if let Some(value) = value {
            let placeholder = query.bind(value);
            // Writing to a String cannot fail.
            let _ = write!(text, " AND t.{condition} {placeholder}");
        }
    }
    if let Some(position) = after {
        let behind = if sort.is_descending() { "<" } else { ">" };
        let placeholder = query.bind(Bind::Int(position));
        let _ = write!(text, " AND t.{} {behind} {placeholder}", sort.column());
    }
    text
}
