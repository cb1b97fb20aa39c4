//! Sends what the outbox holds. Several may run, in one process or many: each row is one sender's for a while.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use docket_eventstore::db::Db;
use docket_eventstore::{Clock, Store};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::NotifierError;
use crate::config::MailConfig;
use crate::failpoint::{Step, reach};
use crate::ledger::State;
use crate::outbox::{self, Claimed, Finish};
use crate::prepare::{Prepared, Sources};
use crate::retry::RetryPolicy;
use crate::transport::{MailTransport, SendError};

/// Rows claimed at once. Few: what is claimed and not sent in time is nobody's until the lease ends.
const CLAIM: i64 = 20;
/// How long an attempt to write down a result waits before the next.
const FINISH_PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(crate) struct Sender {
    pub(crate) store: Store,
    pub(crate) ops: Db,
    pub(crate) config: MailConfig,
    pub(crate) site_key: [u8; 32],
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) transport: Arc<dyn MailTransport>,
    pub(crate) retry: RetryPolicy,
    pub(crate) concurrency: usize,
    pub(crate) lane: Mutex<Option<Paused>>,
}

/// Nothing is sent until then: the mail server does not take our mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paused {
    pub(crate) until: DateTime<Utc>,
    pub(crate) error: String,
}

impl Sender {
    /// Why nothing is sent at present, if that is so.
    pub(crate) fn paused(&self) -> Option<Paused> {
        let lane = self.lane.lock().unwrap_or_else(PoisonError::into_inner);
        lane.clone().filter(|paused| paused.until > self.clock.now())
    }

    fn pause(&self, error: &str) -> DateTime<Utc> {
        let until = self.clock.now() + TimeDelta::from_std(self.retry.lane_pause).unwrap_or(TimeDelta::MAX);
        tracing::warn!(error, %until, "the mail server does not take our mail; nothing is sent until then");
        metrics::counter!("docket_notifier_lane_pauses_total").increment(1);
        let paused = Paused { until, error: error.to_owned() };
        *self.lane.lock().unwrap_or_else(PoisonError::into_inner) = Some(paused);
        until
    }

    /// Claims some of what is due and works on it. Answers how many rows it claimed and how many mails were taken.
    pub(crate) async fn round(self: &Arc<Self>) -> Result<(usize, u64), NotifierError> {
        let now = self.clock.now();
        if self.paused().is_some() || !outbox::is_due(&self.ops, now).await? {
            return Ok((0, 0));
        }
        let token = Uuid::now_v7();
        let begin = Instant::now();
        let rows = outbox::claim(&self.ops, token, now, self.retry.lease, CLAIM).await?;
        let claimed = rows.len();
        if claimed > 0 {
            reach(Step::AfterClaim);
        }
        let mut sent = 0;
        let mut tasks: JoinSet<Result<bool, NotifierError>> = JoinSet::new();
        let mut first_error = None;
        let mut rows = rows.into_iter();
        loop {
            while tasks.len() < self.concurrency.max(1)
                && let Some(row) = rows.next()
            {
                let sender = Arc::clone(self);
                tasks.spawn(async move { sender.deliver(row, token, begin).await });
            }
            match tasks.join_next().await {
                None => break,
                Some(Ok(Ok(taken))) => sent += u64::from(taken),
                Some(Ok(Err(error))) => first_error = first_error.or(Some(error)),
                Some(Err(error)) => {
                    first_error = first_error.or(Some(NotifierError::Letter(error.to_string())));
                }
            }
        }
        first_error.map_or(Ok((claimed, sent)), Err)
    }

