//! The store alone against a bare group commit of the same bytes, in the same run; on SQLite also against one
//! through the plain C API.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::Args;
use docket_eventstore::testing::{Bare, TestDb};
use docket_eventstore::{
    ActorId, Append, CommandId, CorrelationId, EventId, Expected, NewEvent, Payload, Store, StoreOptions,
    StreamId,
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::plain::Plain;

/// What is measured, and how long.
#[derive(Args, Debug)]
pub(crate) struct StoreArgs {
    /// A PostgreSQL server whose role may create databases; without it only SQLite is measured.
    #[arg(long, env = "DOCKET_BENCH_POSTGRES", hide_env_values = true)]
    database_url: Option<String>,
    /// Concurrent writers, each sending its next command when the last one is answered.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64, 256])]
    writers: Vec<usize>,
    /// Rounds a point; the best one counts, since neighbours only ever make a round slower.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Seconds a round.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
}

/// One of those that are compared.
#[derive(Clone)]
enum Subject {
    Store(Store),
    Bare(Bare),
    Plain(Plain),
}

impl Subject {
    async fn append(&self, append: Append) -> anyhow::Result<()> {
        match self {
            Self::Store(store) => drop(store.append(append).await?),
            Self::Bare(bare) => bare.append(append).await?,
            Self::Plain(plain) => plain.append(append).await?,
        }
        Ok(())
    }
}

/// A round's outcome.
#[derive(Clone, Copy, Default)]
struct Round {
    rate: f64,
    p50: Duration,
    p99: Duration,
}

/// Measures and prints.
pub(crate) async fn run(args: &StoreArgs) -> anyhow::Result<()> {
    println!(
        "database  writers      store/s  p50 ms  p99 ms       bare/s  p50 ms  p99 ms  ratio   C API/s  ratio"
    );
    let folders = [TestDb::sqlite().await, TestDb::sqlite().await, TestDb::sqlite().await];
    let file = folders[2].log().file().map(Path::to_owned).context("an SQLite file")?;
    // The reference is to be alone on its file.
    folders[2].databases.close().await;
    compare("sqlite", &folders, Some(Plain::open(&file)?), args).await?;
    if let Some(server) = &args.database_url {
        let databases = [TestDb::postgres_on(server).await, TestDb::postgres_on(server).await];
        compare("postgres", &databases, None, args).await?;
        for database in databases {
            database.remove().await;
        }
    }
    Ok(())
}

async fn compare(name: &str, dbs: &[TestDb], plain: Option<Plain>, args: &StoreArgs) -> anyhow::Result<()> {
    let store = Store::open(dbs[0].log().clone(), StoreOptions::default()).await?;
    let mut subjects = vec![Subject::Store(store.clone()), Subject::Bare(Bare::open(dbs[1].log()).await?)];
    subjects.extend(plain.map(Subject::Plain));
    for &writers in &args.writers {
        let mut best = [Round::default(); 3];
        for _ in 0..args.rounds {
            for (subject, best) in subjects.iter().zip(&mut best) {
                let round = measure(subject, writers, Duration::from_secs_f64(args.seconds)).await?;
                if round.rate > best.rate {
                    *best = round;
                }
            }
        }
        let [store, bare, plain] = best;
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        print!(
            "{name:<9} {writers:>7} {:>12.0} {:>7.2} {:>7.2} {:>12.0} {:>7.2} {:>7.2}  {:>5.2}",
            store.rate,
            ms(store.p50),
            ms(store.p99),
            bare.rate,
            ms(bare.p50),
            ms(bare.p99),
            store.rate / bare.rate
        );
        if plain.rate > 0.0 {
            print!(" {:>9.0}  {:>5.2}", plain.rate, store.rate / plain.rate);
        }
        println!();
    }
    store.close().await;
    Ok(())
}

async fn measure(subject: &Subject, writers: usize, time: Duration) -> anyhow::Result<Round> {
    let over = Arc::new(AtomicBool::new(false));
    let started = Instant::now();
    let mut tasks: JoinSet<anyhow::Result<Vec<Duration>>> = JoinSet::new();
    for _ in 0..writers {
        let (subject, over) = (subject.clone(), Arc::clone(&over));
        tasks.spawn(async move {
            let mut times = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let command = command();
                let sent = Instant::now();
                subject.append(command).await?;
                times.push(sent.elapsed());
            }
            Ok(times)
        });
    }
    tokio::time::sleep(time).await;
    over.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done??);
    }
    let rate = times.len() as f64 / started.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    Ok(Round { rate, p50: at(50), p99: at(99) })
}

/// One event with 300 bytes of payload, on a stream of its own.
fn command() -> Append {
    let stream = StreamId(Uuid::now_v7());
    let payload = format!("{{\"subject\":\"{}\",\"body\":\"{}\"}}", stream, "lorem ipsum ".repeat(20));
    Append {
        command: CommandId(Uuid::now_v7()),
        fingerprint: [7; 32],
        actor: ActorId(Uuid::now_v7()),
        correlation: CorrelationId(Uuid::now_v7()),
        causation: None,
        expected: vec![(stream, Expected::NoStream)],
        events: vec![NewEvent {
            event_id: EventId(Uuid::now_v7()),
            stream,
            kind: "ticket.created",
            schema_version: 1,
            payload: Payload::new(payload),
        }],
        claims: Vec::new(),
        number: None,
    }
}
