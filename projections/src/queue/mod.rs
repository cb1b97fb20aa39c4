//! The agents' list: every ticket, one row each.

use async_trait::async_trait;
use docket_eventstore::db::{Index, Table, Tx, ids_json};
use docket_eventstore::on_tx;

use crate::cells::{Bind, Query, fetch};
use crate::summary::{Folded, SummaryRow, columns};
use crate::{Envelope, ProjectionError, Projector, TicketSummary};

/// Before the order, the name of the indexes of what nobody has of a kind.
pub(crate) const NOBODYS_KIND: &str = "queue_nobodys_kind";

/// One row a ticket.
///
/// Lists read one range of an index for each status they show and merge these, so one index serves all, open and
/// one status alike: two for the orders instead of six. Each filter has its pair of indexes; what else is asked for is
/// found in the entries of the index, without going to the rows. What nobody has of a kind, the list that new tickets are
/// given out from, has indexes of its own: of either filter alone there may be a great many.
pub(crate) const TICKETS: Table = Table {
    name: "queue_tickets",
    columns: columns![],
    key: &["ticket_id"],
    indexes: &[
        Index::new("queue_by_update", "status, updated_position"),
        Index::new("queue_by_creation", "status, created_position"),
        Index::new(
            "queue_assignee_by_update",
            "assignee_id, status, updated_position, organization_id, priority, desk, request_type",
        ),
        Index::new(
            "queue_assignee_by_creation",
            "assignee_id, status, created_position, organization_id, priority, desk, request_type",
        ),
        Index::new(
            "queue_organization_by_update",
            "organization_id, status, updated_position, assignee_id, priority, desk, request_type",
        ),
        Index::new(
            "queue_organization_by_creation",
            "organization_id, status, created_position, assignee_id, priority, desk, request_type",
        ),
        Index::new("queue_priority_by_update", "priority, status, updated_position, desk, request_type"),
        Index::new("queue_priority_by_creation", "priority, status, created_position, desk, request_type"),
        Index::new("queue_kind_by_update", "desk, request_type, status, updated_position"),
        Index::new("queue_kind_by_creation", "desk, request_type, status, created_position"),
        Index::new("queue_nobodys_kind_by_update", "desk, request_type, status, updated_position, priority")
            .of_those("assignee_id IS NULL"),
        Index::new(
            "queue_nobodys_kind_by_creation",
            "desk, request_type, status, created_position, priority",
        )
        .of_those("assignee_id IS NULL"),
        Index::new("queue_desk_by_update", "desk, status, updated_position"),
        Index::new("queue_desk_by_creation", "desk, status, created_position"),
    ],
};

/// Keeps [`TICKETS`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Queue;

#[async_trait]
impl Projector for Queue {
    fn name(&self) -> &'static str {
        "queue"
    }

    fn version(&self) -> i64 {
        3
    }

    fn tables(&self) -> &'static [Table] {
        &[TICKETS]
    }

    fn may_lack(&self, index: &Index) -> bool {
        // Lists name the partial ones, and could not be read without them.
        !index.unique && index.only.is_none()
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let mut folded = load(tx, &TICKETS, batch).await?;
        folded.apply(batch)?;
        let rows: Vec<SummaryRow<'_>> = folded.summaries().map(SummaryRow::from).collect();
        TICKETS.upsert(tx, &rows).await?;
        Ok(())
    }
}

/// Reads the rows that a batch needs out of a table with one row a ticket.
pub(crate) async fn load(
    tx: &mut Tx<'_>,
    table: &Table,
    batch: &[Envelope],
) -> Result<Folded, ProjectionError> {
    let mut folded = Folded::new();
    let needed = Folded::needed(batch);
    if needed.is_empty() {
        return Ok(folded);
    }
    let mut query = Query::default();
    let ids = query.bind(Bind::Text(ids_json(needed)));
    query.text = format!(
        "SELECT {} FROM {} t WHERE {}",
        TicketSummary::select(),
        table.name,
        tx.dialect().in_ids("t.ticket_id", &ids)
    );
    let rows = on_tx!(tx, c => fetch!(c, query, TicketSummary::from_cells))
        .map_err(docket_eventstore::db::DbError::from)?;
    for summary in rows {
        let id = summary.ticket_id.0;
        folded.tickets.entry(id).or_default().summary = Some(summary);
    }
    Ok(folded)
}
