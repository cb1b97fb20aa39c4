//! Streams of two nodes on one database, which restart in turn while people write at both.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use docket_eventstore::testing::TestDb;
use docket_test_support::{rounds, wait_for, wait_until};
use futures_util::future::join_all;
use serde_json::json;

use crate::harness::{Call, Cast, Person, Program, Site};

/// Long enough for a restart on a busy machine.
const LIMIT: Duration = Duration::from_secs(120);
/// How often a node is restarted, in turn.
const RESTARTS: usize = 4;

/// Comments: few where every change is tested, 10,000 in a soak.
fn comments() -> usize {
    if rounds(1) < 10 { 240 } else { 10_000 }
}

/// What was written: when each comment's command was sent, by its number.
#[derive(Debug)]
struct Written {
    sent: Vec<Mutex<Option<Instant>>>,
    begun: AtomicUsize,
    answered: AtomicUsize,
}

/// A comment as a stream told it.
#[derive(Debug)]
struct Heard {
    number: usize,
    position: i64,
    /// How long after it was sent, on a connection that was open by then.
    after: Option<Duration>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_tell_each_comment_once_while_they_restart_in_turn() {
    let db = TestDb::postgres().await;
    let one = Site::new(&db);
    let other = one.second_node();
    let mut first = one.serve().await;
    let cast = Cast::found(&one).await;
    first.stop().await;
    // Without mail, which is not what this is about.
    let mut nodes = [start(&one), start(&other)];
    for node in &nodes {
        node.until_ready().await;
    }
    let elsewhere = cast.at(other.port()).await;
    let count = comments();
    let written = Written {
        sent: (0..count).map(|_| Mutex::new(None)).collect(),
        begun: AtomicUsize::new(0),
        answered: AtomicUsize::new(0),
    };
    let begin = crate::harness::cast::head(&cast.ada).await;
    let listening = join_all([&cast.sam, &elsewhere.sam].map(|reader| hear(reader, begin, count, &written)));
    let pairs = cast.customers().into_iter().zip(elsewhere.customers());
    let writing = join_all(pairs.map(|pair| write(<[&Person; 2]>::from(pair), &written)));
    let restarting = restart(&mut nodes, [&one, &other], &written);
    let (all_heard, _, ()) = tokio::join!(listening, writing, restarting);
    for heard in all_heard {
        let mut numbers: Vec<usize> = heard.iter().map(|heard| heard.number).collect();
        assert!(heard.is_sorted_by(|one, next| one.position < next.position), "in the order of the log");
        numbers.sort_unstable();
        assert_eq!(numbers, (0..count).collect::<Vec<_>>(), "none lost, none twice");
        tell(&heard);
    }
    drop(nodes);
    db.remove().await;
}

/// Restarts one node and then the other, whenever so much was written again.
async fn restart(nodes: &mut [Program; 2], sites: [&Site; 2], written: &Written) {
    let count = written.sent.len();
    for restart in 0..RESTARTS {
        let due = count * (restart + 1) / (RESTARTS + 1);
        wait_until(10 * LIMIT, "the next restart", async || written.answered.load(Ordering::Relaxed) >= due)
            .await;
        let (node, site) = (&mut nodes[restart % 2], sites[restart % 2]);
        // In good order the first time, without warning the second.
        if restart < 2 {
            assert!(node.stop().await.success(), "{}", node.output());
        } else {
            node.kill();
        }
        *node = start(site);
        node.until_ready().await;
    }
}

fn start(site: &Site) -> Program {
    site.start(&["serve", "--roles", "api,projector"])
}

/// Writes comments on a ticket of one's own, now at one node and now at the other, each until it is answered.
async fn write(at: [&Person; 2], written: &Written) {
    let mut key = None;
    loop {
        let number = written.begun.fetch_add(1, Ordering::Relaxed);
        if number >= written.sent.len() {
            return;
        }
        let mut turn = number;
        let mut next = || {
            turn += 1;
            at[turn % 2]
        };
        let key = match &key {
            Some(key) => key,
            None => key.insert(until_done(&mut next, &format!("open-{number}"), None, number, written).await),
        };
        until_done(&mut next, &format!("comment-{number}"), Some(key), number, written).await;
        written.answered.fetch_add(1, Ordering::Relaxed);
    }
}

/// Sends a command to one node after the other until one has carried it out; gives the ticket's key.
async fn until_done<'p>(
    next: &mut impl FnMut() -> &'p Person,
    key: &str,
    ticket: Option<&str>,
    number: usize,
    written: &Written,
) -> String {
    let call = match ticket {
        Some(ticket) => {
            Call::post(format!("/tickets/{ticket}/comments"), &json!({ "body": format!("Number {number}") }))
        }
        None => Call::post("/tickets", &crate::harness::cast::ticket(&json!({}))),
    };
    let call = call.header("idempotency-key", key);
    wait_for(LIMIT, "a node to answer", async || {
        if ticket.is_some() {
            *written.sent[number].lock().unwrap() = Some(Instant::now());
        }
        let answer = next().try_send(call.clone()).await.ok().filter(|answer| answer.status == 201)?;
        Some(ticket.map_or_else(|| answer.json()["key"].as_str().unwrap().to_owned(), str::to_owned))
    })
    .await
}

/// Listens to all comments, opening the stream again where it was cut.
async fn hear(reader: &Person, begin: i64, count: usize, written: &Written) -> Vec<Heard> {
    let mut heard = Vec::with_capacity(count);
    let mut last = begin;
    while heard.len() < count {
        let mut feed =
            wait_for(LIMIT, "a stream to open", async || reader.try_feed("/stream", last).await).await;
        let opened = Instant::now();
        while heard.len() < count {
            let Some(message) = feed.next().await else { break };
            last = message.id;
            if message.kind != "ticket.commented" {
                continue;
            }
            let body = message.data["details"]["body"].as_str().unwrap();
            let number: usize = body.strip_prefix("Number ").unwrap().parse().unwrap();
            let sent = written.sent[number].lock().unwrap().filter(|sent| *sent > opened);
            heard.push(Heard { number, position: message.id, after: sent.map(|sent| sent.elapsed()) });
        }
    }
    heard
}

/// Prints how long after they were sent comments were told.
fn tell(heard: &[Heard]) {
    let mut all: Vec<Duration> = heard.iter().filter_map(|heard| heard.after).collect();
    all.sort_unstable();
    let at = |share: f64| all.get(((all.len() as f64 * share) as usize).min(all.len().saturating_sub(1)));
    println!(
        "{} comments, {} on a stream that was open when they were sent: 50 % within {:?}, 99 % within {:?}, all within {:?}",
        heard.len(),
        all.len(),
        at(0.5),
        at(0.99),
        all.last(),
    );
}
