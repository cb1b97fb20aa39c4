//! What a person sees by name: the tickets they reported and those shared with them.

use async_trait::async_trait;
use docket_domain::{PersonId, TicketId};
use docket_eventstore::db::{Column, DbError, Index, Kind, Table, Tx, ids_json};
use docket_eventstore::on_tx;
use serde::{Deserialize, Serialize};

use crate::cells::{Bind, Cells, Query, fetch};
use crate::summary::{Folded, SummaryRow, columns};
use crate::{Envelope, ProjectionError, Projector, TicketSummary};

/// One row for the reporter of a ticket and one for each participant. By ticket, as folding needs them: those that
/// something happens to stand near each other.
pub(crate) const TICKETS: Table = Table {
    name: "customer_tickets",
    columns: columns![Column::new("person_id", Kind::Uuid), Column::new("relation", Kind::Text)],
    key: &["ticket_id", "person_id"],
    indexes: &[
        Index::new(
            "customer_tickets_by_update",
            "person_id, relation, status, updated_position, assignee_id, priority, desk, request_type",
        ),
        Index::new(
            "customer_tickets_by_creation",
            "person_id, relation, status, created_position, assignee_id, priority, desk, request_type",
        ),
    ],
};

/// Why a ticket is in a person's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Relation {
    /// They reported it.
    Mine,
    /// It is shared with them by name. Somebody who is both has it as theirs.
    Shared,
}

impl Relation {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Shared => "shared",
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    person_id: PersonId,
    relation: Relation,
    #[serde(flatten)]
    summary: SummaryRow<'a>,
}

#[derive(Serialize)]
struct Key {
    person_id: PersonId,
    ticket_id: TicketId,
}

/// Keeps [`TICKETS`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct CustomerTickets;

#[async_trait]
impl Projector for CustomerTickets {
    fn name(&self) -> &'static str {
        "customer_tickets"
    }

    fn version(&self) -> i64 {
        3
    }

    fn tables(&self) -> &'static [Table] {
        &[TICKETS]
    }

    fn may_lack(&self, index: &Index) -> bool {
        !index.unique
    }

    async fn apply(&self, tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
        let mut folded = load(tx, batch).await?;
        folded.apply(batch)?;
        let mut rows = Vec::new();
        let mut gone = Vec::new();
        for ticket in folded.tickets.values() {
            let Some(summary) = &ticket.summary else { continue };
            let reporter = summary.reporter_id;
            rows.push(Row { person_id: reporter, relation: Relation::Mine, summary: summary.into() });
            for person_id in ticket.participants.iter().copied().filter(|person| *person != reporter) {
                rows.push(Row { person_id, relation: Relation::Shared, summary: summary.into() });
            }
            for person_id in ticket.removed.iter().copied() {
                if person_id != reporter && !ticket.participants.contains(&person_id) {
                    gone.push(Key { person_id, ticket_id: summary.ticket_id });
                }
            }
        }
        TICKETS.upsert(tx, &rows).await?;
        TICKETS.delete(tx, &gone).await?;
        Ok(())
    }
}

async fn load(tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<Folded, ProjectionError> {
    let mut folded = Folded::new();
    let needed = Folded::needed(batch);
    if needed.is_empty() {
        return Ok(folded);
    }
    let mut query = Query::default();
    let ids = query.bind(Bind::Text(ids_json(needed)));
    query.text = format!(
        "SELECT {}, t.person_id, t.relation FROM {} t WHERE {}",
        TicketSummary::select(),
        TICKETS.name,
        tx.dialect().in_ids("t.ticket_id", &ids)
    );
    let rows = on_tx!(tx, c => fetch!(c, query, read)).map_err(DbError::from)?;
    for (summary, person, relation) in rows {
        let ticket = folded.tickets.entry(summary.ticket_id.0).or_default();
        if relation == Relation::Shared {
            ticket.participants.insert(person);
        }
        ticket.summary = Some(summary);
    }
    Ok(folded)
}

fn read(row: &impl Cells) -> Result<(TicketSummary, PersonId, Relation), sqlx::Error> {
    let width = TicketSummary::WIDTH;
    Ok((TicketSummary::from_cells(row)?, PersonId(row.uuid(width)?), row.parsed(width + 1)?))
}
