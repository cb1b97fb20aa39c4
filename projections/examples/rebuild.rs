//! How fast views are built from the first event, with their indexes, and in how much memory: of a copy of a log that
//! `docket bench fill` has made up, and whose views nobody needs.
//!
//! `cargo run --release -p docket-projections --example rebuild -- FOLDER`, or with the address of a PostgreSQL
//! database; behind it the events of a batch, where they are to be others than as a rule.

use std::time::{Duration, Instant};

use docket_eventstore::db::{Databases, DbError, Location};
use docket_eventstore::{Position, Store, StoreOptions, on_tx};
use docket_projections::{Runner, RunnerOptions, Views};
use tokio_util::sync::CancellationToken;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() {
    let place = std::env::args().nth(1).expect("say where the log is");
    let location = if place.starts_with("postgres") {
        Location::Postgres(place)
    } else {
        Location::Folder(place.into())
    };
    let databases = Databases::open(&location).await.expect("the databases open");
    forget(&databases).await.expect("the views are forgotten");
    let store = Store::open(databases.log.clone(), StoreOptions::default()).await.expect("the log opens");
    let head = store.head().await.expect("the log has a head").position;
    let views = Views::open(databases.views.clone()).await.expect("the views open");
    let began = Instant::now();
    let stop = CancellationToken::new();
    let mut options = RunnerOptions::default();
    if let Some(batch) = std::env::args().nth(2) {
        options.catch_up_batch = batch.parse().expect("a batch is a number of events");
    }
    let runner = Runner::new(store.clone(), databases.ops.clone(), views.clone(), options);
    let task = tokio::spawn(runner.run(stop.clone()));
    let (mut said, mut before) = (Instant::now(), Position::ZERO);
    while views.position() < head {
        tokio::time::sleep(Duration::from_millis(100)).await;
        if said.elapsed() > Duration::from_secs(10) {
            let Position(at) = views.position();
            let rate = (at - before.0) as f64 / said.elapsed().as_secs_f64();
            println!("{:>5.0} s: {at} events, {rate:.0}/s, {}", began.elapsed().as_secs_f64(), memory());
            (said, before) = (Instant::now(), Position(at));
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{} events in {seconds:.0} s ({:.0}/s), {}", head.0, head.0 as f64 / seconds, memory());
    while !views.are_whole() {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("with all indexes after {:.0} s, {}", began.elapsed().as_secs_f64(), memory());
    stop.cancel();
    task.await.expect("the runner ends");
    store.close().await;
    databases.close().await;
}

/// Whatever views there are belong to no version of theirs any more.
async fn forget(databases: &Databases) -> Result<(), DbError> {
    databases
        .views
        .write(|tx| {
            Box::pin(async move {
                on_tx!(tx, c => {
                    sqlx::raw_sql("DROP TABLE IF EXISTS view_schema").execute(c).await.map(drop)
                })?;
                Ok(())
            })
        })
        .await
}

/// What the kernel says of this process.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().filter(|line| line.starts_with("VmHWM") || line.starts_with("VmRSS"));
    found.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}
