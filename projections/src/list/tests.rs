//! How the databases read the lists: by ranges of an index, never by going through a table.

use std::collections::BTreeSet;

use docket_domain::ticket::event::{Assigned, StatusChanged};
use docket_domain::ticket::{ActiveStatus, Priority, Status, TicketEvent};
use docket_domain::{DeskKey, OrganizationId, PersonId, RequestTypeKey, Side, TicketId, TicketKey};
use docket_eventstore::db::{Db, DbError, Dialect, sql};
use docket_eventstore::{Position, backend_tests, on_reader, on_tx};
use uuid::Uuid;

use super::query::{desks, query};
use super::ranges::kind_of_any_desk;
use super::*;
use crate::cells::{Bind, Query};
use crate::testing::{Pen, created, on_ticket};
use crate::{PageRequest, Views, replay};

const PERSON: PersonId = PersonId(Uuid::from_u128(0x11));
const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(0x41));
const TICKETS: u32 = 2000;

fn ticket(n: u32) -> TicketId {
    TicketId(Uuid::from_u128(u128::from(n) << 64))
}

fn request_type(key: &str) -> RequestTypeKey {
    RequestTypeKey::parse(key).unwrap()
}

/// Enough tickets that a database would not rather read all.
async fn many(db: &Db, store: &docket_eventstore::Store) {
    let mut pen = Pen::new(store, 1);
    let mut head = Position::ZERO;
    for hundred in 0..TICKETS / 100 {
        let events = (1..=100).map(|n| {
            let n = hundred * 100 + n;
            let mut event = created(n, if n % 4 == 0 { PERSON } else { PersonId(Uuid::from_u128(1)) });
            let desk = DeskKey::parse(if n % 5 == 0 { "PNL" } else { "AMS" }).unwrap();
            event.key = TicketKey::new(desk, event.key.number().unwrap());
            event.request_type = request_type(if n % 7 == 0 { "incident" } else { "question" });
            event.priority = if n % 11 == 0 { Priority::Urgent } else { Priority::Normal };
            let organization = if n % 3 == 0 { ORGANIZATION } else { OrganizationId(Uuid::nil()) };
            event.visibility = docket_domain::Visibility::Organization(organization);
            event.participants = BTreeSet::from([PERSON]);
            on_ticket(ticket(n), TicketEvent::from(event))
        });
        head = pen.write(PERSON.0, events.collect()).await;
        let assigned = (1..=100).map(|n| hundred * 100 + n).filter(|n| n % 13 != 0).map(|n| {
            let assignee = if n % 6 == 0 { PERSON } else { PersonId(Uuid::from_u128(2)) };
            on_ticket(ticket(n), TicketEvent::from(Assigned { assignee }))
        });
        pen.write(PERSON.0, assigned.collect()).await;
        let to = [ActiveStatus::InProgress, ActiveStatus::WaitingForCustomer];
        let moved = (1..=100).map(|n| hundred * 100 + n).filter(|n| n % 3 != 0).map(|n| {
            let from = Status::WaitingForSupport;
            on_ticket(ticket(n), TicketEvent::from(StatusChanged { from, to: to[(n % 3) as usize - 1] }))
        });
        head = head.max(pen.write(PERSON.0, moved.collect()).await);
    }
    let views = Views::open(db.clone()).await.unwrap();
    replay(store, &views, Position::ZERO, head, 500, |_| {}).await.unwrap();
    db.write::<(), DbError, _>(|tx| {
        Box::pin(async move {
            on_tx!(tx, c => sqlx::raw_sql("ANALYZE").execute(c).await.map(drop))?;
            Ok(())
        })
    })
    .await
    .unwrap();
}

/// The steps of the plan, one a line.
async fn plan(db: &Db, scope: &Scope, filter: &TicketFilter, sort: Sort, after: Option<i64>) -> Vec<String> {
    let desks = match kind_of_any_desk(scope, filter) {
        Some(kind) => desks(db, kind).await.unwrap(),
        None => Vec::new(),
    };
    explained(db, query(db.dialect(), scope, filter, sort, after, 26, &desks).unwrap()).await
}

