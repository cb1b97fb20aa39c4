//! The notification ledger, as the use cases read it. The notifier writes it; the program joins the two.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use docket_domain::{PersonId, TicketId};
use docket_eventstore::Position;

use crate::error::AppError;

/// One decision about one mail: sent, or not, and why.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// Its number, in the order of decisions.
    pub id: i64,
    /// Who was to be told.
    pub recipient: PersonId,
    /// Which mail.
    pub template: String,
    /// `send` or `suppress`.
    pub decision: String,
    /// Why.
    pub reason: String,
    /// How far it has come: `pending`, `sent`, `dead`, ….
    pub state: String,
    /// The mail's Message-ID, where there is a mail.
    pub message_id: Option<String>,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// How the mails are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    /// The last event that was decided about.
    pub decided: Position,
    /// Mails to be sent, those that are to be tried again among them.
    pub waiting: i64,
    /// When the oldest of them became due.
    pub oldest_due: Option<DateTime<Utc>>,
    /// Mails that were given up or refused.
    pub failed: i64,
    /// The most frequent causes of that, in the mail server's own words, with how often each was met.
    pub causes: Vec<(String, i64)>,
}

/// Who was told what.
#[async_trait]
pub trait Ledger: Send + Sync + std::fmt::Debug {
    /// The decisions on one ticket in their order, after the one numbered `after`; of one recipient only, where
    /// one is named.
    ///
    /// # Errors
    /// When the database fails.
    async fn of_ticket(
        &self,
        ticket: TicketId,
        recipient: Option<PersonId>,
        after: i64,
        limit: u32,
    ) -> Result<Vec<LedgerEntry>, AppError>;

    /// How the mails are.
    ///
    /// # Errors
    /// When the database fails.
    async fn outbox(&self) -> Result<Outbox, AppError>;
}