    /// Works on one row. True when the mail was taken.
    async fn deliver(&self, row: Claimed, token: Uuid, begin: Instant) -> Result<bool, NotifierError> {
        // A row whose lease could end during the attempt would be somebody else's by the time we write.
        if begin.elapsed() + self.retry.timeout > self.retry.lease {
            return self.put_back(&row, token, self.clock.now(), None).await.map(|()| false);
        }
        if let Some(paused) = self.paused() {
            return self.put_back(&row, token, paused.until, Some(paused.error)).await.map(|()| false);
        }
        let sources = Sources {
            store: &self.store,
            ops: &self.ops,
            config: &self.config,
            site_key: &self.site_key,
            clock: self.clock.as_ref(),
        };
        let prepared = match sources.prepare(&row).await {
            Ok(prepared) => prepared,
            Err(error) => {
                let text = error.to_string();
                tracing::warn!(
                    row = row.id,
                    error = &error as &dyn std::error::Error,
                    "a mail could not be written"
                );
                self.finish(&row, token, begin, self.later(&row, token, text)).await?;
                return Ok(false);
            }
        };
        let (envelope, bytes) = match prepared {
            Prepared::Send(envelope, bytes) => (envelope, bytes),
            Prepared::KeepBack(why) => {
                let finish = Finish { kept_back: Some(why), ..self.done(&row, State::Suppressed, None) };
                self.finish(&row, token, begin, finish).await?;
                return Ok(false);
            }
        };
        reach(Step::BeforeSend);
        let result = self.transport.send(&envelope, &bytes).await;
        reach(Step::AfterSend);
        let taken = result.is_ok();
        let finish = match result {
            Ok(accepted) => {
                tracing::debug!(row = row.id, answer = accepted.answer, "a mail was taken");
                self.done(&row, State::Sent, None)
            }
            Err(SendError::Transient(text)) => self.later(&row, token, text),
            Err(SendError::Refused(text)) => {
                tracing::warn!(row = row.id, error = text, "a mail was refused for good");
                self.done(&row, State::Dead, Some(text))
            }
            Err(SendError::OurFault(text)) => {
                let until = self.pause(&text);
                return self.put_back(&row, token, until, Some(text)).await.map(|()| false);
            }
            Err(SendError::Ambiguous(text)) => self.lost(&row, token, text),
        };
        self.finish(&row, token, begin, finish).await?;
        reach(Step::AfterFinish);
        Ok(taken)
    }

    fn done(&self, row: &Claimed, state: State, error: Option<String>) -> Finish {
        Finish {
            state,
            due_at: None,
            lost_answers: row.lost_answers,
            kept_back: None,
            error,
            finished_at: Some(self.clock.now()),
        }
    }

    /// To be tried again, or given up.
    fn later(&self, row: &Claimed, token: Uuid, error: String) -> Finish {
        let now = self.clock.now();
        match self.retry.next(row.attempts, chance(token, row.id), row.decided_at, now) {
            Some(next) => {
                // A row whose answer was lost before stays recognisable while it waits.
                let state = if row.lost_answers > 0 { State::Ambiguous } else { State::Retry };
                Finish { due_at: Some(next), finished_at: None, ..self.done(row, state, Some(error)) }
            }
            None if row.lost_answers > 0 => self.done(row, State::Ambiguous, Some(error)),
            None => {
                tracing::error!(row = row.id, error, "a mail was given up");
                self.done(row, State::Dead, Some(error))
            }
        }
    }

    /// The answer was lost. Once more with the same id, and then never again: two copies at most.
    fn lost(&self, row: &Claimed, token: Uuid, error: String) -> Finish {
        let again = Claimed { lost_answers: row.lost_answers + 1, ..row.clone() };
        tracing::warn!(row = row.id, error, "the answer to a mail was lost");
        if row.lost_answers > 0 {
            return self.done(&again, State::Ambiguous, Some(error));
        }
        self.later(&again, token, error)
    }

    async fn put_back(
        &self,
        row: &Claimed,
        token: Uuid,
        due_at: DateTime<Utc>,
        error: Option<String>,
    ) -> Result<(), NotifierError> {
        let state = if row.lost_answers > 0 { State::Ambiguous } else { State::Retry };
        let finish = Finish { due_at: Some(due_at), finished_at: None, ..self.done(row, state, error) };
        outbox::finish(&self.ops, row.id, token, finish).await?;
        Ok(())
    }

    /// Writes down the result. A mail that was taken and not marked would be sent again, so this is tried for as long
    /// as the row is ours.
    async fn finish(
        &self,
        row: &Claimed,
        token: Uuid,
        begin: Instant,
        finish: Finish,
    ) -> Result<(), NotifierError> {
        let state = finish.state;
        loop {
            match outbox::finish(&self.ops, row.id, token, finish.clone()).await {
                Ok(ours) => {
                    if ours {
                        metrics::counter!("docket_notifier_results_total", "state" => state.as_str())
                            .increment(1);
                    } else {
                        tracing::warn!(
                            row = row.id,
                            state = state.as_str(),
                            "a claim had ended before its result"
                        );
                    }
                    return Ok(());
                }
                Err(error) if begin.elapsed() < self.retry.lease => {
                    tracing::warn!(
                        row = row.id,
                        error = &error as &dyn std::error::Error,
                        "the result of a mail could not be written down yet"
                    );
                    tokio::time::sleep(FINISH_PAUSE).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// A number that differs from mail to mail: the random part of the claim's token, and the row.
fn chance(token: Uuid, row: i64) -> u64 {
    let (_, random) = token.as_u64_pair();
    random.wrapping_add(row.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15)) >> 20
}
