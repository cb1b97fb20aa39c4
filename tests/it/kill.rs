//! `kill -9` of the server while many write.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::{rounds, wait_until};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::audit::audit;
use crate::harness::cast::{Stage, head, ticket};
use crate::harness::{Call, Cast, Person, items};

/// Each customer writes through so many connections at once.
const CONNECTIONS: usize = 3;
const LIMIT: Duration = Duration::from_secs(120);

/// Rounds, and the writes of each: few where every change is tested, many in a soak.
fn load() -> (u32, usize) {
    let rounds = rounds(2);
    (rounds, if rounds < 10 { 300 } else { 2_000 })
}

/// A command that was sent, and its answer where one came.
#[derive(Debug)]
struct Sent {
    by: Person,
    call: Call,
    /// The ticket it was about; none when it opened one.
    on: Option<String>,
    answer: Option<Value>,
}

backend_tests! {
    async fn a_killed_server_keeps_every_answered_command_once_and_tells_each_of_it_once(db: TestDb) {
        let mut stage = Stage::fresh(&db).await;
        let (rounds, writes) = load();
        // How many commands of each person each ticket had.
        let mut acts: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut after = 0;
        for round in 0..rounds {
            let answered = Arc::new(AtomicUsize::new(0));
            let load = write(&stage.cast, writes, round, &answered);
            // At another moment each time: somewhere in the round's writes.
            let moment = 1 + random() % (writes * 9 / 10);
            wait_until(LIMIT, "the moment to kill", async || answered.load(Ordering::Relaxed) >= moment).await;
            stage.program.kill();
            let sent: Vec<Sent> = load.join_all().await.into_iter().flatten().collect();
            stage.program = stage.site.serve().await;
            for sent in &sent {
                survives(sent, &mut acts).await;
            }
            after = dense(&stage.cast, after).await;
            let (content, said) = audit(&stage.site, "verify").await;
            assert!(content, "{said}");
            views_equal_a_rebuild(&stage).await;
        }
        decided_once(&stage.cast, &acts).await;
    }
}

/// Lets all customers write, until they have written so much or the server is gone.
fn write(cast: &Cast, writes: usize, round: u32, answered: &Arc<AtomicUsize>) -> JoinSet<Vec<Sent>> {
    let mut load = JoinSet::new();
    let begun = Arc::new(AtomicUsize::new(0));
    for customer in cast.customers() {
        for _ in 0..CONNECTIONS {
            let (customer, answered, begun) = (customer.clone(), Arc::clone(answered), Arc::clone(&begun));
            load.spawn(async move {
                let mut sent = Vec::new();
                let mut ticket_open: Option<String> = None;
                loop {
                    let number = begun.fetch_add(1, Ordering::Relaxed);
                    if number >= writes {
                        return sent;
                    }
                    let (call, on) = next(ticket_open.as_deref(), number);
                    let call = call.header("idempotency-key", format!("{round}-{number}"));
                    let answer = until_answered(&customer, &call).await;
                    let gone = answer.is_none();
                    if let Some(answer) = &answer {
                        answered.fetch_add(1, Ordering::Relaxed);
                        ticket_open = match (&on, number % 4) {
                            (None, _) => Some(answer["key"].as_str().unwrap().to_owned()),
                            (Some(_), 3) => None,
                            (Some(key), _) => Some(key.clone()),
                        };
                    }
                    sent.push(Sent { by: customer.clone(), call, on, answer });
                    if gone {
                        return sent;
                    }
                }
            });
        }
    }
    load
}

/// Sends a command, as often as it takes on a machine that is too slow for the server's limits. None when the server
/// is gone.
async fn until_answered(customer: &Person, call: &Call) -> Option<Value> {
    loop {
        let answer = customer.try_send(call.clone()).await.ok()?;
        if answer.status != 503 {
            assert!(answer.status.is_success(), "{answer}");
            return Some(answer.json());
        }
    }
}

