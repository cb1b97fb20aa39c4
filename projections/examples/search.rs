//! How long a search takes: many documents of words that are as common as words are, and searches for rare words and
//! for those that stand in every second document.
//!
//! `cargo run --release -p docket-projections --example search -- 200000`; with `DOCKET_TEST_POSTGRES` set to the
//! address of a server whose role may create databases, PostgreSQL as well.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use docket_domain::testing::body;
use docket_domain::{Event, OrganizationId, PersonId, Side, Subject, TicketId, Visibility};
use docket_eventstore::testing::{POSTGRES, TestDb};
use docket_eventstore::{ActorId, CommandId, Position};
use docket_projections::testing::{Random, commented, created};
use docket_projections::{
    Envelope, PageRequest, Scope, SearchQuery, Searched, Sight, Sort, TicketFilter, Views, projectors,
};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Events of a ticket; the log that the documents come from is five times as long as there are tickets.
const EVENTS: u32 = 5;
const BATCH: u32 = 1000;
const VOCABULARY: usize = 50_000;
const SEARCHES: usize = 400;
const CONNECTIONS: usize = 16;

#[tokio::main]
async fn main() {
    let tickets = std::env::args().nth(1).and_then(|number| number.parse().ok()).unwrap_or(200_000);
    let only = std::env::args().nth(2);
    if only.as_deref() != Some("postgres") {
        measure("SQLite", TestDb::sqlite().await, tickets).await;
    }
    #[expect(clippy::disallowed_methods, reason = "a measurement, not the program")]
    if std::env::var(POSTGRES).is_ok() {
        measure("PostgreSQL", TestDb::postgres().await, tickets).await;
    }
}

async fn measure(name: &str, db: TestDb, tickets: u32) {
    let views = Views::open(db.views().clone()).await.expect("the views open");
    let began = Instant::now();
    fill(&views, tickets).await;
    let rate = f64::from(tickets * 3) / began.elapsed().as_secs_f64();
    println!("{name}: {tickets} tickets with two comments each, {rate:.0} events/s into queue and search");
    let customer =
        Sight::Customer { person: person(7), organizations: vec![OrganizationId(Uuid::from_u128(1 << 80))] };
    let one = Sight::Customer { person: person(8), organizations: Vec::new() };
    let (rare, middle, common) = (word(VOCABULARY - 10), word(700), word(0));
    let searches = [
        ("rare word", Sight::Team, format!("{rare} ")),
        ("word in 1 of 100", Sight::Team, format!("{middle} ")),
        ("word in 1 of 10", Sight::Team, format!("{} ", word(60))),
        ("word nearly everywhere", Sight::Team, format!("{common} ")),
        ("word as it is typed", Sight::Team, common[..2].to_owned()),
        ("two common words", Sight::Team, format!("{common} {} ", word(3))),
        ("rare and common", Sight::Team, format!("{common} {rare} ")),
        ("common without common", Sight::Team, format!("{} -{common} ", word(5))),
        ("phrase of common words", Sight::Team, format!("\"{common} {}\"", word(1))),
        ("common, opened before a day", Sight::Team, format!("{common} before:2020-01-01")),
        ("customer of 10, common word", one.clone(), format!("{common} ")),
        ("customer of 10, rare word", one, format!("{rare} ")),
        ("organization, common word", customer.clone(), format!("{common} ")),
        ("organization, 1 of 100", customer, format!("{middle} ")),
    ];
    for (what, sight, text) in &searches {
        for connections in [1, CONNECTIONS] {
            let mut times = Vec::new();
            let mut tasks = JoinSet::new();
            for _ in 0..connections {
                let (views, sight, text) = (views.clone(), sight.clone(), text.clone());
                tasks.spawn(async move {
                    let mut times = Vec::new();
                    for _ in 0..SEARCHES / connections {
                        times.push(search(&views, &sight, &text, None).await);
                    }
                    times
                });
            }
            while let Some(done) = tasks.join_next().await {
                times.extend(done.expect("the searches end"));
            }
            report(&format!("{what}, {connections} at once"), times.iter().map(|(time, _)| *time).collect());
            if connections == 1 {
                println!("    {} rows on the first page", times[0].1);
            }
        }
    }
    let mut times = Vec::new();
    for _ in 0..20 {
        times.push(search(&views, &Sight::Team, &format!("{common} "), Some(Sort::UpdatedDesc)).await.0);
    }
    report("word nearly everywhere, by update", times);
    let mut times = Vec::new();
    for _ in 0..SEARCHES {
        let began = Instant::now();
        let filter = TicketFilter::default();
        views
            .tickets(&Scope::Queue, &filter, Sort::default(), &PageRequest::default(), person(1))
            .await
            .expect("a list");
        times.push(began.elapsed());
    }
    report("the queue, for comparison", times);
    db.remove().await;
}

