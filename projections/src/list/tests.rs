//! How the databases read the lists: by ranges of an index, never by going through a table.

use std::collections::BTreeSet;

use docket_domain::ticket::{Status, TicketEvent};
use docket_domain::{OrganizationId, PersonId, TicketId};
use docket_eventstore::db::{Db, DbError, Dialect, sql};
use docket_eventstore::{Position, backend_tests, on_reader, on_tx};
use uuid::Uuid;

use super::query::query;
use super::*;
use crate::cells::Bind;
use crate::testing::{Pen, created, on_ticket};
use crate::{Views, replay};

const PERSON: PersonId = PersonId(Uuid::from_u128(0x11));
const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(0x41));
const TICKETS: u32 = 2000;

/// Enough tickets that a database would not rather read all.
async fn many(db: &Db, store: &docket_eventstore::Store) {
    let mut pen = Pen::new(store, 1);
    let mut head = Position::ZERO;
    for hundred in 0..TICKETS / 100 {
        let events = (1..=100).map(|n| {
            let n = hundred * 100 + n;
            let mut event = created(n, if n % 4 == 0 { PERSON } else { PersonId(Uuid::from_u128(1)) });
            let organization = if n % 3 == 0 { ORGANIZATION } else { OrganizationId(Uuid::nil()) };
            event.visibility = docket_domain::Visibility::Organization(organization);
            event.participants = BTreeSet::from([PERSON]);
            on_ticket(TicketId(Uuid::from_u128(u128::from(n) << 64)), TicketEvent::from(event))
        });
        head = pen.write(PERSON.0, events.collect()).await;
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
    let query = query(db, scope, filter, sort, after, 26).unwrap();
    let (explain, column) = match db.dialect() {
        Dialect::Sqlite => ("EXPLAIN QUERY PLAN", 3),
        Dialect::Postgres => ("EXPLAIN", 0),
    };
    let text = format!("{explain} {}", query.text);
    on_reader!(db, c => {
        let mut statement = sqlx::query(sql(text));
        for bind in query.binds {
            statement = match bind {
                Bind::Int(value) => statement.bind(value),
                Bind::Text(value) => statement.bind(value),
                Bind::Uuid(value) => statement.bind(value),
            };
        }
        let rows = statement.fetch_all(c).await.unwrap();
        rows.iter().map(|row| sqlx::Row::get::<String, _>(row, column)).collect()
    })
}

/// The steps that read a table.
fn reads(dialect: Dialect, plan: &[String]) -> Vec<&String> {
    let is_read = |line: &&String| match dialect {
        Dialect::Sqlite => line.starts_with("SEARCH t") || line.starts_with("SCAN t"),
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
                        let ranges = super::statuses(scope, status).len() * keys;
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

    async fn an_agents_own_tickets_are_read_by_their_index(db: TestDb) {
        let store = db.store().await;
        many(db.views(), &store).await;
        let filter = TicketFilter { assignee: Some(PERSON), ..TicketFilter::default() };
        let plan = plan(db.views(), &Scope::Queue, &filter, Sort::UpdatedDesc, None).await;
        // The first range is that of the only status there is: what there is none of may be read in any way.
        assert!(reads(db.views().dialect(), &plan)[0].contains("queue_by_assignee"), "{plan:#?}");
    }
}