/// Opens a ticket, comments on it, and closes it by and by.
fn next(open: Option<&str>, number: usize) -> (Call, Option<String>) {
    match (open, number % 4) {
        (None, _) => (Call::post("/tickets", &ticket(&json!({}))), None),
        (Some(key), 3) => {
            let body = json!({ "comment": format!("Done, says {number}.") });
            (Call::post(format!("/tickets/{key}/close"), &body), Some(key.to_owned()))
        }
        (Some(key), _) => {
            let body = json!({ "body": format!("And another thing, number {number}.") });
            (Call::post(format!("/tickets/{key}/comments"), &body), Some(key.to_owned()))
        }
    }
}

/// What was answered is there, once; what was not was carried out or not, and is once it is sent again.
async fn survives(sent: &Sent, acts: &mut BTreeMap<(String, String), usize>) {
    let again = sent.by.send(sent.call.clone()).await;
    assert!(again.status.is_success(), "{again}");
    let now = again.json();
    if let Some(first) = &sent.answer {
        assert_eq!(&now, first, "the answer of the first time");
    }
    let third = sent.by.send(sent.call.clone()).await;
    assert_eq!(third.json(), now, "however often it is sent");
    let key = match &sent.on {
        Some(key) => key.clone(),
        None => now["key"].as_str().unwrap().to_owned(),
    };
    if now.get("author").is_some() {
        let path = format!("/tickets/{key}/comments?limit=100");
        let comments = sent.by.get_after_a_fault(&path, again.position()).await.expect(200);
        let same = |comment: &&Value| comment["id"] == now["id"] || comment["body"] == now["body"];
        assert_eq!(items(&comments).iter().filter(same).count(), 1, "{} in {comments}", now["id"]);
    } else {
        assert_eq!(sent.by.get(format!("/tickets/{key}")).await.expect(200)["key"], key.as_str());
    }
    *acts.entry((key, sent.by.id.clone())).or_default() += 1;
}

/// The positions after `after` follow each other without a gap; gives the last.
async fn dense(cast: &Cast, mut after: i64) -> i64 {
    let end = head(&cast.ada).await;
    let mut ids = BTreeSet::new();
    while after < end {
        let page = cast.ada.get(format!("/events?after={after}&limit=100")).await.expect(200);
        for event in items(&page) {
            assert_eq!(event["position"], after + 1, "positions are dense");
            assert!(
                ids.insert(event["event_id"].as_str().unwrap().to_owned()),
                "an event is there once: {event}"
            );
            after += 1;
        }
    }
    after
}

async fn views_equal_a_rebuild(stage: &Stage) {
    let ada = &stage.cast.ada;
    ada.get_after_a_fault("/tickets?limit=1", head(ada).await).await;
    let (content, said) = audit(&stage.site, "replay").await;
    assert!(content, "{said}");
}

/// For each command on a ticket the ledger has one row for its actor, who is told nothing, and one for each agent.
async fn decided_once(cast: &Cast, acts: &BTreeMap<(String, String), usize>) {
    let agents = [&cast.sam, &cast.noor];
    for ((key, actor), commands) in acts {
        wait_until(LIMIT, &format!("the decisions on {key}"), async || {
            let ledger = cast.sam.get(format!("/tickets/{key}/notifications")).await.expect(200);
            count(&ledger, actor, "actor") >= *commands
        })
        .await;
        let ledger = cast.sam.get(format!("/tickets/{key}/notifications")).await.expect(200);
        assert_eq!(count(&ledger, actor, "actor"), *commands, "one a command: {ledger}");
        for agent in agents {
            let sent = items(&ledger)
                .iter()
                .filter(|row| row["recipient"]["id"] == agent.id.as_str() && row["decision"] == "send");
            let ids: Vec<&str> = sent.map(|row| row["message_id"].as_str().unwrap()).collect();
            assert_eq!(ids.len(), *commands, "{} is told of each command: {ledger}", agent.email);
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ledger}");
        }
    }
}

fn count(ledger: &Value, recipient: &str, reason: &str) -> usize {
    let rows = items(ledger).iter();
    rows.filter(|row| row["recipient"]["id"] == recipient && row["reason"] == reason).count()
}

/// Random enough to hit another moment each time.
fn random() -> usize {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0) as usize >> 8
}
