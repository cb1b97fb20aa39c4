use std::collections::BTreeSet;

use super::event::{AttachedTo, Created};
use super::status::ActiveStatus;
use super::{Attachment, FiledForm, News, Phase, Ticket, TicketEvent};
use crate::actor::Side;
use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::id::{PersonId, TicketId};

impl Aggregate for Ticket {
    type Event = TicketEvent;

    fn evolve(state: Option<Self>, event: &TicketEvent, meta: &EventMeta) -> Result<Self, ReplayError> {
        use TicketEvent as E;
        let kind = event.kind();
        let Some(mut ticket) = state else {
            return if let E::Created(created) = event {
                let mut ticket = opened(created, meta);
                ticket.news.note(event, meta);
                Ok(ticket)
            } else {
                Err(ReplayError::NotCreated { kind, version: meta.version })
            };
        };
        let mut shown_to_customers = true;
        match event {
            E::Created(_) => return Err(ReplayError::CreatedTwice { kind, version: meta.version }),
            E::Commented(commented) => {
                ticket.comments = ticket.comments.saturating_add(1);
                ticket.answered(commented.side, meta);
            }
            E::Noted(_) => shown_to_customers = false,
            E::StatusChanged(changed) => {
                ticket.phase = match changed.to {
                    ActiveStatus::WaitingForSupport => Phase::WaitingForSupport,
                    ActiveStatus::InProgress => Phase::InProgress { customer_answered: false },
                    ActiveStatus::WaitingForCustomer => Phase::WaitingForCustomer,
                };
            }
            E::Held(held) => ticket.phase = Phase::OnHold { until: held.until, reason: held.reason.clone() },
            E::Resolved(resolved) => {
                ticket.phase =
                    Phase::Resolved { at: meta.at, by: meta.actor, resolution: resolved.resolution.clone() };
            }
            E::Closed(closed) => {
                let resolution = match ticket.phase {
                    Phase::Resolved { resolution, .. } | Phase::Closed { resolution, .. } => resolution,
                    Phase::WaitingForSupport
                    | Phase::InProgress { .. }
                    | Phase::WaitingForCustomer
                    | Phase::OnHold { .. } => None,
                };
                ticket.phase =
                    Phase::Closed { at: meta.at, by: meta.actor, reason: closed.reason, resolution };
            }
            E::Reopened(_) => {
                ticket.reopened = ticket.reopened.saturating_add(1);
                ticket.phase = Phase::WaitingForSupport;
            }
            E::Assigned(assigned) => {
                ticket.assignee = Some(assigned.assignee);
                ticket.involved.insert(assigned.assignee);
            }
            E::Unassigned(_) => ticket.assignee = None,
            E::PriorityChanged(changed) => ticket.priority = changed.to,
            E::RequestTypeChanged(changed) => ticket.request_type = changed.to.clone(),
            E::SubjectChanged(changed) => ticket.subject = changed.to.clone(),
            E::Shared(shared) => {
                ticket.visibility = crate::Visibility::Organization(shared.organization);
                ticket.organization = Some(shared.organization);
            }
            E::Unshared(_) => ticket.visibility = crate::Visibility::Private,
            E::ParticipantAdded(added) => {
                ticket.participants.insert(added.person);
                if added.by_address {
                    ticket.by_address.insert(added.person, PersonId(meta.actor));
                } else {
                    ticket.by_address.remove(&added.person);
                }
            }
            E::ParticipantRemoved(removed) => {
                ticket.participants.remove(&removed.person);
            }
            E::Muted(_) => {
                ticket.muted.insert(PersonId(meta.actor));
                shown_to_customers = false;
            }
            E::Unmuted(_) => {
                ticket.muted.remove(&PersonId(meta.actor));
                shown_to_customers = false;
            }
            // Who sees this ticket and not the other must not notice.
            E::Linked(linked) => {
                ticket.links.insert(linked.link);
                shown_to_customers = false;
            }
            E::Unlinked(unlinked) => {
                ticket.links.remove(&unlinked.link);
                shown_to_customers = false;
            }
            E::Attached(attached) => {
                shown_to_customers = !attached.to.is_internal();
                if attached.to == AttachedTo::Public {
                    ticket.answered(attached.side, meta);
                }
                ticket.attachments.extend(attached.files.iter().map(|file| Attachment {
                    file: file.clone(),
                    to: attached.to,
                    by: PersonId(meta.actor),
                    at: meta.at,
                    quarantined: false,
                }));
            }
            E::AttachmentQuarantined(quarantined) => {
                shown_to_customers = !quarantined.internal;
                let mut held = ticket.attachments.iter_mut();
                if let Some(found) = held.find(|held| held.file.id == quarantined.attachment) {
                    found.quarantined = true;
                }
            }
        }
        ticket.news.note(event, meta);
        ticket.version = meta.version;
        if shown_to_customers {
            ticket.involved.insert(PersonId(meta.actor));
            ticket.updated_at = meta.at;
        }
        Ok(ticket)
    }
}

impl Ticket {
    /// A side said something to the other.
    fn answered(&mut self, side: Side, meta: &EventMeta) {
        if side == Side::Customer {
            self.followers.insert(PersonId(meta.actor));
            self.last_customer_comment = Some(meta.version);
        }
        if let Phase::InProgress { customer_answered } = &mut self.phase {
            *customer_answered = side == Side::Customer;
        }
    }
}

fn opened(created: &Created, meta: &EventMeta) -> Ticket {
    Ticket {
        id: TicketId(meta.stream),
        key: created.key.clone(),
        desk: created.desk,
        request_type: created.request_type.clone(),
        filed: FiledForm { request_type: created.request_type.clone(), form_version: created.form_version },
        subject: created.subject.clone(),
        description: created.description.clone(),
        fields: created.fields.clone(),
        visibility: created.visibility,
        organization: created.organization,
        reporter: created.reporter,
        opened_by: meta.actor,
        participants: created.participants.clone(),
        by_address: created.by_address.iter().map(|person| (*person, PersonId(meta.actor))).collect(),
        involved: BTreeSet::from([created.reporter, PersonId(meta.actor)]),
        followers: BTreeSet::new(),
        muted: BTreeSet::new(),
        assignee: None,
        priority: created.priority,
        phase: Phase::WaitingForSupport,
        links: BTreeSet::new(),
        reopened: 0,
        comments: 0,
        last_customer_comment: None,
        news: News::default(),
        attachments: Vec::new(),
        version: meta.version,
        created_at: meta.at,
        updated_at: meta.at,
    }
}
