//! A process is killed at each step of an append, and under load: what it answered is in the log, and nothing is
//! there in part.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use docket_eventstore::db::{Databases, Location};
use docket_eventstore::failpoint::{Step, arm};
use docket_eventstore::{
    Append, AppendError, Appended, CommandId, Expected, Position, Store, StoreOptions, StreamId,
    backend_tests,
};
use docket_test_support::wait_until;
use uuid::Uuid;

use crate::support::{PATIENCE, command, event, one, verified};

const LOCATION: &str = "DOCKET_TEST_CRASH_LOCATION";
const STEP: &str = "DOCKET_TEST_CRASH_STEP";
const WRITERS: usize = 8;

/// The command with an id; whoever sends it again sends the same.
fn of(id: Uuid) -> Append {
    let stream = StreamId(id);
    let events = vec![event(stream, "{}"), event(stream, "{}")];
    Append { command: CommandId(id), expected: vec![(stream, Expected::NoStream)], ..command(events) }
}

#[expect(clippy::disallowed_methods, reason = "a child is told its part by its environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Does nothing in a run of the tests. In a child of the tests below it appends until it is killed, and says on
/// standard error what it sends and what is answered.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn child_that_appends_until_it_is_killed() {
    let (Some(location), Some(step)) = (variable(LOCATION), variable(STEP)) else { return };
    let location = match location.strip_prefix("folder:") {
        Some(folder) => Location::Folder(PathBuf::from(folder)),
        None => Location::Postgres(location),
    };
    let databases = Databases::open(&location).await.unwrap();
    let store = Store::open(databases.log, StoreOptions::default()).await.unwrap();
    if let Some((step, nth)) = step.split_once('/') {
        arm(Step::ALL[step.parse::<usize>().unwrap()], nth.parse().unwrap(), || {
            say("reached", "");
            loop {
                std::thread::park();
            }
        });
    }
    for _ in 0..WRITERS {
        let store = store.clone();
        tokio::spawn(async move {
            loop {
                let id = Uuid::now_v7();
                say("sent", &id.to_string());
                let answer = store.append(of(id)).await.unwrap();
                say("done", &format!("{id} {}", answer.first));
            }
        });
    }
    std::future::pending::<()>().await;
}

fn say(what: &str, more: &str) {
    writeln!(std::io::stderr().lock(), "{what} {more}").unwrap();
}

/// A running child, and what it says, line by line.
struct Victim {
    child: Child,
    lines: Receiver<String>,
    sent: BTreeSet<Uuid>,
    done: BTreeMap<Uuid, Position>,
}

impl Victim {
    fn start(location: &Location, step: &str) -> Self {
        let location = match location {
            Location::Folder(folder) => format!("folder:{}", folder.display()),
            Location::Postgres(address) => address.clone(),
        };
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::child_that_appends_until_it_is_killed", "--nocapture"])
            .env(LOCATION, location)
            .env(STEP, step)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, lines) = channel();
        let output = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines() {
                let Ok(line) = line else { return };
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines, sent: BTreeSet::new(), done: BTreeMap::new() }
    }

    /// Reads until the child has said that it reached its step, or has had `answers` answers; then kills it (SIGKILL)
    /// and reads what it had still said.
    fn kill_when(mut self, answers: usize) -> (BTreeSet<Uuid>, BTreeMap<Uuid, Position>) {
        let deadline = Instant::now() + PATIENCE;
        let mut others = Vec::new();
        while self.done.len() < answers {
            let line = self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            let Ok(line) = line else { panic!("the child stopped early or never came so far: {others:?}") };
            if line.starts_with("reached") {
                break;
            }
            others.extend(self.hear(&line).then_some(line));
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(10)) {
            self.hear(&line);
        }
        (self.sent, self.done)
    }

    /// Whether the line is none of ours.
    fn hear(&mut self, line: &str) -> bool {
        let mut words = line.split(' ');
        let (what, id) = (words.next(), words.next().and_then(|id| id.parse::<Uuid>().ok()));
        match (what, id) {
            (Some("sent"), Some(id)) => drop(self.sent.insert(id)),
            (Some("done"), Some(id)) => {
                // The last line may have been cut off; then the answer was not given.
                if let Some(Ok(position)) = words.next().map(str::parse) {
                    self.done.insert(id, Position(position));
                }
            }
            _ => return true,
        }
        false
    }
}

