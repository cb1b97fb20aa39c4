//! Which ranges of which index a list reads.
//!
//! A list names one of its filters as the one whose index is read (the driver); the others are asked of the entries of
//! that index. So however few tickets are left by all filters together, what is read is bounded by what is left by the
//! driver, and that is the filter that leaves least as a rule.

use docket_domain::ticket::Priority;
use docket_domain::{DeskKey, RequestTypeKey};
use docket_eventstore::db::{Dialect, ids_json};

use super::{AssigneeFilter, Scope, TicketFilter, statuses};
use crate::cells::{Bind, Query};
use crate::customer_tickets::{self, Relation};
use crate::{organization_tickets, queue};

/// More organizations than this are read as one range each no longer; nobody's own memberships are that many.
const MAX_RANGES: usize = 16;
/// SQLite takes no more than 500 parts of a union.
const MAX_UNION: usize = 480;

/// The table of a list and the conditions of its ranges.
pub(super) struct Ranges {
    pub(super) table: &'static str,
    pub(super) conditions: Vec<String>,
    /// A column that is NULL in all of them. It has to stand before the others in the order: PostgreSQL does not know
    /// what IS NULL holds for as one value, and would sort all that nobody has taken.
    pub(super) lead: Option<&'static str>,
    /// What the name of the index begins with, where SQLite has to be told: it knows the statistics of a whole column, not
    /// those of the rows of a partial index.
    pub(super) index: Option<&'static str>,
}

/// A column and what it must be.
struct Condition {
    column: &'static str,
    is: Is,
}

enum Is {
    Null,
    Equal(Bind),
}

impl Condition {
    fn equal(column: &'static str, value: Bind) -> Self {
        Self { column, is: Is::Equal(value) }
    }

    /// In SQL. What is not `driving` must not choose the index: SQLite is told so by the plus before the column,
    /// PostgreSQL knows by its statistics.
    fn text(self, query: &mut Query, driving: bool, dialect: Dialect) -> String {
        let plus = if driving || dialect == Dialect::Postgres { "" } else { "+" };
        match self.is {
            Is::Null => format!("{plus}t.{} IS NULL", self.column),
            Is::Equal(value) => format!("{plus}t.{} = {}", self.column, query.bind(value)),
        }
    }
}

impl Ranges {
    /// `desks` are the keys of all desks there are tickets of the kind of, where there is a [`kind_of_any_desk`].
    pub(super) fn of(
        query: &mut Query,
        dialect: Dialect,
        scope: &Scope,
        filter: &TicketFilter,
        desks: &[String],
    ) -> Self {
        let driver = driver(scope, filter);
        let (table, starts) = match scope {
            Scope::Mine(person) => {
                (customer_tickets::TICKETS.name, vec![relation(query, person.0, Relation::Mine)])
            }
            Scope::Shared(person) => {
                (customer_tickets::TICKETS.name, vec![relation(query, person.0, Relation::Shared)])
            }
            Scope::Organizations(ids) if ids.len() <= MAX_RANGES => {
                // The same organization twice would list its tickets twice.
                let mut ids: Vec<_> = ids.iter().map(|id| id.0).collect();
                ids.sort_unstable();
                ids.dedup();
                let starts =
                    ids.into_iter().map(|id| format!("t.shared_with = {}", query.bind(Bind::Uuid(id))));
                (organization_tickets::TICKETS.name, starts.collect())
            }
            Scope::Organizations(ids) => {
                let ids = query.bind(Bind::Text(ids_json(ids.iter().map(|id| id.0))));
                (organization_tickets::TICKETS.name, vec![dialect.in_ids("t.shared_with", &ids)])
            }
            Scope::Queue | Scope::All => {
                (queue::TICKETS.name, queue_starts(query, dialect, filter, driver, desks))
            }
        };
        let rest = residual(filter, driver);
        let rest: Vec<String> =
            rest.into_iter().map(|condition| condition.text(query, false, dialect)).collect();
        let mut conditions = Vec::new();
        for start in &starts {
            for status in statuses(scope, filter) {
                let status = format!("t.status = '{status}'");
                let parts = [start.as_str(), &status].into_iter().chain(rest.iter().map(String::as_str));
                conditions.push(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" AND "));
            }
        }
        let nobodys = driver == Driver::Assignee && filter.assignee == Some(AssigneeFilter::Nobody);
        let index = (driver == Driver::NobodysKind).then_some(queue::NOBODYS_KIND);
        Self { table, conditions, lead: nobodys.then_some("assignee_id"), index }
    }
}

fn relation(query: &mut Query, person: uuid::Uuid, relation: Relation) -> String {
    let person = query.bind(Bind::Uuid(person));
    format!("t.person_id = {person} AND t.relation = '{}'", relation.as_str())
}