async fn explained(db: &Db, query: Query) -> Vec<String> {
    let (explain, column) = match db.dialect() {
        Dialect::Sqlite => ("EXPLAIN QUERY PLAN", 3),
        Dialect::Postgres => ("EXPLAIN", 0),
    };
    let text = format!("{explain} {}", query.text);
    let steps: Result<Vec<String>, sqlx::Error> = on_reader!(db, c => {
        let mut statement = sqlx::query(sql(text));
        for bind in query.binds {
            statement = match bind {
                Bind::Int(value) => statement.bind(value),
                Bind::Text(value) => statement.bind(value),
                Bind::Uuid(value) => statement.bind(value),
            };
        }
        match statement.fetch_all(c).await {
            Ok(rows) => rows.iter().map(|row| sqlx::Row::try_get(row, column)).collect(),
            Err(error) => Err(error),
        }
    });
    steps.unwrap()
}

/// The steps that read a table.
fn reads(dialect: Dialect, plan: &[String]) -> Vec<&String> {
    let is_read = |line: &&String| match dialect {
        // A row is read by where it is, once its key was found.
        Dialect::Sqlite => {
            (line.starts_with("SEARCH t") || line.starts_with("SCAN t"))
                && !line.contains("INTEGER PRIMARY KEY")
        }
        Dialect::Postgres => line.contains("Scan") && !line.contains("Subquery Scan"),
    };
    plan.iter().filter(is_read).collect()
}