async fn search(views: &Views, sight: &Sight, text: &str, sort: Option<Sort>) -> (Duration, usize) {
    let began = Instant::now();
    let query = SearchQuery::parse(text).expect("a search");
    let filter = TicketFilter::default();
    let searched = Searched { sight, query: &query, scope: None, filter: &filter, sort };
    let page = views
        .search(&searched, &PageRequest::default(), person(1))
        .await
        .expect("the search is answered")
        .page;
    views.excerpts(sight, &query, &page.items, |text| text.into()).await.expect("excerpts are cut");
    (began.elapsed(), page.items.len())
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
    println!("  {what}: p50 {:.2} ms, p99 {:.2} ms", at(50), at(99));
}

fn person(number: u32) -> PersonId {
    PersonId(Uuid::from_u128((1 << 90) + u128::from(number)))
}

/// A word by how common it is.
fn word(rank: usize) -> String {
    let mut random = Random::new(u64::try_from(rank).unwrap_or(0));
    (0..4 + rank % 5)
        .map(|_| random.pick(&['a', 'e', 'i', 'k', 'l', 'm', 'n', 'o', 'r', 's', 't', 'u']))
        .collect()
}

/// Words as they are in texts: the word of rank n is about as common as 1/n.
fn text(random: &mut Random, words: &[String], length: usize) -> String {
    let mut text = String::new();
    for _ in 0..length {
        // The inverse of a harmonic distribution, nearly.
        let part = f64::from(u32::try_from(random.below(1_000_000)).unwrap_or(0)) / 1_000_000.0;
        let rank = (VOCABULARY as f64).powf(part) as usize - 1;
        text.push_str(&words[rank.min(VOCABULARY - 1)]);
        text.push(' ');
    }
    text.trim_end().to_owned()
}

async fn fill(views: &Views, tickets: u32) {
    let words: Vec<String> = (0..VOCABULARY).map(word).collect();
    let mut random = Random::new(1);
    let mut conn = views.db().connect().await.expect("a connection");
    let wanted = projectors();
    let wanted: Vec<_> =
        wanted.iter().filter(|projector| ["queue", "search"].contains(&projector.name())).collect();
    for first in (0..tickets).step_by(BATCH as usize) {
        let mut batch = Vec::new();
        for number in first..(first + BATCH).min(tickets) {
            let mut opened = created(number + 1, person(number % (tickets / 10).max(1)));
            opened.subject = Subject::parse(&text(&mut random, &words, 6)).expect("a subject");
            opened.description = body(&text(&mut random, &words, 60));
            opened.visibility = Visibility::Organization(OrganizationId(Uuid::from_u128(
                (1 << 80) + u128::from(number % 100),
            )));
            batch.push(envelope(number, 1, opened.into()));
            for version in 2..=3 {
                let comment = text(&mut random, &words, 40);
                batch.push(envelope(number, version, commented(&mut random, &comment, Side::Support).into()));
            }
        }
        let mut tx = conn.begin().await.expect("a transaction");
        for projector in &wanted {
            projector.apply(&mut tx, &batch).await.expect("the batch is worked in");
        }
        tx.commit().await.expect("the batch is kept");
    }
    conn.close().await;
}

fn envelope(number: u32, version: u32, event: docket_domain::ticket::TicketEvent) -> Envelope {
    let position = i64::from(number) * i64::from(EVENTS) + i64::from(version);
    Envelope {
        position: Position(position),
        at: DateTime::UNIX_EPOCH + TimeDelta::days(18_000) + TimeDelta::minutes(position),
        actor: ActorId(person(3).0),
        stream: TicketId(Uuid::from_u128((u128::from(number) << 64) + 1)).0,
        version: i64::from(version),
        command: CommandId(Uuid::nil()),
        event: Event::Ticket(event),
    }
}
