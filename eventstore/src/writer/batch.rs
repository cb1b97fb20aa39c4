//! One attempt at one batch: lock, read, decide, write, commit.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::decide::{Plan, Verdict, Written, decide, wanted};
use super::{Pending, Writer};
use crate::append::Appended;
use crate::db::append::{CLAIMS, COUNTERS, Found};
use crate::db::{DbError, Tx, append as statements, ids_json, sql};
use crate::failpoint::{Step, reach};
use crate::{AppendError, Position, StreamId, Version, on_tx};

/// How an attempt goes about it.
#[derive(Clone, Debug)]
pub(super) enum Mode {
    /// Names made of numbers are taken without a look, since nobody else counts with the counter; the table's key
    /// refuses the batch if one is not free.
    Quick,
    /// Names made of numbers are looked up as well.
    Careful,
    /// Only tells what became of an earlier attempt: commands that are not in the log are refused with this.
    LookUp(Arc<DbError>),
}

/// How far an attempt came before it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// Not to the look at the log: what became of earlier attempts is not known.
    Nothing,
    /// It has seen, under the lock, that earlier attempts left nothing, and left nothing itself.
    Look,
    /// It asked for the commit: nobody knows whether it happened.
    Commit,
}

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: DbError,
    pub(super) reached: Reached,
}

fn failed(reached: Reached) -> impl Fn(DbError) -> Failure {
    move |error| Failure { error, reached }
}

/// The answers of a batch, in its order, and the head after it.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) answers: Vec<Result<Appended, AppendError>>,
    pub(super) head: Position,
}

impl Writer {
    /// One attempt. The connection is kept where it can be relied on afterwards.
    pub(super) async fn attempt(&mut self, batch: &mut [Pending], mode: &Mode) -> Result<Outcome, Failure> {
        let mut conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.reconnect().await.map_err(failed(Reached::Nothing))?,
        };
        reach(Step::BeforeLock);
        let mut tx = conn.begin_append().await.map_err(failed(Reached::Nothing))?;
        reach(Step::AfterLock);
        let found = look(&mut tx, batch, mode).await.map_err(failed(Reached::Nothing))?;
        reach(Step::AfterRead);
        let after = found.head.position;
        let Plan { verdicts, written } = decide(batch, found, self.clock.now(), mode);
        let answers = answers(&mut tx, batch, verdicts).await.map_err(failed(Reached::Look))?;
        let head = Position(written.head.position);
        if written.events.is_empty() {
            // Nothing to make durable. Should the rollback fail, the connection's end does it.
            if tx.rollback().await.is_ok() {
                self.conn = Some(conn);
            }
            return Ok(Outcome { answers, head });
        }
        if let Err(error) = write(&mut tx, batch, &written, after).await {
            if error.is_refused_data() && tx.rollback().await.is_ok() {
                self.conn = Some(conn);
            }
            return Err(Failure { error, reached: Reached::Look });
        }
        reach(Step::BeforeCommit);
        for (pending, answer) in batch.iter_mut().zip(&answers) {
            pending.attempted = answer.as_ref().ok().filter(|done| !done.duplicate).map(|done| done.first);
        }
        tx.commit().await.map_err(failed(Reached::Commit))?;
        reach(Step::AfterCommitBeforeReply);
        self.conn = Some(conn);
        Ok(Outcome { answers, head })
    }
}

async fn look(tx: &mut Tx<'_>, batch: &[Pending], mode: &Mode) -> Result<Found, DbError> {
    let found = statements::read(tx, &wanted(batch, None)).await?;
    match mode {
        Mode::Quick | Mode::LookUp(_) => Ok(found),
        Mode::Careful => {
            let counters: HashMap<String, i64> = found.counters.into_iter().collect();
            statements::read(tx, &wanted(batch, Some(&counters))).await
        }
    }
}

async fn write(tx: &mut Tx<'_>, batch: &[Pending], written: &Written, after: i64) -> Result<(), DbError> {
    CLAIMS.delete(tx, &written.released).await?;
    CLAIMS.insert(tx, &written.taken).await?;
    COUNTERS.upsert(tx, &written.counters).await?;
    let events = written.event_rows(batch, after);
    if statements::write(tx, &events, &written.commands, &written.head).await? {
        reach(Step::AfterInsert);
        return Ok(());
    }
    let what = format!("the head left position {after} while it was locked");
    Err(DbError::Corrupt { place: "log_head", what })
}

/// The answers, made before the commit so that nothing can fail between it and the callers.
async fn answers(
    tx: &mut Tx<'_>,
    batch: &[Pending],
    verdicts: Vec<Verdict>,
) -> Result<Vec<Result<Appended, AppendError>>, DbError> {
    let ids = verdicts.iter().filter_map(|verdict| match verdict {
        Verdict::Repeated(row) => Some(row.command),
        Verdict::Written(_) | Verdict::Refused(_) => None,
    });
    let before = carried_out(tx, ids.collect()).await?;
    let answer = |(pending, verdict): (&Pending, Verdict)| match verdict {
        Verdict::Written(appended) => Ok(Ok(appended)),
        Verdict::Refused(error) => Ok(Err(error)),
        Verdict::Repeated(row) => {
            let Some((recorded_at, versions)) = before.get(&row.command).cloned() else {
                let what = format!("command {} has no events", row.command);
                return Err(DbError::Corrupt { place: "commands", what });
            };
            let first = Position(row.first);
            // A commit of our own whose answer was lost is this call's doing.
            let duplicate = pending.attempted != Some(first);
            let last = Position(row.last);
            Ok(Ok(Appended { first, last, recorded_at, versions, number: row.number, duplicate }))
        }
    };
    batch.iter().zip(verdicts).map(answer).collect()
}

/// When a command's events were written, and the versions its streams reached.
type CarriedOut = (DateTime<Utc>, Vec<(StreamId, Version)>);

async fn carried_out(tx: &mut Tx<'_>, ids: Vec<Uuid>) -> Result<HashMap<Uuid, CarriedOut>, DbError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = format!(
        "SELECT c.command_id, e.stream_id, e.version, e.recorded_at FROM commands c \
         JOIN events e ON e.position >= c.first_position AND e.position <= c.last_position \
         WHERE {} ORDER BY e.position",
        tx.dialect().in_ids("c.command_id", "$1")
    );
    let rows: Vec<(Uuid, Uuid, i64, DateTime<Utc>)> =
        on_tx!(tx, c => sqlx::query_as(sql(text)).bind(ids_json(ids)).fetch_all(c).await)?;
    let mut before: HashMap<Uuid, CarriedOut> = HashMap::new();
    for (command, stream, version, recorded_at) in rows {
        let (stream, version) = (StreamId(stream), Version(version));
        let (_, versions) = before.entry(command).or_insert_with(|| (recorded_at, Vec::new()));
        match versions.iter_mut().find(|(known, _)| *known == stream) {
            Some((_, last)) => *last = version,
            None => versions.push((stream, version)),
        }
    }
    Ok(before)
}
