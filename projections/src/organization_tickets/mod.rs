//! What an organization's members see: the tickets that are shared with it.

use async_trait::async_trait;
use docket_domain::OrganizationId;
use docket_eventstore::db::{Column, Index, Kind, Table, Tx};
use serde::Serialize;

use crate::summary::{Folded, SummaryRow, columns};
use crate::{Envelope, ProjectionError, Projector, TicketSummary, queue};

/// One row a ticket. `shared_with` is NULL while it is private: the row stays, so that sharing it again finds what
/// a list shows.
pub(crate) const TICKETS: Table = Table {
    name: "organization_tickets",
    columns: columns![Column::nullable("shared_with", Kind::Uuid)],
    key: &["ticket_id"],
    indexes: &[
        Index::new(
            "organization_tickets_by_update",
            "shared_with, status, updated_position, assignee_id, priority, desk, request_type",
        ),
        Index::new(
            "organization_tickets_by_creation",
            "shared_with, status, created_position, assignee_id, priority, desk, request_type",
        ),
    ],
};

#[derive(Serialize)]
struct Row<'a> {
    shared_with: Option<OrganizationId>,
    #[serde(flatten)]
    summary: SummaryRow<'a>,
}

impl<'a> From<&'a TicketSummary> for Row<'a> {
    fn from(summary: &'a TicketSummary) -> Self {
        Self { shared_with: summary.visibility.organization(), summary: summary.into() }
    }
}

/// Keeps [`TICKETS`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrganizationTickets;

#[async_trait]
impl Projector for OrganizationTickets {
    fn name(&self) -> &'static str {
        "organization_tickets"
    }

    fn version(&self) -> i64 {
        2
    }

    fn tables(&self) -> &'static [Table] {
        &[TICKETS]
    }

    fn may_lack(&self, index: &Index) -> bool {
        !index.unique
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let mut folded: Folded = queue::load(tx, &TICKETS, batch).await?;
        folded.apply(batch)?;
        let rows: Vec<Row<'_>> = folded.summaries().map(Row::from).collect();
        TICKETS.upsert(tx, &rows).await?;
        Ok(())
    }
}
