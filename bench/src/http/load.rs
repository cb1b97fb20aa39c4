//! The loads: each client sends its next request when the last one is answered.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use hyper::Method;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::client::Client;
use super::machine::Memory;
use super::people::{Customer, People};
use super::server::Server;

/// Every so many tickets of a fill, and the first of each customer, have comments to be read.
const COMMENTED: usize = 25;
const COMMENTS: usize = 3;
const LIMIT: &str = "&limit=50";
const LATEST: &str = "/tickets?scope=mine&limit=1";

/// A round's outcome.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outcome {
    pub(super) rate: f64,
    pub(super) p50: Duration,
    pub(super) p99: Duration,
}

impl Outcome {
    pub(super) fn of(mut times: Vec<Duration>, over: Duration) -> Self {
        times.sort_unstable();
        let at = |share: f64| {
            let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
            times.get(index).copied().unwrap_or_default()
        };
        Self { rate: times.len() as f64 / over.as_secs_f64(), p50: at(0.50), p99: at(0.99) }
    }

    pub(super) fn better(self, other: Self) -> Self {
        if other.rate > self.rate { other } else { self }
    }
}

/// A command that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Create,
    Comment,
    Close,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "create a ticket",
            Self::Comment => "comment",
            Self::Close => "close",
        })
    }
}

/// A read that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    Queue,
    Customer,
    Organization,
    Ticket,
}

impl fmt::Display for Read {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queue => "newest 50 of the queue",
            Self::Customer => "newest 50 of one customer",
            Self::Organization => "newest 50 of one organization",
            Self::Ticket => "one ticket and its comments",
        })
    }
}

/// What one client did in a round: its number, the tickets it has now, how long each command took.
type Share = (usize, Vec<String>, Vec<Duration>);

/// Tickets that have comments, each with the number of the customer it belongs to.
type Commented = Vec<(usize, String)>;

/// A new ticket with texts of its own, every other one shared with the organization.
fn ticket(customer: &Customer, number: usize) -> String {
    let id = Uuid::now_v7();
    let mut body = json!({
        "desk": "AMS",
        "request_type": "incident",
        "subject": format!("No figures for panel {id}"),
        "description": format!("Since the night run {number} the report {id} shows no figures for our market."),
        "fields": { "severity": "medium" },
    });
    if number.is_multiple_of(2) {
        body["visibility"] = "organization".into();
        body["organization"] = customer.organization.as_str().into();
    }
    body.to_string()
}

fn comment() -> String {
    json!({ "body": format!("It is the same in report {}, please have a look.", Uuid::now_v7()) }).to_string()
}

/// One round of a command. `tickets` are those each client created; of `left` rounds each closes its part.
pub(super) async fn commands(
    server: &Server,
    people: &People,
    command: Command,
    tickets: &mut Vec<Vec<String>>,
    left: usize,
    time: Duration,
) -> Result<Outcome> {
    let over = Arc::new(AtomicBool::new(false));
    let mut tasks: JoinSet<Result<Share>> = JoinSet::new();
    for (number, mut own) in std::mem::take(tickets).into_iter().enumerate() {
        let customer = people.customer(number).clone();
        let mut client = Client::connect(server.port(), Some(&customer.token)).await?;
        let over = Arc::clone(&over);
        tasks.spawn(async move {
            let mut times = Vec::new();
            let keep = own.len() - own.len() / left;
            while !over.load(Ordering::Relaxed) {
                let (path, body) = match command {
                    Command::Create => ("/tickets".to_owned(), ticket(&customer, own.len())),
                    Command::Comment => {
                        (format!("/tickets/{}/comments", own[times.len() % own.len()]), comment())
                    }
                    Command::Close if own.len() == keep => break,
                    Command::Close => (format!("/tickets/{}/close", own[own.len() - 1]), "{}".to_owned()),
                };
                let sent = Instant::now();
                let answer = client.post(&path, body).await?;
                times.push(sent.elapsed());
                match command {
                    Command::Create => own.push(answer.key()?),
                    Command::Comment => {}
                    Command::Close => drop(own.pop()),
                }
            }
            Ok((number, own, times))
        });
    }
    let started = Instant::now();
    let times = until(tasks, time, &over, tickets).await?;
    Ok(Outcome::of(times, started.elapsed()))
}

/// Waits for the time, or for all tasks where they are done before.
async fn until(
    mut tasks: JoinSet<Result<Share>>,
    time: Duration,
    over: &AtomicBool,
    tickets: &mut Vec<Vec<String>>,
) -> Result<Vec<Duration>> {
    let timer = tokio::time::sleep(time);
    tokio::pin!(timer);
    tickets.resize(tasks.len(), Vec::new());
    let mut times = Vec::new();
    loop {
        tokio::select! {
            () = &mut timer, if !over.load(Ordering::Relaxed) => over.store(true, Ordering::Relaxed),
            done = tasks.join_next() => {
                let Some(done) = done else { return Ok(times) };
                let (number, own, took) = done??;
                tickets[number] = own;
                times.extend(took);
            }
        }
    }
}

/// Tickets that were created beforehand.
#[derive(Debug, Default)]
pub(super) struct Fill {
    created: usize,
    commented: Commented,
}

impl Fill {
    pub(super) fn len(&self) -> usize {
        self.created
    }

