//! A group commit with nothing around it: what the store is measured against.
//!
//! The same rows into the same tables by the same statements and the same batching, but no version is read, nothing
//! is hashed, no command is looked up, no name is claimed and nobody is told. What the store does besides is the
//! difference.

use tokio::sync::{mpsc, oneshot};

use crate::Append;
use crate::db::append::{self as statements, CommandRow, EventRow, EventRows, HeadRow};
use crate::db::{Conn, Db, DbError};
use crate::{Clock, SystemClock, chain, read};

const MAX_BATCH: usize = 256;

type Reply = oneshot::Sender<Result<(), DbError>>;

/// The reference. Only one may work on a log at a time, and it stops at the first error.
#[derive(Clone, Debug)]
pub struct Bare {
    queue: mpsc::Sender<(Append, Reply)>,
}

impl Bare {
    /// Starts its writer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(db: &Db) -> Result<Self, DbError> {
        let conn = db.connect().await?;
        let position = read::head(db).await?.position.0;
        let (queue, waiting) = mpsc::channel(1024);
        tokio::spawn(run(conn, position, waiting));
        Ok(Self { queue })
    }

    /// Writes a command's events, each as the first of its stream.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append(&self, append: Append) -> Result<(), DbError> {
        let ended = || DbError::Task("the bare writer has ended".to_owned());
        let (reply, answer) = oneshot::channel();
        self.queue.send((append, reply)).await.map_err(|_| ended())?;
        answer.await.map_err(|_| ended())?
    }
}

async fn run(mut conn: Conn, mut position: i64, mut waiting: mpsc::Receiver<(Append, Reply)>) {
    let mut batch = Vec::with_capacity(MAX_BATCH);
    while waiting.recv_many(&mut batch, MAX_BATCH).await > 0 {
        match write(&mut conn, position, &batch).await {
            Ok(last) => {
                position = last;
                for (_, reply) in batch.drain(..) {
                    drop(reply.send(Ok(())));
                }
            }
            Err(error) => {
                tracing::error!(error = %error, "the bare writer ends");
                return;
            }
        }
    }
}

async fn write(conn: &mut Conn, after: i64, batch: &[(Append, Reply)]) -> Result<i64, DbError> {
    let mut last = after;
    let recorded_at = SystemClock.now();
    let mut commands = Vec::with_capacity(batch.len());
    let mut rows = Vec::with_capacity(batch.len());
    for (append, _) in batch {
        let first = last + 1;
        for event in &append.events {
            last += 1;
            rows.push(EventRow {
                event_id: event.event_id.0,
                stream: event.stream.0,
                version: 1,
                kind: event.kind,
                schema_version: event.schema_version,
                actor: append.actor.0,
                command: append.command.0,
                correlation: append.correlation.0,
                causation: append.causation.map(|id| id.0),
                payload: event.payload.bytes(),
                hash: chain::GENESIS,
            });
        }
        let (command, fingerprint) = (append.command.0, append.fingerprint);
        commands.push(CommandRow { command, fingerprint, first, last, number: None });
    }
    let mut tx = conn.begin().await?;
    let head = HeadRow { position: last, hash: chain::GENESIS, recorded_at };
    let events = EventRows { after, recorded_at, rows };
    statements::write_by_table(&mut tx, &events, &commands, &head).await?;
    tx.commit().await?;
    Ok(last)
}
