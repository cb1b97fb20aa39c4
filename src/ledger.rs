//! Joins the notifier's ledger to the use cases that show it: neither knows the other.

use docket_app::{AppError, Ledger, LedgerEntry, Outbox};
use docket_domain::{PersonId, TicketId};
use docket_eventstore::db::Db;

/// So many causes of failure are told.
const CAUSES: u32 = 10;

#[derive(Debug)]
pub(crate) struct JoinedLedger {
    ledger: docket_notifier::Ledger,
}

impl JoinedLedger {
    pub(crate) fn new(ops: Db) -> Self {
        Self { ledger: docket_notifier::Ledger::new(ops) }
    }
}

#[async_trait::async_trait]
impl Ledger for JoinedLedger {
    async fn of_ticket(
        &self,
        ticket: TicketId,
        recipient: Option<PersonId>,
        after: i64,
        limit: u32,
    ) -> Result<Vec<LedgerEntry>, AppError> {
        let entries = self.ledger.of_ticket(ticket, Some(after), limit).await?;
        let shown = entries.into_iter().filter(|entry| recipient.is_none_or(|only| entry.recipient == only));
        Ok(shown
            .map(|entry| LedgerEntry {
                id: entry.id,
                recipient: entry.recipient,
                template: entry.template.as_str().to_owned(),
                decision: entry.decision.as_str().to_owned(),
                reason: entry.reason().to_owned(),
                state: entry.state.as_str().to_owned(),
                message_id: entry.message_id,
                at: entry.at,
            })
            .collect())
    }

    async fn outbox(&self) -> Result<Outbox, AppError> {
        let decided = self.ledger.decided().await?;
        let backlog = self.ledger.backlog().await?;
        Ok(Outbox {
            decided,
            waiting: backlog.pending + backlog.leased + backlog.retry + backlog.ambiguous,
            oldest_due: backlog.oldest_due,
            failed: backlog.dead,
            causes: self.ledger.causes(CAUSES).await?,
        })
    }
}