    /// Creates tickets up to a number, through all customers, and waits until all are visible.
    pub(super) async fn up_to(&mut self, wanted: usize, server: &Server, people: &People) -> Result<()> {
        let next = Arc::new(AtomicUsize::new(self.created));
        let mut tasks: JoinSet<Result<(i64, Commented)>> = JoinSet::new();
        for number in 0..people.customers() {
            let customer = people.customer(number).clone();
            let mut client = Client::connect(server.port(), Some(&customer.token)).await?;
            let next = Arc::clone(&next);
            tasks.spawn(async move {
                let mut position = 0;
                let mut commented = Vec::new();
                loop {
                    let ticket_number = next.fetch_add(1, Ordering::Relaxed);
                    if ticket_number >= wanted {
                        return Ok((position, commented));
                    }
                    let answer = client.post("/tickets", ticket(&customer, ticket_number)).await?;
                    position = answer.position()?;
                    if commented.is_empty() || ticket_number.is_multiple_of(COMMENTED) {
                        let key = answer.key()?;
                        for _ in 0..COMMENTS {
                            position = client
                                .post(&format!("/tickets/{key}/comments"), comment())
                                .await?
                                .position()?;
                        }
                        commented.push((number, key));
                    }
                }
            });
        }
        let mut last = 0;
        while let Some(done) = tasks.join_next().await {
            let (position, commented) = done??;
            last = last.max(position);
            self.commented.extend(commented);
        }
        self.created = self.created.max(wanted);
        visible(server, people, last).await
    }
}

/// Waits until the views have come to a position, which after a fill may take longer than a read waits.
async fn visible(server: &Server, people: &People, position: i64) -> Result<()> {
    let limit = Instant::now() + Duration::from_secs(600);
    let mut client = Client::connect(server.port(), Some(people.agent())).await?;
    while client.get("/tickets?scope=queue&limit=1").await?.position()? < position {
        ensure!(Instant::now() < limit, "the views do not come to position {position}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// One round of a read.
pub(super) async fn reads(
    server: &Server,
    people: &People,
    read: Read,
    fill: &Fill,
    clients: usize,
    time: Duration,
) -> Result<Outcome> {
    let end = Instant::now() + time;
    let mut tasks: JoinSet<Result<Vec<Duration>>> = JoinSet::new();
    for number in 0..clients {
        let customer = people.customer(number);
        let token = if read == Read::Queue { people.agent() } else { &customer.token };
        let mut client = Client::connect(server.port(), Some(token)).await?;
        let organization = customer.organization.clone();
        let owner = number % people.customers();
        let own: Vec<String> =
            fill.commented.iter().filter(|(who, _)| *who == owner).map(|(_, key)| key.clone()).collect();
        ensure!(read != Read::Ticket || !own.is_empty(), "a customer has no ticket with comments to read");
        tasks.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let sent = Instant::now();
                match read {
                    Read::Queue => drop(client.get(&format!("/tickets?scope=queue{LIMIT}")).await?),
                    Read::Customer => drop(client.get(&format!("/tickets?scope=mine{LIMIT}")).await?),
                    Read::Organization => {
                        let path = format!("/tickets?scope=organization&organization={organization}{LIMIT}");
                        drop(client.get(&path).await?);
                    }
                    Read::Ticket => {
                        let key = &own[times.len() % own.len()];
                        client.get(&format!("/tickets/{key}")).await?;
                        client.get(&format!("/tickets/{key}/comments")).await?;
                    }
                }
                times.push(sent.elapsed());
            }
            Ok(times)
        });
    }
    let started = Instant::now();
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    Ok(Outcome::of(times, started.elapsed()))
}

/// The first list somebody asks for.
pub(super) async fn first_list(server: &Server, people: &People) -> Result<()> {
    let mut client = Client::connect(server.port(), Some(people.agent())).await?;
    client.get(&format!("/tickets?scope=queue{LIMIT}")).await?;
    Ok(())
}

/// What was seen while others wrote.
#[derive(Debug)]
pub(super) struct Lag {
    /// Tickets created a second.
    pub(super) load: f64,
    /// From the answer to a command until a list that has it is answered.
    pub(super) visible: Outcome,
    /// The same list, without waiting for anything: how much of that time is the reading.
    pub(super) read: Outcome,
    /// The most memory.
    pub(super) peak: Memory,
}

/// Lets clients write and meanwhile measures how long after its answer a ticket is in its author's list.
pub(super) async fn lag(server: &Server, people: &People, clients: usize, time: Duration) -> Result<Lag> {
    let end = Instant::now() + time;
    let mut tasks: JoinSet<Result<usize>> = JoinSet::new();
    for number in 0..clients {
        let customer = people.customer(number).clone();
        let mut client = Client::connect(server.port(), Some(&customer.token)).await?;
        tasks.spawn(async move {
            let mut created = 0;
            while Instant::now() < end {
                client.post("/tickets", ticket(&customer, created)).await?;
                created += 1;
            }
            Ok(created)
        });
    }
    let customer = people.customer(0).clone();
    let mut client = Client::connect(server.port(), Some(&customer.token)).await?;
    let started = Instant::now();
    let (mut times, mut reads) = (Vec::new(), Vec::new());
    let mut peak = server.memory()?;
    let mut weighed = Instant::now();
    while Instant::now() < end {
        let position = client.post("/tickets", ticket(&customer, times.len())).await?.position()?;
        let answered = Instant::now();
        // Answered when the views are there: the time of the read itself is in it.
        client.ask_at(Method::GET, LATEST, None, Some(position)).await?;
        times.push(answered.elapsed());
        let asked = Instant::now();
        client.get(LATEST).await?;
        reads.push(asked.elapsed());
        // Reading it makes the kernel walk the process's pages: not at every turn.
        if weighed.elapsed() > Duration::from_millis(500) {
            peak = peak.max(server.memory()?);
            weighed = Instant::now();
        }
    }
    let over = started.elapsed();
    let mut created = times.len();
    while let Some(done) = tasks.join_next().await {
        created += done??;
    }
    let load = created as f64 / over.as_secs_f64();
    Ok(Lag { load, visible: Outcome::of(times, over), read: Outcome::of(reads, over), peak })
}