/// The filter whose index is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Driver {
    None,
    Assignee,
    Organization,
    Priority,
    /// Desk and request type, or a request type of any desk.
    Kind,
    /// The same, of what nobody has.
    NobodysKind,
    Desk,
}

/// The filter that leaves least as a rule: one organization's tickets before one agent's, who has had many over the
/// years, before those of a priority that is out of the ordinary, before those of a kind. The ordinary priority comes
/// last: most tickets have it. What nobody has of a kind is one filter. Other lists than the team's are driven by whose they
/// are.
fn driver(scope: &Scope, filter: &TicketFilter) -> Driver {
    if !matches!(scope, Scope::Queue | Scope::All) {
        Driver::None
    } else if filter.organization.is_some() {
        Driver::Organization
    } else if filter.assignee == Some(AssigneeFilter::Nobody) && filter.request_type.is_some() {
        Driver::NobodysKind
    } else if filter.assignee.is_some() {
        Driver::Assignee
    } else if filter.priority.is_some_and(|priority| priority != Priority::Normal) {
        Driver::Priority
    } else if filter.request_type.is_some() {
        Driver::Kind
    } else if filter.desk.is_some() {
        Driver::Desk
    } else if filter.priority.is_some() {
        Driver::Priority
    } else {
        Driver::None
    }
}

/// The kind of which the list reads a range for each desk that has it.
pub(super) fn kind_of_any_desk<'f>(scope: &Scope, filter: &'f TicketFilter) -> Option<&'f RequestTypeKey> {
    let by_kind = matches!(driver(scope, filter), Driver::Kind | Driver::NobodysKind);
    filter.request_type.as_ref().filter(|_| by_kind && filter.desk.is_none())
}

/// How the ranges of the agents' table begin.
fn queue_starts(
    query: &mut Query,
    dialect: Dialect,
    filter: &TicketFilter,
    driver: Driver,
    desks: &[String],
) -> Vec<String> {
    let mut driving = |condition: Option<Condition>| {
        condition.map_or_else(String::new, |condition| condition.text(query, true, dialect))
    };
    let start = match driver {
        Driver::None => String::new(),
        Driver::Assignee => driving(assignee(filter)),
        Driver::Organization => driving(organization(filter)),
        Driver::Priority => driving(priority(filter)),
        Driver::Desk => driving(desk(filter.desk.as_ref())),
        Driver::Kind | Driver::NobodysKind => {
            let mut kind = driving(request_type(filter));
            if driver == Driver::NobodysKind {
                kind = format!("{kind} AND {}", driving(assignee(filter)));
            }
            let count = statuses(&Scope::All, filter).len().max(1);
            if filter.desk.is_some() {
                format!("{} AND {kind}", driving(desk(filter.desk.as_ref())))
            } else if desks.len() * count <= MAX_UNION {
                let each = desks.iter().map(|key| Condition::equal("desk", Bind::Text(key.clone())));
                return each.map(|condition| format!("{} AND {kind}", driving(Some(condition)))).collect();
            } else {
                kind
            }
        }
    };
    vec![start]
}

fn assignee(filter: &TicketFilter) -> Option<Condition> {
    filter.assignee.map(|assignee| Condition {
        column: "assignee_id",
        is: match assignee {
            AssigneeFilter::Nobody => Is::Null,
            AssigneeFilter::Is(person) => Is::Equal(Bind::Uuid(person.0)),
        },
    })
}

fn organization(filter: &TicketFilter) -> Option<Condition> {
    filter.organization.map(|id| Condition::equal("organization_id", Bind::Uuid(id.0)))
}

fn priority(filter: &TicketFilter) -> Option<Condition> {
    filter.priority.map(|priority| Condition::equal("priority", Bind::Text(priority.as_str().to_owned())))
}

fn desk(key: Option<&DeskKey>) -> Option<Condition> {
    key.map(|key| Condition::equal("desk", Bind::Text(key.as_str().to_owned())))
}

fn request_type(filter: &TicketFilter) -> Option<Condition> {
    let key = filter.request_type.as_ref();
    key.map(|key| Condition::equal("request_type", Bind::Text(key.as_str().to_owned())))
}

/// What is asked for besides the driver.
fn residual(filter: &TicketFilter, driver: Driver) -> Vec<Condition> {
    let nobodys = driver == Driver::NobodysKind;
    let kind = nobodys || driver == Driver::Kind;
    let conditions = [
        (nobodys || driver == Driver::Assignee, assignee(filter)),
        (driver == Driver::Organization, organization(filter)),
        (driver == Driver::Priority, priority(filter)),
        (kind || driver == Driver::Desk, desk(filter.desk.as_ref())),
        (kind, request_type(filter)),
    ];
    conditions.into_iter().filter(|(driving, _)| !driving).filter_map(|(_, condition)| condition).collect()
}
