//! The notifier is killed at each step of a mail's way: each decision is made once, no mail is lost, and one is
//! doubled only between the server's answer and its writing down. And one that lost its lease writes nothing.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;

use docket_domain::testing::{MARIA, SAM, request};
use docket_eventstore::db::{Databases, Location};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{ManualClock, Store, StoreOptions, backend_tests};
use docket_notifier::{
    Decision, LedgerEntry, Notifier, NotifierError, NotifierOptions, RetryPolicy, State, Step, arm,
};
use docket_test_support::{SmtpServer, wait_until};

use crate::mail::Mail;
use crate::town::{Town, config};

const PART: &str = "DOCKET_TEST_NOTIFIER_PART";
const LOCATION: &str = "DOCKET_TEST_NOTIFIER_LOCATION";
const SERVER: &str = "DOCKET_TEST_NOTIFIER_SERVER";
const TIME: &str = "DOCKET_TEST_NOTIFIER_TIME";
const PATIENCE: Duration = Duration::from_secs(60);

/// What the dead held is free soon.
fn options() -> NotifierOptions {
    NotifierOptions {
        retry: RetryPolicy {
            timeout: Duration::from_millis(500),
            lease: Duration::from_millis(1_200),
            ..RetryPolicy::default()
        },
        lease: Duration::from_millis(500),
        // One mail at a time, so that none but the one in question is on its way when the process is killed.
        concurrency: 1,
        ..NotifierOptions::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "a child is told its part by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn say(what: &str) {
    writeln!(std::io::stderr().lock(), "said {what}").unwrap();
}

/// Does nothing in a run of the tests. In a child of the tests below it plays its part.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn child_with_a_part() {
    let Some(part) = variable(PART) else { return };
    let location = variable(LOCATION).unwrap();
    let location = match location.strip_prefix("folder:") {
        Some(folder) => Location::Folder(PathBuf::from(folder)),
        None => Location::Postgres(location),
    };
    let databases = Databases::open(&location).await.unwrap();
    let time = variable(TIME).unwrap().parse().unwrap();
    let open = async || {
        let store = Store::open(databases.log.clone(), StoreOptions::default()).await.unwrap();
        let (clock, config) = (Arc::new(ManualClock::new(time)), config(&variable(SERVER).unwrap()));
        Notifier::open(store, databases.ops.clone(), [7; 32], config, clock, options()).unwrap()
    };
    match part.split_once('/') {
        Some((step, nth)) => {
            let notifier = open().await;
            arm(Step::ALL[step.parse::<usize>().unwrap()], nth.parse().unwrap(), || {
                say("reached");
                loop {
                    std::thread::park();
                }
            });
            notifier.catch_up().await.unwrap();
            notifier.deliver_due().await.unwrap();
            say("ended");
        }
        None => zombie(open().await, open().await, &part).await,
    }
}

/// One decider sleeps past its lease between reading and writing; another takes over; the first wakes.
async fn zombie(slow: Notifier, quick: Notifier, part: &str) {
    assert_eq!(part, "zombie");
    static ASLEEP: AtomicBool = AtomicBool::new(false);
    arm(Step::AfterRead, 1, || {
        ASLEEP.store(true, Ordering::SeqCst);
        // Until the parent closes the input. The other tasks of this thread do not sleep with it.
        tokio::task::block_in_place(|| drop(std::io::stdin().read_line(&mut String::new())));
    });
    let sleeper = tokio::spawn(async move { slow.catch_up().await });
    wait_until(PATIENCE, "the first to read", async || ASLEEP.load(Ordering::SeqCst)).await;
    wait_until(PATIENCE, "the lease to end", async || quick.catch_up().await.is_ok()).await;
    say("taken over");
    let sleeper = sleeper.await.unwrap();
    assert!(matches!(sleeper, Err(NotifierError::Fenced(_))), "{sleeper:?}");
    say("fenced");
}

/// Starts a child; `hear` gets each thing it says and answers whether to kill it.
fn play(
    town: &Town,
    db: &TestDb,
    server: &SmtpServer,
    part: &str,
    mut hear: impl FnMut(&str) -> bool,
) -> Vec<String> {
    let location = match db.location() {
        Location::Folder(folder) => format!("folder:{}", folder.display()),
        Location::Postgres(address) => address.clone(),
    };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_with_a_part", "--nocapture"])
        .env(PART, part)
        .env(LOCATION, location)
        .env(SERVER, server.url())
        .env(TIME, town.clock_now().to_rfc3339())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take();
    let (send, lines) = channel();
    let output = BufReader::new(child.stderr.take().unwrap());
    std::thread::spawn(move || output.lines().map_while(Result::ok).for_each(|line| drop(send.send(line))));
    let mut said = Vec::new();
    while let Ok(line) = lines.recv_timeout(PATIENCE) {
        said.push(line.clone());
        if let Some(what) = line.strip_prefix("said ") {
            if what == "taken over" {
                drop(input.take());
            }
            if hear(what) {
                child.kill().unwrap();
            }
        }
    }
    // One that did not end in time is not waited for.
    drop(child.kill());
    child.wait().unwrap();
    said
}

