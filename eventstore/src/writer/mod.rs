//! The writer: one task, one connection, all waiting commands in one transaction.
//!
//! Batches form by themselves: while one is being committed, the next one gathers. A caller is answered after the
//! commit, never before. Conflicts, repetitions and taken names are a command's own result; only a fault of the
//! database concerns the whole batch, and a commit whose outcome is not known is looked up, not guessed.

mod batch;
mod decide;
mod retry;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::yield_now;
use tokio::time::Instant;

use crate::append::{MAX_BYTES, MAX_EVENTS};
use crate::chain::sha256;
use crate::db::{Conn, Db};
use crate::{Append, AppendError, Appended, Clock, Position};

/// Commands in one transaction.
const MAX_BATCH: usize = 256;
/// Events in one transaction, unless one command alone has more.
const MAX_BATCH_EVENTS: usize = 16 * MAX_EVENTS;
/// Commands that may wait for the writer; further callers wait for room.
const QUEUE: usize = 1024;
/// How long a command's batch is tried again while the database is away.
const PATIENCE: Duration = Duration::from_secs(5);

/// A command on its way, with what could be prepared before the lock.
#[derive(Debug)]
struct Pending {
    append: Append,
    /// One an event; none where the payload waits for the number.
    payload_hashes: Vec<Option<[u8; 32]>>,
    bytes: usize,
    queued_at: Instant,
    /// The first position this command was given by a commit whose outcome is not known.
    attempted: Option<Position>,
    reply: oneshot::Sender<Result<Appended, AppendError>>,
}

/// The callers' end.
#[derive(Clone, Debug)]
pub(crate) struct Handle {
    queue: mpsc::Sender<Pending>,
    closing: watch::Sender<bool>,
    /// Closed when the writer has ended.
    ended: watch::Receiver<()>,
}

impl Handle {
    /// Hands a command over and waits for the answer. Giving up the wait does not take the command back.
    pub(crate) async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        append.validate()?;
        let payload_hashes = append.events.iter().map(|event| {
            let complete = event.payload.hole.is_none();
            complete.then(|| sha256(event.payload.bytes()))
        });
        let (reply, answer) = oneshot::channel();
        let pending = Pending {
            payload_hashes: payload_hashes.collect(),
            bytes: append.bytes(),
            append,
            queued_at: Instant::now(),
            attempted: None,
            reply,
        };
        self.queue.send(pending).await.map_err(|_| AppendError::Stopped)?;
        answer.await.map_err(|_| AppendError::Stopped)?
    }

    /// Takes no more commands, and waits until those taken are answered.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(true);
        self.ended().await;
    }

    /// Waits until the writer has ended, on demand or because its disk failed.
    pub(crate) async fn ended(&self) {
        let mut ended = self.ended.clone();
        // An error means that the writer is gone, which is what is waited for.
        while ended.changed().await.is_ok() {}
    }
}

/// Starts the writer. It ends when it is closed or every handle is gone.
pub(crate) fn start(db: Db, conn: Conn, clock: Arc<dyn Clock>, written: watch::Sender<Position>) -> Handle {
    let (queue, waiting) = mpsc::channel(QUEUE);
    let (closing, close) = watch::channel(false);
    let (end, ended) = watch::channel(());
    let writer = Writer { db, conn: Some(conn), clock, written, gathered: VecDeque::new(), failed: false };
    tokio::spawn(async move {
        writer.run(waiting, close).await;
        drop(end);
    });
    Handle { queue, closing, ended }
}

struct Writer {
    db: Db,
    /// None after a failure: the next attempt opens a new one.
    conn: Option<Conn>,
    clock: Arc<dyn Clock>,
    written: watch::Sender<Position>,
    gathered: VecDeque<Pending>,
    /// The disk failed in a way that leaves nothing to rely on.
    failed: bool,
}

impl Writer {
    async fn run(mut self, mut waiting: mpsc::Receiver<Pending>, mut close: watch::Receiver<bool>) {
        let mut arrived = Vec::with_capacity(MAX_BATCH);
        loop {
            if self.gathered.is_empty() {
                tokio::select! {
                    biased;
                    count = waiting.recv_many(&mut arrived, MAX_BATCH) => {
                        if count == 0 {
                            break;
                        }
                    }
                    // An error means that every handle is gone; then the queue ends by itself.
                    Ok(_) = close.wait_for(|closing| *closing), if !waiting.is_closed() => waiting.close(),
                }
            }
            while self.gathered.len() + arrived.len() < MAX_BATCH {
                let Ok(pending) = waiting.try_recv() else { break };
                arrived.push(pending);
            }
            self.gathered.extend(arrived.drain(..));
            let batch = self.next_batch();
            if !batch.is_empty() {
                self.carry_out(batch).await;
            }
            // Those just answered get their turn before the next batch is closed: what they send at once then goes
            // with it, instead of waiting for a commit that carries one command.
            yield_now().await;
            if self.failed {
                // Dropping the queue answers everyone who waits: stopped.
                return;
            }
        }
        if let Some(conn) = self.conn.take() {
            conn.close().await;
        }
    }

    /// The commands of the next transaction: as many as fit, at least one.
    fn next_batch(&mut self) -> Vec<Pending> {
        let mut batch = Vec::with_capacity(self.gathered.len());
        let (mut bytes, mut events) = (0, 0);
        while let Some(next) = self.gathered.front() {
            bytes += next.bytes;
            events += next.append.events.len();
            let full = batch.len() == MAX_BATCH || bytes > MAX_BYTES || events > MAX_BATCH_EVENTS;
            if full && !batch.is_empty() {
                break;
            }
            batch.extend(self.gathered.pop_front());
        }
        batch
    }
}
