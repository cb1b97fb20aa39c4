//! How many events a second the views take in: 10,000 tickets opened, then each commented on in another order,
//! worked into fresh views in batches as live work has them (500) and as catching up has them (10,000).
//!
//! `cargo run --release -p docket-projections --example throughput`; with `DOCKET_TEST_POSTGRES` set to the address of
//! a server whose role may create databases, PostgreSQL as well.

use std::time::Instant;

use docket_domain::{OrganizationId, PersonId, Side, TicketId, Visibility};
use docket_eventstore::Position;
use docket_eventstore::testing::{POSTGRES, TestDb};
use docket_projections::testing::{Pen, commented, created, on_ticket};
use docket_projections::{Views, replay};
use uuid::Uuid;

const TICKETS: u32 = 10_000;
const BATCHES: [usize; 2] = [500, 10_000];
const BODY: &str = "The panel of May is twelve homes short, and the figures of the second week look as if the \
     meters in the north had not been read. Could somebody look at it before the release of Thursday?";

#[tokio::main]
async fn main() {
    measure("SQLite", async || TestDb::sqlite().await).await;
    #[expect(clippy::disallowed_methods, reason = "a measurement, not the program")]
    if std::env::var(POSTGRES).is_ok() {
        measure("PostgreSQL", async || TestDb::postgres().await).await;
    }
}

async fn measure(name: &str, place: impl AsyncFn() -> TestDb) {
    let log = place().await;
    let store = log.store().await;
    let head = write(&mut Pen::new(&store, 1)).await;
    for batch in BATCHES {
        let db = place().await;
        let views = Views::open(db.views().clone()).await.expect("the views open");
        let began = Instant::now();
        let mut half = None;
        let done = replay(&store, &views, Position::ZERO, head, batch, |position| {
            if half.is_none() && position.0 >= head.0 / 2 {
                half = Some(began.elapsed());
            }
        })
        .await
        .expect("the log is worked in");
        let (took, half) = (began.elapsed(), half.unwrap_or_default());
        let rate = |seconds: f64| f64::from(TICKETS) / seconds;
        println!(
            "{name}, batches of {batch}: {:.0} events/s ({:.0} opened/s, {:.0} commented/s)",
            2.0 * rate(took.as_secs_f64()),
            rate(half.as_secs_f64()),
            rate((took - half).as_secs_f64()),
        );
        assert_eq!(done.position, head);
        db.remove().await;
    }
    log.remove().await;
}

async fn write(pen: &mut Pen) -> Position {
    let person = |n: u32| PersonId(Uuid::from_u128(u128::from(n)));
    let ids: Vec<TicketId> = (0..TICKETS).map(|_| TicketId(pen.random.uuid())).collect();
    let mut numbered = (1..).zip(&ids);
    let mut head = Position::ZERO;
    while head.0 < i64::from(TICKETS) {
        let events = numbered.by_ref().take(100).map(|(n, id)| {
            let mut event = created(n, person(n % 1000));
            event.visibility = Visibility::Organization(OrganizationId(Uuid::from_u128(u128::from(n % 100))));
            event.participants = [person(1000 + n % 1000)].into();
            on_ticket(*id, event)
        });
        head = pen.write(person(1).0, events.collect()).await;
    }
    for start in 0..100 {
        let mut events = Vec::new();
        for ticket in ids.iter().skip(start).step_by(100) {
            events.push(on_ticket(*ticket, commented(&mut pen.random, BODY, Side::Support)));
        }
        head = pen.write(person(1).0, events).await;
    }
    head
}
