//! What the customer side may read. These types cannot hold an internal note: what is built from them leaks none,
//! whatever mistake is made.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::event::{
    Assigned, Attached, AttachmentQuarantined, Closed, Commented, Created, Held, ParticipantAdded,
    ParticipantRemoved, PriorityChanged, Reopened, RequestTypeChanged, Resolved, Shared, StatusChanged,
    SubjectChanged, Unassigned, Unshared,
};
use super::{CloseReason, Phase, Priority, Status, Ticket, TicketEvent};
use crate::access::Visibility;
use crate::actor::Side;
use crate::desk::Answers;
use crate::id::{DeskId, OrganizationId, PersonId, TicketId};
use crate::key::{RequestTypeKey, TicketKey};
use crate::text::{Body, Subject};

/// An event as the customer side may know it: [`TicketEvent`] without notes, without links, whose other end may not be
/// theirs to see, and without who muted what.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CustomerEvent<'a> {
    /// `ticket.created`
    Created(&'a Created),
    /// `ticket.commented`
    Commented(&'a Commented),
    /// `ticket.status_changed`
    StatusChanged(&'a StatusChanged),
    /// `ticket.held`
    Held(&'a Held),
    /// `ticket.resolved`
    Resolved(&'a Resolved),
    /// `ticket.closed`
    Closed(&'a Closed),
    /// `ticket.reopened`
    Reopened(&'a Reopened),
    /// `ticket.assigned`
    Assigned(&'a Assigned),
    /// `ticket.unassigned`
    Unassigned(&'a Unassigned),
    /// `ticket.priority_changed`
    PriorityChanged(&'a PriorityChanged),
    /// `ticket.request_type_changed`
    RequestTypeChanged(&'a RequestTypeChanged),
    /// `ticket.subject_changed`
    SubjectChanged(&'a SubjectChanged),
    /// `ticket.shared`
    Shared(&'a Shared),
    /// `ticket.unshared`
    Unshared(&'a Unshared),
    /// `ticket.participant_added`
    ParticipantAdded(&'a ParticipantAdded),
    /// `ticket.participant_removed`
    ParticipantRemoved(&'a ParticipantRemoved),
    /// `ticket.attached`, where it is not internal
    Attached(&'a Attached),
    /// `ticket.attachment_quarantined`, where the file is not internal
    AttachmentQuarantined(&'a AttachmentQuarantined),
}

impl TicketEvent {
    /// The event as the customer side may know it, or `None` if it may not know it at all.
    pub fn for_customers(&self) -> Option<CustomerEvent<'_>> {
        use CustomerEvent as C;
        Some(match self {
            Self::Created(payload) => C::Created(payload),
            Self::Commented(payload) => C::Commented(payload),
            Self::StatusChanged(payload) => C::StatusChanged(payload),
            Self::Held(payload) => C::Held(payload),
            Self::Resolved(payload) => C::Resolved(payload),
            Self::Closed(payload) => C::Closed(payload),
            Self::Reopened(payload) => C::Reopened(payload),
            Self::Assigned(payload) => C::Assigned(payload),
            Self::Unassigned(payload) => C::Unassigned(payload),
            Self::PriorityChanged(payload) => C::PriorityChanged(payload),
            Self::RequestTypeChanged(payload) => C::RequestTypeChanged(payload),
            Self::SubjectChanged(payload) => C::SubjectChanged(payload),
            Self::Shared(payload) => C::Shared(payload),
            Self::Unshared(payload) => C::Unshared(payload),
            Self::ParticipantAdded(payload) => C::ParticipantAdded(payload),
            Self::ParticipantRemoved(payload) => C::ParticipantRemoved(payload),
            Self::Noted(_) | Self::Muted(_) | Self::Unmuted(_) | Self::Linked(_) | Self::Unlinked(_) => {
                return None;
            }
            Self::Attached(payload) if !payload.to.is_internal() => C::Attached(payload),
            Self::AttachmentQuarantined(payload) if !payload.internal => C::AttachmentQuarantined(payload),
            Self::Attached(_) | Self::AttachmentQuarantined(_) => return None,
        })
    }
}

/// A ticket as the customer side may know it: without followers and without who muted it. Notes move the version, as
/// it is the stream's; they move nothing else here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CustomerView<'a> {
    /// The stream's id.
    pub id: TicketId,
    /// Its name for people.
    pub key: &'a TicketKey,
    /// The desk that was asked.
    pub desk: DeskId,
    /// What kind of request it is.
    pub request_type: &'a RequestTypeKey,
    /// What it is about.
    pub subject: &'a Subject,
    /// The whole of it.
    pub description: &'a Body,
    /// The answers as they were filed.
    pub fields: &'a Answers,
    /// Where it stands.
    pub status: Status,
    /// Whose turn it is.
    pub turn: Option<Side>,
    /// What was done, once it is resolved.
    pub resolution: Option<&'a Body>,
    /// Why it was closed, if it is.
    pub close_reason: Option<CloseReason>,
    /// Who sees it.
    pub visibility: Visibility,
    /// The organization it was filed for.
    pub organization: Option<OrganizationId>,
    /// Who asked.
    pub reporter: PersonId,
    /// The agent who has it.
    pub assignee: Option<PersonId>,
    /// How urgent it is.
    pub priority: Priority,
    /// Whom it is shared with by name.
    pub participants: &'a BTreeSet<PersonId>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When something last happened that a customer can see.
    pub updated_at: DateTime<Utc>,
    /// When it was closed, if it is.
    pub closed_at: Option<DateTime<Utc>>,
    /// The number of events of the stream, for `ETag` and `If-Match`.
    pub version: i64,
}

impl Ticket {
    /// The ticket as the customer side may know it.
    pub fn for_customers(&self) -> CustomerView<'_> {
        let (resolution, close_reason) = match &self.phase {
            Phase::Resolved { resolution, .. } => (resolution.as_ref(), None),
            Phase::Closed { resolution, reason, .. } => (resolution.as_ref(), Some(*reason)),
            Phase::WaitingForSupport
            | Phase::InProgress { .. }
            | Phase::WaitingForCustomer
            | Phase::OnHold { .. } => (None, None),
        };
        CustomerView {
            id: self.id,
            key: &self.key,
            desk: self.desk,
            request_type: &self.request_type,
            subject: &self.subject,
            description: &self.description,
            fields: &self.fields,
            status: self.status(),
            turn: self.turn(),
            resolution,
            close_reason,
            visibility: self.visibility,
            organization: self.organization,
            reporter: self.reporter,
            assignee: self.assignee,
            priority: self.priority,
            participants: &self.participants,
            created_at: self.created_at,
            updated_at: self.updated_at,
            closed_at: self.closed_at(),
            version: self.version,
        }
    }
}