/// How often each mail came.
fn copies(server: &SmtpServer) -> BTreeMap<String, usize> {
    let mut copies = BTreeMap::new();
    for message in server.messages() {
        let mail = Mail::read(&message.rcpt_tos[0], &message.data);
        *copies.entry(mail.header("Message-ID").to_owned()).or_insert(0) += 1;
    }
    copies
}

fn without_ids_twice(entries: &[LedgerEntry]) -> bool {
    let mut keys: Vec<_> = entries.iter().map(|e| (e.command, e.recipient, e.template)).collect();
    keys.sort_unstable();
    let all = keys.len();
    keys.dedup();
    keys.len() == all
}

backend_tests! {
    async fn killed_at_each_step_it_decides_once_and_loses_no_mail(db: TestDb) {
        let server = SmtpServer::start();
        let town = Town::to(&db, &server.url(), options()).await;
        town.notifier.run(cancelled()).await;
        let mut number = 0;
        for (index, step) in Step::ALL.into_iter().enumerate() {
            for nth in 1..=2 {
                // The steps of deciding are passed once by a catch-up, those of sending once a mail.
                let deciding = index < 4;
                if deciding && nth > 1 {
                    continue;
                }
                number += 1;
                let ticket = town.open(MARIA, number, request()).await;
                town.comment(SAM, ticket, "Which one?").await;
                let nth = if step == Step::AfterClaim { 1 } else { nth };
                let said = play(&town, &db, &server, &format!("{index}/{nth}"), |what| what == "reached");
                assert!(said.iter().any(|line| line == "said reached"), "{step:?}: {said:#?}");

                finish(&town).await;
                let entries = town.entries().await;
                assert!(without_ids_twice(&entries), "{step:?}");
                let rows = town.rows_of(ticket).await;
                assert_eq!(rows.len(), 5, "{step:?}: {rows:#?}");
                let copies = copies(&server);
                for row in rows.iter().filter(|row| matches!(row.decision, Decision::Send(_))) {
                    let times = copies.get(row.message_id.as_ref().unwrap()).copied().unwrap_or(0);
                    let most = if step == Step::AfterSend { 2 } else { 1 };
                    assert!((1..=most).contains(&times), "{step:?}: {times} copies of {row:?}");
                    assert_eq!(row.state, State::Sent, "{step:?}");
                }
            }
        }
    }

    async fn a_decider_that_lost_its_lease_writes_nothing(db: TestDb) {
        let server = SmtpServer::start();
        let town = Town::to(&db, &server.url(), options()).await;
        town.notifier.run(cancelled()).await;
        let ticket = town.open(MARIA, 1, request()).await;
        let said = play(&town, &db, &server, "zombie", |_| false);
        assert!(said.iter().any(|line| line == "said fenced"), "{said:#?}");
        let rows = town.rows_of(ticket).await;
        assert_eq!(rows.len(), 3, "{rows:#?}");
        finish(&town).await;
        assert_eq!(town.rows_of(ticket).await.len(), 3);
        assert_eq!(copies(&server).len(), 2);
    }

    async fn a_running_notifier_sends_what_happens_and_stops_when_told(db: TestDb) {
        let town = Town::with(&db, NotifierOptions::default()).await;
        let cancel = tokio_util::sync::CancellationToken::new();
        let notifier = &town.notifier;
        tokio::join!(notifier.run(cancel.clone()), async {
            town.open(MARIA, 1, request()).await;
            let mut mails = Vec::new();
            wait_until(PATIENCE, "two mails", async || {
                mails.extend(town.letters.take());
                mails.len() == 2
            })
            .await;
            assert!(notifier.health().deciding && notifier.health().is_well());
            let head = town.store.head().await.unwrap().position;
            assert_eq!(notifier.health().position, Some(head));
            cancel.cancel();
        });
        assert!(!notifier.health().deciding);
        // The part is free at once for the next.
        notifier.catch_up().await.unwrap();
    }
}

/// Stopped before it begins: gives back what it held for the story's beginning.
fn cancelled() -> tokio_util::sync::CancellationToken {
    let token = tokio_util::sync::CancellationToken::new();
    token.cancel();
    token
}

/// Another notifier takes over what the dead one left, as soon as its leases end.
async fn finish(town: &Town) {
    wait_until(PATIENCE, "the decider's lease to end", async || town.notifier.catch_up().await.is_ok()).await;
    wait_until(PATIENCE, "all mails to be sent", async || {
        town.notifier.deliver_due().await.unwrap();
        let backlog = town.notifier.ledger().backlog().await.unwrap();
        backlog.pending + backlog.leased + backlog.retry + backlog.ambiguous == 0
    })
    .await;
    town.notifier.run(cancelled()).await;
}
