//! Many open streams: what they take of the server's memory, and how long it takes to tell all of them something.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use http_body_util::BodyExt as _;
use hyper::Method;
use hyper::body::Incoming;
use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::client::Client;
use super::load::Outcome;
use super::people::People;
use super::server::Server;
use super::table::Table;

/// Comments that are told to all.
const COMMENTS: usize = 50;
const LIMIT: Duration = Duration::from_secs(60);

/// Opens so many streams, half of them an agent's, half of members of the organization that a ticket is shared with,
/// and comments on that ticket.
pub(super) async fn run(server: &Server, people: &People, streams: usize, table: &mut Table) -> Result<()> {
    let mut agent = Client::connect(server.port(), Some(people.agent())).await?;
    let asks = people.customer(0);
    let mut customer = Client::connect(server.port(), Some(&asks.token)).await?;
    let ticket = json!({
        "desk": "AMS", "request_type": "question", "subject": "Told to all", "description": "What is told to all.",
        "visibility": "organization", "organization": asks.organization,
    });
    let key = customer.post("/tickets", ticket.to_string()).await?.key()?;
    server.quiet(LIMIT).await;
    let before = server.memory()?;
    table.memory("resident, before any stream", before);
    let (heard, mut hearing) = mpsc::unbounded_channel();
    let begun = Instant::now();
    for number in 0..streams {
        let token = if number % 2 == 0 { people.agent() } else { &people.colleague(0, number).token };
        let body = Client::connect(server.port(), Some(token)).await?.stream("/stream").await?;
        tokio::spawn(listen(body, heard.clone()));
    }
    for _ in 0..streams {
        timeout(LIMIT, hearing.recv()).await?.context("a stream has ended")?;
    }
    table.rate("streams opened, /s", 1, streams as f64 / begun.elapsed().as_secs_f64());
    server.quiet(LIMIT).await;
    let with = server.memory()?;
    table.memory(&format!("resident, {streams} streams open"), with);
    let more = with.pss.saturating_sub(before.pss) as f64;
    table.note(format!(
        "A stream takes {:.1} KiB of PSS, {streams} take {:.1} MiB.",
        more / streams as f64,
        more / 1024.0
    ));
    let (mut first, mut last) = (Vec::new(), Vec::new());
    let commented = Instant::now();
    for number in 0..COMMENTS {
        let body = json!({ "body": format!("Number {number}, for all.") }).to_string();
        let sent = Instant::now();
        let told = async {
            let mut times = Vec::with_capacity(streams);
            for _ in 0..streams {
                times.push(timeout(LIMIT, hearing.recv()).await?.context("a stream has ended")? - sent);
            }
            anyhow::Ok(times)
        };
        let path = format!("/tickets/{key}/comments");
        let (answer, times) = tokio::join!(agent.ask(Method::POST, &path, Some(body)), told);
        answer?;
        let times = times?;
        first.extend(times.first());
        last.extend(times.last());
    }
    let took = commented.elapsed();
    table.outcome(&format!("comment to the first of {streams} streams"), 1, &Outcome::of(first, took));
    table.outcome(&format!("comment to the last of {streams} streams"), 1, &Outcome::of(last, took));
    let after = server.memory()?;
    table.memory(&format!("resident, after {COMMENTS} comments to {streams} streams"), after);
    ensure!(hearing.is_empty(), "a comment was told twice");
    Ok(())
}

/// Says when the stream was opened and when a comment was told.
async fn listen(mut body: Incoming, heard: mpsc::UnboundedSender<Instant>) {
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(data) = frame.into_data() else { continue };
        let text = String::from_utf8_lossy(&data);
        let told = text.matches("event: ticket.commented").count() + text.matches("retry:").count();
        for _ in 0..told {
            if heard.send(Instant::now()).is_err() {
                return;
            }
        }
    }
}