backend_tests! {
    async fn every_scope_status_and_order_reads_ranges_of_one_index(db: TestDb) {
        let store = db.store().await;
        many(db.views(), &store).await;
        let dialect = db.views().dialect();
        let scopes = [
            (Scope::Mine(PERSON), "customer_tickets", 1),
            (Scope::Shared(PERSON), "customer_tickets", 1),
            (Scope::Organizations(vec![ORGANIZATION]), "organization_tickets", 1),
            (Scope::Organizations(vec![ORGANIZATION, OrganizationId(Uuid::nil())]), "organization_tickets", 2),
            (Scope::All, "queue", 1),
            (Scope::Queue, "queue", 1),
        ];
        let statuses =
            [None, Some(StatusFilter::Open), Some(StatusFilter::Closed), Some(StatusFilter::Is(Status::OnHold))];
        for (scope, prefix, keys) in &scopes {
            for sort in [Sort::UpdatedDesc, Sort::UpdatedAsc, Sort::CreatedDesc, Sort::CreatedAsc] {
                for status in statuses {
                    for after in [None, Some(700)] {
                        let filter = TicketFilter { status, ..TicketFilter::default() };
                        let plan = plan(db.views(), scope, &filter, sort, after).await;
                        let index = format!("{prefix}_by_{}", if sort.by_update() { "update" } else { "creation" });
                        let reads = reads(dialect, &plan);
                        let ranges = super::statuses(scope, &filter).len() * keys;
                        assert_eq!(reads.len(), ranges, "{scope:?} {filter:?} {sort:?}: {plan:#?}");
                        for read in reads {
                            assert!(read.contains(&index) && !read.contains("SCAN t"), "{scope:?} {filter:?} {sort:?}: {plan:#?}");
                        }
                        // A range is in order as it is. Ranges that are merged hold a page each at most.
                        let sorts = plan.iter().any(|line| line.contains("TEMP B-TREE") || line.contains("Sort  ("));
                        assert!(!sorts || ranges > 1, "{plan:#?}");
                    }
                }
            }
        }
    }

    async fn d51_no_filter_or_order_of_a_list_lacks_an_index(db: TestDb) {
        let store = db.store().await;
        many(db.views(), &store).await;
        let dialect = db.views().dialect();
        let none = TicketFilter::default;
        // Each filter, and the index of the agents' table that it is read by when it stands alone.
        let filters = [
            (TicketFilter { assignee: Some(AssigneeFilter::Is(PERSON)), ..none() }, "queue_assignee"),
            (TicketFilter { assignee: Some(AssigneeFilter::Nobody), ..none() }, "queue_assignee"),
            (TicketFilter { organization: Some(ORGANIZATION), ..none() }, "queue_organization"),
            (TicketFilter { priority: Some(Priority::Urgent), ..none() }, "queue_priority"),
            (TicketFilter { priority: Some(Priority::Normal), ..none() }, "queue_priority"),
            (TicketFilter { request_type: Some(request_type("incident")), ..none() }, "queue_kind"),
            (
                TicketFilter {
                    assignee: Some(AssigneeFilter::Nobody),
                    request_type: Some(request_type("incident")),
                    ..none()
                },
                "queue_nobodys_kind",
            ),
            (TicketFilter { desk: Some(DeskKey::parse("PNL").unwrap()), ..none() }, "queue_desk"),
            (TicketFilter { turn: Some(Side::Support), ..none() }, "queue"),
            (TicketFilter { status: Some(StatusFilter::Is(Status::InProgress)), ..none() }, "queue"),
        ];
        let scopes = [Scope::Mine(PERSON), Scope::Shared(PERSON), Scope::Organizations(vec![ORGANIZATION]), Scope::Queue, Scope::All];
        for scope in &scopes {
            for sort in [Sort::UpdatedDesc, Sort::UpdatedAsc, Sort::CreatedDesc, Sort::CreatedAsc] {
                let order = if sort.by_update() { "by_update" } else { "by_creation" };
                for (first, index) in &filters {
                    for (second, _) in &filters {
                        let filter = both(first, second);
                        let of_team = matches!(scope, Scope::Queue | Scope::All);
                        let plan = plan(db.views(), scope, &filter, sort, Some(900)).await;
                        let what = format!("{scope:?} {filter:?} {sort:?}: {plan:#?}");
                        for read in reads_of_some(dialect, &plan) {
                            assert!(read.contains(order) && !read.contains("SCAN t"), "{what}");
                            if of_team && first == second && dialect == Dialect::Sqlite {
                                assert!(read.contains(&format!("{index}_{order}")), "{what}");
                            }
                        }
                        // A condition that is asked of rows instead of an index shows as a filter. What a person is on,
                        // and an ordinary priority, leave little to ask rows for.
                        let asks_rows = !of_team && filter.organization.is_some()
                            || of_team && filter.priority == Some(Priority::Normal);
                        assert!(asks_rows || !asks(&plan), "{what}");
                        // Two filters together may leave so few that sorting them is the shorter way.
                        assert!(first != second || !sorts(&plan), "{what}");
                    }
                }
            }
        }
    }

    async fn a_kind_of_more_desks_than_a_union_takes_is_read_all_the_same(db: TestDb) {
        let store = db.store().await;
        many(db.views(), &store).await;
        let few = desks(db.views(), &request_type("incident")).await.unwrap();
        let unions_too_long: Vec<String> = (0..500).map(|n| format!("D{n}")).chain(few.iter().cloned()).collect();
        for assignee in [None, Some(AssigneeFilter::Nobody)] {
            let filter = TicketFilter { request_type: Some(request_type("incident")), assignee, ..TicketFilter::default() };
            let mut found = Vec::new();
            for desks in [&few, &unions_too_long] {
                let query = query(db.views().dialect(), &Scope::Queue, &filter, Sort::UpdatedDesc, None, 26, desks).unwrap();
                found.push(TicketSummary::fetch(db.views(), query, PERSON).await.unwrap());
            }
            assert!(!found[0].is_empty(), "{filter:?}");
            assert_eq!(found[0], found[1], "{filter:?}");
        }
    }

    async fn a_kind_of_any_desk_is_read_where_there_is_some_of_it(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 1);
        let kinds = [("AMS", "incident"), ("AMS", "question"), ("PNL", "question"), ("WEB", "incident"), ("WEB", "incident")];
        let events = (1..).zip(kinds).map(|(n, (desk, kind))| {
            let mut event = created(n, PERSON);
            event.key = TicketKey::new(DeskKey::parse(desk).unwrap(), event.key.number().unwrap());
            event.request_type = request_type(kind);
            on_ticket(ticket(n), TicketEvent::from(event))
        });
        let head = pen.write(PERSON.0, events.collect()).await;
        let views = Views::open(db.views().clone()).await.unwrap();
        replay(&store, &views, Position::ZERO, head, 500, |_| {}).await.unwrap();
        for (kind, of, count) in [
            ("incident", vec!["AMS", "WEB"], 3),
            ("question", vec!["AMS", "PNL"], 2),
            ("home_visit", vec![], 0),
        ] {
            assert_eq!(desks(db.views(), &request_type(kind)).await.unwrap(), of, "{kind}");
            let filter = TicketFilter { request_type: Some(request_type(kind)), ..TicketFilter::default() };
            let page = PageRequest::first(25);
            let found = views.tickets(&Scope::All, &filter, Sort::UpdatedDesc, &page, PERSON).await.unwrap();
            assert_eq!(found.page.items.len(), count, "{kind}");
        }
    }

    async fn what_is_new_is_looked_up_ticket_by_ticket(db: TestDb) {
        let store = db.store().await;
        many(db.views(), &store).await;
        let dialect = db.views().dialect();
        let list = query(dialect, &Scope::Queue, &TicketFilter::default(), Sort::UpdatedDesc, None, 26, &[]).unwrap();
        let plan = explained(db.views(), TicketSummary::listed(dialect, list, PERSON)).await;
        let found = match dialect {
            Dialect::Sqlite => "SEARCH u USING COVERING INDEX unread_rows_of_person",
            Dialect::Postgres => "Index Cond:",
        };
        let is_lookup = |line: &String| [found, "ticket_id", "person_id"].iter().all(|part| line.contains(part));
        assert!(plan.iter().any(is_lookup), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("hashed SubPlan")), "{plan:#?}");
    }

    async fn an_agents_own_tickets_are_read_by_their_index(db: TestDb) {
        let store = db.store().await;
        many(db.views(), &store).await;
        let filter = TicketFilter { assignee: Some(AssigneeFilter::Is(PERSON)), ..TicketFilter::default() };
        let plan = plan(db.views(), &Scope::Queue, &filter, Sort::UpdatedDesc, None).await;
        // The first range is that of the only status there is: what there is none of may be read in any way.
        assert!(reads(db.views().dialect(), &plan)[0].contains("queue_assignee_by_update"), "{plan:#?}");
    }
}

