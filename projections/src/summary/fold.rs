//! The one fold behind the three list views.

use std::collections::{BTreeMap, BTreeSet};

use docket_domain::ticket::TicketEvent;
use docket_domain::{Event, PersonId, ReplayError, TicketId, Visibility};
use uuid::Uuid;

use super::TicketSummary;
use crate::{Envelope, ProjectionError};

impl TicketSummary {
    /// The summary after one more event of its ticket.
    pub(crate) fn evolve(
        state: Option<Self>,
        event: &TicketEvent,
        envelope: &Envelope,
    ) -> Result<Self, ReplayError> {
        use TicketEvent as E;
        let (kind, version) = (event.kind(), envelope.version);
        let Some(mut summary) = state else {
            let E::Created(created) = event else {
                return Err(ReplayError::NotCreated { kind, version });
            };
            return Ok(Self {
                ticket_id: TicketId(envelope.stream),
                key: created.key.clone(),
                request_type: created.request_type.clone(),
                subject: created.subject.clone(),
                status: docket_domain::ticket::Status::WaitingForSupport,
                visibility: created.visibility,
                organization_id: created.visibility.organization().or(created.organization),
                reporter_id: created.reporter,
                assignee_id: None,
                priority: created.priority,
                version,
                created_at: envelope.at,
                updated_at: envelope.at,
                closed_at: None,
                created_position: envelope.position,
                updated_position: envelope.position,
            });
        };
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version }),
            E::Assigned(assigned) => summary.assignee_id = Some(assigned.assignee),
            E::Unassigned(_) => summary.assignee_id = None,
            E::PriorityChanged(changed) => summary.priority = changed.to,
            E::RequestTypeChanged(changed) => summary.request_type = changed.to.clone(),
            E::SubjectChanged(changed) => summary.subject = changed.to.clone(),
            E::Shared(shared) => {
                summary.visibility = Visibility::Organization(shared.organization);
                summary.organization_id = Some(shared.organization);
            }
            E::Unshared(_) => summary.visibility = Visibility::Private,
            E::Commented(_)
            | E::Noted(_)
            | E::StatusChanged(_)
            | E::Held(_)
            | E::Resolved(_)
            | E::Closed(_)
            | E::Reopened(_)
            | E::ParticipantAdded(_)
            | E::ParticipantRemoved(_)
            | E::Muted(_)
            | E::Unmuted(_)
            | E::Linked(_)
            | E::Unlinked(_)
            | E::Attached(_)
            | E::AttachmentQuarantined(_) => {}
        }
        if let Some(status) = event.status_after() {
            summary.status = status;
            summary.closed_at = (!status.is_open()).then_some(envelope.at);
        }
        summary.version = version;
        if event.for_customers().is_some() {
            summary.updated_at = envelope.at;
            summary.updated_position = envelope.position;
        }
        Ok(summary)
    }
}

/// The tickets that a batch touches, with what is known of each.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) tickets: BTreeMap<Uuid, Ticket>,
}

/// One ticket: its summary and who sees it by name, each as the rows had it and as the batch leaves it.
#[derive(Debug, Default)]
pub(crate) struct Ticket {
    pub(crate) summary: Option<TicketSummary>,
    pub(crate) participants: BTreeSet<PersonId>,
    pub(crate) removed: BTreeSet<PersonId>,
}

impl Folded {
    /// The streams whose rows a batch needs: those of its tickets that were not opened within it.
    pub(crate) fn needed(batch: &[Envelope]) -> BTreeSet<Uuid> {
        ticket_events(batch).filter(|(envelope, _)| envelope.version > 1).map(|(e, _)| e.stream).collect()
    }

    pub(crate) fn new() -> Self {
        Self { tickets: BTreeMap::new() }
    }

    /// Works a batch in.
    pub(crate) fn apply(&mut self, batch: &[Envelope]) -> Result<(), ProjectionError> {
        for (envelope, event) in ticket_events(batch) {
            let ticket = self.tickets.entry(envelope.stream).or_default();
            let summary = TicketSummary::evolve(ticket.summary.take(), event, envelope)
                .map_err(|source| ProjectionError::Replay { position: envelope.position, source })?;
            ticket.summary = Some(summary);
            match event {
                TicketEvent::Created(created) => ticket.participants.clone_from(&created.participants),
                TicketEvent::ParticipantAdded(added) => {
                    ticket.participants.insert(added.person);
                }
                TicketEvent::ParticipantRemoved(removed) => {
                    ticket.participants.remove(&removed.person);
                    ticket.removed.insert(removed.person);
                }
                TicketEvent::Commented(_)
                | TicketEvent::Noted(_)
                | TicketEvent::StatusChanged(_)
                | TicketEvent::Held(_)
                | TicketEvent::Resolved(_)
                | TicketEvent::Closed(_)
                | TicketEvent::Reopened(_)
                | TicketEvent::Assigned(_)
                | TicketEvent::Unassigned(_)
                | TicketEvent::PriorityChanged(_)
                | TicketEvent::RequestTypeChanged(_)
                | TicketEvent::SubjectChanged(_)
                | TicketEvent::Shared(_)
                | TicketEvent::Unshared(_)
                | TicketEvent::Muted(_)
                | TicketEvent::Unmuted(_)
                | TicketEvent::Linked(_)
                | TicketEvent::Unlinked(_)
                | TicketEvent::Attached(_)
                | TicketEvent::AttachmentQuarantined(_) => {}
            }
        }
        Ok(())
    }

    /// The summaries after the batch, in the order of the tickets' ids.
    pub(crate) fn summaries(&self) -> impl Iterator<Item = &TicketSummary> {
        self.tickets.values().filter_map(|ticket| ticket.summary.as_ref())
    }
}

pub(crate) fn ticket_events(batch: &[Envelope]) -> impl Iterator<Item = (&Envelope, &TicketEvent)> {
    batch.iter().filter_map(|envelope| match &envelope.event {
        Event::Ticket(event) => Some((envelope, event)),
        Event::Person(_) | Event::Organization(_) | Event::Desk(_) | Event::Reading(_) | Event::Site(_) => {
            None
        }
    })
}
