//! The table that is ledger and outbox: rows are written with the checkpoint, claimed, and finished.

use std::time::Duration;

use chrono::{DateTime, Utc};
use docket_domain::{PersonId, TicketId};
use docket_eventstore::db::{Column, Db, DbError, Dialect, Kind, Table, sql, time};
use docket_eventstore::{CommandId, on_reader, on_tx};
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

use crate::ledger::{AccountTemplate, State, Template, TicketTemplate, Why, WhyNot};

/// The columns that a decision writes. The others are the sender's and begin as NULL.
pub(crate) const DECISIONS: Table = Table {
    name: "notifications",
    columns: &[
        Column::new("id", Kind::Int),
        Column::new("command_id", Kind::Uuid),
        Column::new("recipient", Kind::Uuid),
        Column::new("template", Kind::Text),
        Column::new("position", Kind::Int),
        Column::nullable("ticket_id", Kind::Uuid),
        Column::new("decision", Kind::Text),
        Column::new("reason", Kind::Text),
        Column::new("decided_at", Kind::Time),
        Column::new("state", Kind::Text),
        Column::nullable("message_id", Kind::Text),
        Column::nullable("due_at", Kind::Int),
        Column::new("attempts", Kind::Int),
        Column::new("lost_answers", Kind::Int),
    ],
    key: &["id"],
    indexes: &[],
};

/// Who is in support, as of the checkpoint.
pub(crate) const SUPPORT: Table = Table {
    name: "notifier_support",
    columns: &[Column::new("person_id", Kind::Uuid), Column::new("role", Kind::Text)],
    key: &["person_id"],
    indexes: &[],
};

/// A decision on its way into the table.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NewRow {
    pub(crate) id: i64,
    pub(crate) command_id: Uuid,
    pub(crate) recipient: Uuid,
    pub(crate) template: &'static str,
    pub(crate) position: i64,
    pub(crate) ticket_id: Option<Uuid>,
    pub(crate) decision: &'static str,
    pub(crate) reason: &'static str,
    #[serde(with = "time")]
    pub(crate) decided_at: DateTime<Utc>,
    pub(crate) state: &'static str,
    pub(crate) message_id: Option<String>,
    pub(crate) due_at: Option<i64>,
    pub(crate) attempts: i64,
    pub(crate) lost_answers: i64,
}

/// A person in support, as a row.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SupportRow {
    pub(crate) person_id: Uuid,
    pub(crate) role: &'static str,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Ticket(TicketId, TicketTemplate),
    Account(AccountTemplate),
}

impl About {
    pub(crate) fn template(self) -> Template {
        match self {
            Self::Ticket(_, template) => Template::Ticket(template),
            Self::Account(template) => Template::Account(template),
        }
    }

    pub(crate) fn ticket(self) -> Option<TicketId> {
        match self {
            Self::Ticket(ticket, _) => Some(ticket),
            Self::Account(_) => None,
        }
    }
}

/// A row that this sender may work on until its lease ends.
#[derive(Clone, Debug)]
pub(crate) struct Claimed {
    pub(crate) id: i64,
    pub(crate) command: CommandId,
    pub(crate) recipient: PersonId,
    pub(crate) about: About,
    pub(crate) why: Why,
    pub(crate) decided_at: DateTime<Utc>,
    pub(crate) message_id: String,
    pub(crate) attempts: i64,
    pub(crate) lost_answers: i64,
}