/// Whether the line of a plan is about a status that no ticket has: what there is none of may be read in any way.
fn is_of_none(line: &str) -> bool {
    [Status::OnHold, Status::Resolved, Status::Closed]
        .iter()
        .any(|status| line.contains(&format!("'{status}'")))
}

/// The steps that read a table for statuses there are tickets of.
fn reads_of_some(dialect: Dialect, plan: &[String]) -> Vec<&String> {
    let all = reads(dialect, plan);
    let of_some = |read: &&String| {
        let at = plan.iter().position(|line| line == *read).unwrap();
        plan.get(at + 1).is_none_or(|condition| !is_of_none(condition))
    };
    all.into_iter().filter(of_some).collect()
}

/// Whether a plan asks rows for what its index does not know.
fn asks(plan: &[String]) -> bool {
    plan.windows(2).any(|lines| lines[1].contains("Filter:") && !is_of_none(&lines[0]))
}

/// Whether a plan sorts what it reads, instead of reading it in order.
fn sorts(plan: &[String]) -> bool {
    plan.windows(4)
        .any(|lines| lines[0].contains("->  Sort  (") && lines[2].contains("Scan") && !is_of_none(&lines[3]))
}

/// Both filters together; where both have something to say of one thing, the first does.
fn both(first: &TicketFilter, second: &TicketFilter) -> TicketFilter {
    TicketFilter {
        status: first.status.or(second.status),
        desk: first.desk.clone().or_else(|| second.desk.clone()),
        request_type: first.request_type.clone().or_else(|| second.request_type.clone()),
        turn: first.turn.or(second.turn),
        priority: first.priority.or(second.priority),
        assignee: first.assignee.or(second.assignee),
        organization: first.organization.or(second.organization),
    }
}
