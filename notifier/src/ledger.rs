//! Who was told what, who was not, and why: one row for each decision, read by the pages and the API.

use chrono::{DateTime, Utc};
use docket_domain::{PersonId, TicketId};
use docket_eventstore::checkpoint::OPS;
use docket_eventstore::db::{Db, DbError, sql};
use docket_eventstore::{CommandId, Position, on_reader};
use sqlx::FromRow;
use uuid::Uuid;

use crate::decider::NAME;

#[cfg(test)]
mod tests;
mod words;

pub use words::{AccountTemplate, State, Template, TicketTemplate, Why, WhyNot};

/// What was decided about one reader of one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    /// To tell them.
    Send(Why),
    /// Not to.
    Suppress(WhyNot),
}

impl Decision {
    /// `send` or `suppress`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::Suppress(_) => "suppress",
        }
    }

    /// The reason's word.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Send(why) => why.as_str(),
            Self::Suppress(why) => why.as_str(),
        }
    }

    pub(crate) fn read(decision: &str, reason: &str) -> Result<Self, DbError> {
        match decision {
            "send" => Why::read(reason).map(Self::Send),
            "suppress" => WhyNot::read(reason).map(Self::Suppress),
            other => Err(DbError::Corrupt { place: "notifications.decision", what: other.to_owned() }),
        }
    }
}

/// A decision and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// 1, 2, 3, … in the order of decisions.
    pub id: i64,
    /// Who.
    pub recipient: PersonId,
    /// About what.
    pub template: Template,
    /// Whether to tell them, and why.
    pub decision: Decision,
    /// Where it stands.
    pub state: State,
    /// Why it was kept back after all, when it was about to be sent.
    pub kept_back: Option<WhyNot>,
    /// Whether an answer of the mail server was lost on the way: the reader may have it twice.
    pub answer_lost: bool,
    /// The mail's id, with its angle brackets; none where no mail was to be sent.
    pub message_id: Option<String>,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// When it was sent, given up or kept back.
    pub finished_at: Option<DateTime<Utc>>,
    /// The command it is about.
    pub command: CommandId,
    /// The last event of that command.
    pub position: Position,
    /// How often it was tried.
    pub attempts: i64,
    /// What went wrong last.
    pub last_error: Option<String>,
}

impl LedgerEntry {
    /// The word for why it is as it is: the later reason where there is one.
    pub fn reason(&self) -> &'static str {
        self.kept_back.map_or_else(|| self.decision.reason(), WhyNot::as_str)
    }
}

/// What is still to be sent, and what was given up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Not tried yet.
    pub pending: i64,
    /// Being sent.
    pub leased: i64,
    /// Tried, and to be tried again.
    pub retry: i64,
    /// Sent without an answer, and to be sent once more.
    pub ambiguous: i64,
    /// Given up or refused.
    pub dead: i64,
    /// When the oldest of what is to be sent became due.
    pub oldest_due: Option<DateTime<Utc>>,
}

/// Reads the ledger. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ledger {
    ops: Db,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    recipient: Uuid,
    template: String,
    decision: String,
    reason: String,
    state: String,
    outcome: Option<String>,
    lost_answers: i64,
    message_id: Option<String>,
    decided_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    command_id: Uuid,
    position: i64,
    attempts: i64,
    last_error: Option<String>,
}

const COLUMNS: &str = "id, recipient, template, decision, reason, state, outcome, lost_answers, message_id, \
     decided_at, finished_at, command_id, position, attempts, last_error";

impl Row {
    fn entry(self) -> Result<LedgerEntry, DbError> {
        Ok(LedgerEntry {
            id: self.id,
            recipient: PersonId(self.recipient),
            template: Template::read(&self.template)?,
            decision: Decision::read(&self.decision, &self.reason)?,
            state: State::read(&self.state)?,
            kept_back: self.outcome.as_deref().map(WhyNot::read).transpose()?,
            answer_lost: self.lost_answers > 0,
            message_id: self.message_id,
            at: self.decided_at,
            finished_at: self.finished_at,
            command: CommandId(self.command_id),
            position: Position(self.position),
            attempts: self.attempts,
            last_error: self.last_error,
        })
    }
}

impl Ledger {
    /// The ledger in this database ([`Databases::ops`](docket_eventstore::db::Databases)).
    pub fn new(ops: Db) -> Self {
        Self { ops }
    }

    /// At most `limit` entries about a ticket behind the entry `after`, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn of_ticket(
        &self,
        ticket: TicketId,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<LedgerEntry>, DbError> {
        let text = format!(
            "SELECT {COLUMNS} FROM notifications WHERE ticket_id = $1 AND id > $2 ORDER BY id LIMIT $3"
        );
        let rows: Vec<Row> = on_reader!(&self.ops, c => {
            let query = sqlx::query_as(sql(text)).bind(ticket.0).bind(after.unwrap_or(0)).bind(i64::from(limit));
            query.fetch_all(c).await
        })?;
        rows.into_iter().map(Row::entry).collect()
    }

    /// At most `limit` entries behind the entry `after`, oldest first, whatever they are about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all(&self, after: Option<i64>, limit: u32) -> Result<Vec<LedgerEntry>, DbError> {
        let text = format!("SELECT {COLUMNS} FROM notifications WHERE id > $1 ORDER BY id LIMIT $2");
        let rows: Vec<Row> = on_reader!(&self.ops, c => {
            sqlx::query_as(sql(text)).bind(after.unwrap_or(0)).bind(i64::from(limit)).fetch_all(c).await
        })?;
        rows.into_iter().map(Row::entry).collect()
    }

    /// The last event that was decided about.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decided(&self) -> Result<Position, DbError> {
        let at = OPS.load(&self.ops, NAME).await?;
        Ok(at.map_or(Position::ZERO, |at| at.position))
    }

    /// Why mails were given up or refused, with how many for each cause; the most frequent first, at most so many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn causes(&self, most: u32) -> Result<Vec<(String, i64)>, DbError> {
        const DEAD: &str = "SELECT coalesce(last_error, ''), count(*) AS times FROM notifications \
             WHERE state = 'dead' GROUP BY coalesce(last_error, '') ORDER BY times DESC, 1 LIMIT $1";
        Ok(on_reader!(&self.ops, c => sqlx::query_as(DEAD).bind(i64::from(most)).fetch_all(c).await)?)
    }

    /// What is still to be sent, and what was given up. Reads those rows only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backlog(&self) -> Result<Backlog, DbError> {
        const OPEN: &str = "SELECT state, count(*), min(due_at) FROM notifications \
             WHERE due_at IS NOT NULL GROUP BY state";
        const DEAD: &str = "SELECT count(*) FROM notifications WHERE state = 'dead'";
        let rows: Vec<(String, i64, Option<i64>)> =
            on_reader!(&self.ops, c => sqlx::query_as(OPEN).fetch_all(c).await)?;
        let dead: i64 = on_reader!(&self.ops, c => sqlx::query_scalar(DEAD).fetch_one(c).await)?;
        let mut backlog = Backlog { dead, ..Backlog::default() };
        for (state, count, oldest) in rows {
            match State::read(&state)? {
                State::Pending => backlog.pending = count,
                State::Leased => backlog.leased = count,
                State::Retry => backlog.retry = count,
                State::Ambiguous => backlog.ambiguous = count,
                State::Sent | State::Dead | State::Suppressed => {}
            }
            let oldest = oldest.and_then(DateTime::from_timestamp_micros);
            backlog.oldest_due = [backlog.oldest_due, oldest].into_iter().flatten().min();
        }
        Ok(backlog)
    }
}
