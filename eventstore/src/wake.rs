//! Keeps a store's idea of the log's end fresh: its own commits at once, those of other processes by hint where
//! there are hints, and by polling in any case.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::db::Db;
use crate::{Position, read};

/// At most one hint to the other nodes in this time, whatever the number of commits.
const HINT_PAUSE: Duration = Duration::from_millis(50);

/// The tasks that watch; they end with the store.
#[derive(Debug)]
pub(crate) struct Watchers(Vec<JoinHandle<()>>);

impl Drop for Watchers {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

/// Starts the tasks. `seen` gets every position that is heard of; `written` changes with this node's commits.
pub(crate) fn start(
    db: &Db,
    poll_interval: Duration,
    hints: bool,
    seen: &watch::Sender<Position>,
    written: watch::Receiver<Position>,
) -> Watchers {
    let mut tasks = vec![
        tokio::spawn(poll(db.clone(), poll_interval, seen.clone())),
        tokio::spawn(pass_on(written.clone(), seen.clone())),
    ];
    if hints {
        tasks.push(tokio::spawn(listen(db.clone(), poll_interval, seen.clone())));
        tasks.push(tokio::spawn(tell(db.clone(), written)));
    }
    Watchers(tasks)
}

fn heard(seen: &watch::Sender<Position>, position: Position) {
    seen.send_if_modified(|known| {
        let newer = position > *known;
        *known = position.max(*known);
        newer
    });
}

async fn pass_on(mut written: watch::Receiver<Position>, seen: watch::Sender<Position>) {
    while written.changed().await.is_ok() {
        let position = *written.borrow_and_update();
        heard(&seen, position);
    }
}

async fn poll(db: Db, interval: Duration, seen: watch::Sender<Position>) {
    loop {
        sleep(interval).await;
        match read::head(&db).await {
            Ok(head) => heard(&seen, head.position),
            Err(error) => tracing::debug!(error = %error, "the head of the log could not be polled"),
        }
    }
}

async fn listen(db: Db, pause: Duration, seen: watch::Sender<Position>) {
    loop {
        match db.hints().await {
            // This database has no hints.
            Ok(None) => return,
            Ok(Some(mut hints)) => {
                while let Ok(position) = hints.next().await {
                    heard(&seen, Position(position));
                }
            }
            Err(error) => tracing::debug!(error = %error, "no listener for hints"),
        }
        // Hints are lost while nobody listens; polling goes on.
        sleep(pause).await;
    }
}

async fn tell(db: Db, mut written: watch::Receiver<Position>) {
    while written.changed().await.is_ok() {
        let position = *written.borrow_and_update();
        if let Err(error) = db.hint(position.0).await {
            tracing::debug!(error = %error, "a hint could not be sent");
        }
        sleep(HINT_PAUSE).await;
    }
}