/// What must hold after a kill. Sends everything again that was not answered.
async fn examine(store: &Store, sent: &BTreeSet<Uuid>, done: &BTreeMap<Uuid, Position>) {
    let events = verified(store).await;
    for (id, first) in done {
        let found: Vec<_> =
            events.iter().filter(|event| event.command.0 == *id).map(|event| event.position).collect();
        assert_eq!(found, [*first, first.next()], "what was answered is there, once");
    }
    for id in sent {
        let again = store.append(of(*id)).await.unwrap();
        assert!(!done.contains_key(id) || again.duplicate);
    }
    let events = verified(store).await;
    for id in sent {
        assert_eq!(events.iter().filter(|event| event.command.0 == *id).count(), 2, "once, and whole");
    }
}

backend_tests! {
    async fn a_process_killed_at_any_step_of_an_append_loses_nothing_it_answered(db: TestDb) {
        for (index, step) in Step::ALL.into_iter().enumerate() {
            for nth in [1, 4] {
                let victim = Victim::start(db.location(), &format!("{index}/{nth}"));
                let killed = tokio::task::spawn_blocking(move || victim.kill_when(usize::MAX));
                let (sent, done) = killed.await.unwrap();
                assert!(done.len() < sent.len(), "{step:?}: some were on their way");
                let store = db.store().await;
                examine(&store, &sent, &done).await;
                store.close().await;
            }
        }
    }

    async fn a_process_killed_under_load_loses_nothing_it_answered(db: TestDb) {
        for answers in [50, 211, 397] {
            let victim = Victim::start(db.location(), "none");
            let (sent, done) = tokio::task::spawn_blocking(move || victim.kill_when(answers)).await.unwrap();
            let store = db.store().await;
            examine(&store, &sent, &done).await;
            store.close().await;
        }
    }
}

/// The server ends the sessions of a store again and again while it writes: each command is answered right, or its
/// outcome is said to be open and sending it again tells.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_whose_sessions_are_cut_answers_right_or_says_that_it_cannot() {
    use docket_eventstore::db::DbError;
    use docket_eventstore::{on_conn, testing::TestDb};
    const CUT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
         AND (query LIKE '%log_head%' OR query = 'COMMIT') AND pid <> pg_backend_pid()";
    let db = TestDb::postgres().await;
    let store = db.store().await;
    let mut writers = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let store = store.clone();
        writers.spawn(async move {
            let mut answers: Vec<(CommandId, Appended)> = Vec::new();
            for _ in 0..60 {
                let sent = one(StreamId(Uuid::now_v7()), Expected::NoStream);
                let answer = loop {
                    match store.append(sent.clone()).await {
                        Ok(answer) => break answer,
                        Err(AppendError::Database(cause)) => {
                            assert!(matches!(*cause, DbError::Unavailable(_)), "{cause:?}");
                        }
                        Err(error) => panic!("{error}"),
                    }
                };
                answers.push((sent.command, answer));
            }
            answers
        });
    }
    let mut cutter = db.log().connect().await.unwrap();
    // Cut again whenever some more were written.
    for written in (0..900).step_by(20) {
        let reached = async || store.head().await.is_ok_and(|head| head.position.0 >= written);
        wait_until(PATIENCE, "the writers to go on", reached).await;
        on_conn!(&mut cutter, c => sqlx::query(CUT).execute(c).await.map(drop)).unwrap();
    }
    cutter.close().await;
    let answers: Vec<_> = writers.join_all().await.into_iter().flatten().collect();
    // The pool's own sessions were cut as well; a new store reads.
    let second = db.second().await;
    let fresh = second.store().await;
    let events = verified(&fresh).await;
    assert_eq!(events.len(), 16 * 60);
    for (command, answer) in answers {
        assert_eq!(events[usize::try_from(answer.first.0).unwrap() - 1].command, command);
    }
    second.databases.close().await;
    db.remove().await;
}
