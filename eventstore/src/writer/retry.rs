//! What the writer does when the database fails: tries again, asks what became of a commit, and tells the callers.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use super::batch::{Failure, Mode, Outcome, Reached};
use super::{PATIENCE, Pending, Writer};
use crate::AppendError;
use crate::db::{Conn, DbError};

const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const CONNECT: Duration = Duration::from_secs(3);

impl Writer {
    /// Carries out a batch and answers each of its commands.
    pub(super) async fn carry_out(&mut self, mut batch: Vec<Pending>) {
        match self.settle(&mut batch, Mode::Quick).await {
            Ok(outcome) => self.answer(batch, outcome),
            // Something in the batch cannot be written: alone, each command stands for itself.
            Err(error) if error.is_refused_data() => {
                for pending in batch {
                    if self.failed {
                        // The rest is dropped, which tells its callers that the writer stopped.
                        return;
                    }
                    let mut one = vec![pending];
                    match self.settle(&mut one, Mode::Careful).await {
                        Ok(outcome) => self.answer(one, outcome),
                        Err(error) => refuse(one, error),
                    }
                }
            }
            Err(error) => refuse(batch, error),
        }
    }

    fn answer(&self, batch: Vec<Pending>, outcome: Outcome) {
        self.written.send_if_modified(|position| {
            let newer = outcome.head > *position;
            *position = outcome.head.max(*position);
            newer
        });
        for (pending, answer) in batch.into_iter().zip(outcome.answers) {
            // A caller that gave up waiting wants no answer.
            drop(pending.reply.send(answer));
        }
    }

    /// Attempts a batch until its outcome is known, or the tries or the patience of its oldest caller end.
    async fn settle(&mut self, batch: &mut [Pending], mut mode: Mode) -> Result<Outcome, DbError> {
        let oldest = batch.iter().map(|pending| pending.queued_at).min();
        let deadline = oldest.unwrap_or_else(Instant::now) + PATIENCE;
        let mut unknown = false;
        for tries in 1.. {
            let Failure { error, reached } = match self.attempt(batch, &mode).await {
                Ok(outcome) => return Ok(outcome),
                Err(failure) => failure,
            };
            unknown = match reached {
                Reached::Nothing => unknown,
                Reached::Look => false,
                Reached::Commit => true,
            };
            if error.is_disk_fault() {
                // What the system's page cache now holds need not be on the disk: nothing read from here on can
                // be relied on, not even to find out what became of the commit.
                tracing::error!(error = %error, "the disk of the log failed: the writer stops");
                self.failed = true;
                return Err(if unknown { in_doubt(error) } else { error });
            }
            let pause = jittered(FIRST_PAUSE * 2_u32.pow(tries - 1));
            let over = tries >= TRIES || Instant::now() + pause > deadline;
            if error.is_transient() && !over {
                tracing::warn!(error = %error, tries, "an append is tried again");
                sleep(pause).await;
            } else if unknown && !over {
                mode = Mode::LookUp(Arc::new(error));
            } else {
                return Err(if unknown { in_doubt(error) } else { error });
            }
        }
        // The loop above counts on until it returns.
        Err(DbError::Task("no attempt was made".to_owned()))
    }

    /// A new connection. Nothing is open on one that is being made, so giving up on it is safe.
    pub(super) async fn reconnect(&self) -> Result<Conn, DbError> {
        match timeout(CONNECT, self.db.connect_append()).await {
            Ok(conn) => conn,
            Err(_) => Err(DbError::Unavailable(sqlx::Error::PoolTimedOut)),
        }
    }
}

fn refuse(batch: Vec<Pending>, error: DbError) {
    tracing::warn!(error = %error, commands = batch.len(), "commands could not be written");
    let error = Arc::new(error);
    for pending in batch {
        drop(pending.reply.send(Err(AppendError::Database(Arc::clone(&error)))));
    }
}

/// An error after a commit whose outcome could not be found out: whatever it was, the caller must ask again.
fn in_doubt(error: DbError) -> DbError {
    match error {
        DbError::Unavailable(cause) | DbError::Full(cause) | DbError::Driver(cause) => {
            DbError::Unavailable(cause)
        }
        DbError::Io(cause) => DbError::Unavailable(sqlx::Error::Io(cause)),
        other @ (DbError::OldSqlite { .. } | DbError::Corrupt { .. } | DbError::Task(_)) => {
            DbError::Unavailable(sqlx::Error::Protocol(other.to_string()))
        }
    }
}

/// Between half of it and all of it, so that nodes that failed together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(0_u8);
    pause / 2 + pause.mul_f64((random % 1000) as f64 / 2000.0)
}