/// What becomes of a claimed row.
#[derive(Clone, Debug)]
pub(crate) struct Finish {
    pub(crate) state: State,
    pub(crate) due_at: Option<DateTime<Utc>>,
    pub(crate) lost_answers: i64,
    pub(crate) kept_back: Option<WhyNot>,
    pub(crate) error: Option<String>,
    pub(crate) finished_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct ClaimedRow {
    id: i64,
    command_id: Uuid,
    recipient: Uuid,
    template: String,
    ticket_id: Option<Uuid>,
    reason: String,
    decided_at: DateTime<Utc>,
    message_id: Option<String>,
    attempts: i64,
    lost_answers: i64,
}

impl ClaimedRow {
    fn claimed(self) -> Result<Claimed, DbError> {
        let corrupt = |place, what: &str| DbError::Corrupt { place, what: what.to_owned() };
        let about = match (Template::read(&self.template)?, self.ticket_id) {
            (Template::Ticket(template), Some(ticket)) => About::Ticket(TicketId(ticket), template),
            (Template::Account(template), None) => About::Account(template),
            (Template::Ticket(_), None) | (Template::Account(_), Some(_)) => {
                return Err(corrupt("notifications.ticket_id", &self.template));
            }
        };
        Ok(Claimed {
            id: self.id,
            command: CommandId(self.command_id),
            recipient: PersonId(self.recipient),
            about,
            why: Why::read(&self.reason)?,
            decided_at: self.decided_at,
            message_id: self.message_id.ok_or_else(|| corrupt("notifications.message_id", "nothing"))?,
            attempts: self.attempts,
            lost_answers: self.lost_answers,
        })
    }
}

/// Claims rows that are due, at most `limit`, in one short transaction. Of the rows to one person about one ticket
/// only the first is ever claimed: mails keep their order.
pub(crate) async fn claim(
    ops: &Db,
    token: Uuid,
    now: DateTime<Utc>,
    lease: Duration,
    limit: i64,
) -> Result<Vec<Claimed>, DbError> {
    let dialect = ops.dialect();
    let lock = match dialect {
        Dialect::Sqlite => "",
        Dialect::Postgres => "FOR UPDATE SKIP LOCKED",
    };
    let clock = dialect.now_micros();
    // Materialized: PostgreSQL could otherwise run the choice more than once and claim more than the limit. "The
    // first open one" is a scalar subquery and not NOT EXISTS, which PostgreSQL turns into a join over all open
    // rows: with a backlog of some thousands that took longer than a statement may.
    let text = format!(
        "WITH due AS MATERIALIZED (SELECT n.id FROM notifications n \
         WHERE n.due_at IS NOT NULL AND n.due_at <= $1 AND (n.lease_until IS NULL OR n.lease_until < {clock}) \
         AND (n.ticket_id IS NULL OR n.id = (SELECT e.id FROM notifications e WHERE e.recipient = n.recipient \
         AND e.ticket_id = n.ticket_id AND e.due_at IS NOT NULL ORDER BY e.id LIMIT 1)) \
         ORDER BY n.due_at, n.id LIMIT $2 {lock}) \
         UPDATE notifications SET state = 'leased', token = $3, lease_until = {clock} + $4, attempts = attempts + 1 \
         WHERE id IN (SELECT id FROM due) \
         RETURNING id, command_id, recipient, template, ticket_id, reason, decided_at, message_id, attempts, \
         lost_answers"
    );
    let now = now.timestamp_micros();
    let lease = i64::try_from(lease.as_micros()).unwrap_or(i64::MAX / 4);
    let rows: Vec<ClaimedRow> = ops
        .write::<_, DbError, _>(move |tx| {
            Box::pin(async move {
                Ok(on_tx!(tx, c => {
                    let query = sqlx::query_as(sql(text)).bind(now).bind(limit).bind(token).bind(lease);
                    query.fetch_all(c).await
                })?)
            })
        })
        .await?;
    let mut claimed = rows.into_iter().map(ClaimedRow::claimed).collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by_key(|row| row.id);
    Ok(claimed)
}

/// Writes down what became of a claimed row. False when the claim had ended: then somebody else works on it, and
/// nothing was written.
pub(crate) async fn finish(ops: &Db, id: i64, token: Uuid, finish: Finish) -> Result<bool, DbError> {
    const TEXT: &str = "UPDATE notifications SET state = $3, due_at = $4, lost_answers = $5, outcome = $6, \
         last_error = $7, finished_at = $8, token = NULL, lease_until = NULL WHERE id = $1 AND token = $2";
    ops.write::<_, DbError, _>(move |tx| {
        Box::pin(async move {
            let done = on_tx!(tx, c => {
                let query = sqlx::query(TEXT).bind(id).bind(token).bind(finish.state.as_str());
                let query = query.bind(finish.due_at.map(|at| at.timestamp_micros()));
                let query = query.bind(finish.lost_answers).bind(finish.kept_back.map(WhyNot::as_str));
                let query = query.bind(finish.error).bind(finish.finished_at);
                query.execute(c).await.map(|done| done.rows_affected())
            })?;
            Ok(done == 1)
        })
    })
    .await
}

/// The id of the last mail that a person got about a ticket before a row.
pub(crate) async fn mail_before(
    ops: &Db,
    recipient: PersonId,
    ticket: TicketId,
    before: i64,
) -> Result<Option<String>, DbError> {
    const TEXT: &str = "SELECT message_id FROM notifications WHERE ticket_id = $1 AND id < $2 AND recipient = $3 \
         AND state = 'sent' ORDER BY ticket_id DESC, id DESC LIMIT 1";
    Ok(on_reader!(ops, c => {
        sqlx::query_scalar(TEXT).bind(ticket.0).bind(before).bind(recipient.0).fetch_optional(c).await
    })?)
}

/// The id of the last decision.
pub(crate) async fn last_id(ops: &Db) -> Result<i64, DbError> {
    const TEXT: &str = "SELECT coalesce(max(id), 0) FROM notifications";
    Ok(on_reader!(ops, c => sqlx::query_scalar(TEXT).fetch_one(c).await)?)
}

/// Whether a row is due. Reads only, so that an idle sender takes no write lock.
pub(crate) async fn is_due(ops: &Db, now: DateTime<Utc>) -> Result<bool, DbError> {
    const TEXT: &str =
        "SELECT id FROM notifications WHERE due_at IS NOT NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 1";
    let now = now.timestamp_micros();
    let due: Option<i64> = on_reader!(ops, c => sqlx::query_scalar(TEXT).bind(now).fetch_optional(c).await)?;
    Ok(due.is_some())
}
