//! The database goes away and comes back: 503 with Retry-After meanwhile, nothing half done, no restart.

use std::time::{Duration, Instant};

use docket_test_support::{CutProxy, PgCluster, StopMode, wait_until};
use serde_json::json;

use crate::harness::cast::ticket;
use crate::harness::{Answer, Call, Cast, Person, Program, Site, items};

/// Within seconds, on a loaded machine.
const ANSWER_LIMIT: Duration = Duration::from_secs(20);
const RECOVERY_LIMIT: Duration = Duration::from_secs(60);

/// A program and its people on that address.
async fn start(address: String) -> (Site, Program, Cast) {
    let site = Site::at(address);
    let program = site.serve().await;
    let cast = Cast::found(&site).await;
    (site, program, cast)
}

fn open(key: &str) -> Call {
    Call::post("/tickets", &ticket(&json!({ "subject": key }))).header("idempotency-key", key)
}

fn is_unavailable(answer: &Answer) {
    answer.expect_problem(503, "unavailable");
    let after = answer.header("retry-after").and_then(|after| after.parse::<u32>().ok());
    assert!(after.is_some_and(|after| (1..=60).contains(&after)), "{answer}");
}

/// Reads and writes are refused in time while the database is away.
async fn refuses(cast: &Cast, program: &Program, key: &str) {
    for call in [open(key), Call::get("/tickets"), Call::get("/me")] {
        let sent = Instant::now();
        is_unavailable(&cast.maria.send(call).await);
        assert!(sent.elapsed() < ANSWER_LIMIT, "answered after {:?}", sent.elapsed());
    }
    let login = json!({ "email": cast.kim.email, "password": "docket-demo" });
    is_unavailable(&program.client().post("/session", &login).await);
    assert_eq!(program.client().get("!/readyz").await.status, 503);
    assert_eq!(program.client().get("!/healthz").await.status, 200, "it is alive and waits");
}

/// The same command is carried out now, once, and everything is as before.
async fn recovers(maria: &Person, key: &str, before: usize) {
    let mut opened = None;
    wait_until(RECOVERY_LIMIT, "the command to be taken", async || {
        let answer = maria.send(open(key)).await;
        let taken = answer.status == 201;
        opened = taken.then_some(answer);
        taken
    })
    .await;
    let opened = opened.unwrap();
    let again = maria.send(open(key)).await;
    assert_eq!(again.expect(201), opened.json());
    let list = maria.get_after_a_fault("/tickets?scope=mine&limit=100", opened.position()).await.expect(200);
    assert_eq!(items(&list).len(), before + 1, "each ticket is there once: {list}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_server_is_answered_by_503_and_used_again_when_it_is_back() {
    let mut cluster = tokio::task::spawn_blocking(PgCluster::start).await.unwrap();
    let (_site, program, cast) = start(cluster.url()).await;
    for (before, mode) in [StopMode::Fast, StopMode::Immediate, StopMode::Kill].into_iter().enumerate() {
        let key = format!("while it is stopped by {mode:?}");
        cluster.stop(mode).unwrap();
        refuses(&cast, &program, &key).await;
        cluster.start_again().unwrap();
        recovers(&cast.maria, &key, before).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_network_is_answered_by_503_and_used_again_when_it_speaks() {
    let cluster = tokio::task::spawn_blocking(PgCluster::start).await.unwrap();
    let proxy = CutProxy::start(cluster.port()).await;
    let (_site, program, cast) = start(cluster.url_of("docket", proxy.port())).await;
    proxy.stall();
    refuses(&cast, &program, "while nothing passes").await;
    proxy.restore();
    recovers(&cast.maria, "while nothing passes", 0).await;
    proxy.cut();
    refuses(&cast, &program, "while the line is cut").await;
    proxy.restore();
    recovers(&cast.maria, "while the line is cut", 1).await;
}
