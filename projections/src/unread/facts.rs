//! What the rows are made of.

use std::collections::BTreeSet;

use docket_domain::ticket::{News, Status, TicketEvent};
use docket_domain::{OrganizationId, PersonId, Side, Visibility, is_sighted};

use crate::Envelope;

/// A ticket, as far as it decides over rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TicketFacts {
    pub(super) reporter: PersonId,
    pub(super) visibility: Visibility,
    pub(super) assignee: Option<PersonId>,
    pub(super) status: Status,
    pub(super) news: News,
}

/// A person, as far as they decide over rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PersonFacts {
    pub(super) support: bool,
    pub(super) organizations: BTreeSet<OrganizationId>,
    pub(super) tally: Tally,
}

/// How many of a person's rows are what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) unread: i64,
    pub(super) waiting: i64,
    pub(super) open: i64,
    pub(super) assigned: i64,
}

/// A person's row for a ticket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// How far they have read it.
    pub(super) seen: i64,
    /// Whether they reported it, or it is shared with them by name.
    pub(super) named: bool,
    pub(super) flags: Flags,
}

/// What follows for a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags {
    /// They may see it. The others hold only then.
    pub(super) visible: bool,
    /// Somebody else did something to it that they have not seen.
    pub(super) unread: bool,
    /// It is theirs, and their turn.
    pub(super) waiting: bool,
    /// It is theirs, and not closed.
    pub(super) open: bool,
    /// It is given to them, and not closed.
    pub(super) assigned: bool,
}

impl TicketFacts {
    /// The ticket after one more event; none where its beginning is not known.
    pub(super) fn evolve(state: Option<Self>, event: &TicketEvent, envelope: &Envelope) -> Option<Self> {
        let mut ticket = match (state, event) {
            (Some(ticket), _) => ticket,
            (None, TicketEvent::Created(created)) => Self {
                reporter: created.reporter,
                visibility: created.visibility,
                assignee: None,
                status: Status::WaitingForSupport,
                news: News::default(),
            },
            (None, _) => return None,
        };
        match event {
            TicketEvent::Assigned(assigned) => ticket.assignee = Some(assigned.assignee),
            TicketEvent::Unassigned(_) => ticket.assignee = None,
            TicketEvent::Shared(shared) => {
                ticket.visibility = Visibility::Organization(shared.organization);
            }
            TicketEvent::Unshared(_) => ticket.visibility = Visibility::Private,
            TicketEvent::Created(_)
            | TicketEvent::Commented(_)
            | TicketEvent::Noted(_)
            | TicketEvent::StatusChanged(_)
            | TicketEvent::Held(_)
            | TicketEvent::Resolved(_)
            | TicketEvent::Closed(_)
            | TicketEvent::Reopened(_)
            | TicketEvent::PriorityChanged(_)
            | TicketEvent::RequestTypeChanged(_)
            | TicketEvent::SubjectChanged(_)
            | TicketEvent::ParticipantAdded(_)
            | TicketEvent::ParticipantRemoved(_)
            | TicketEvent::Muted(_)
            | TicketEvent::Unmuted(_)
            | TicketEvent::Linked(_)
            | TicketEvent::Unlinked(_)
            | TicketEvent::Attached(_)
            | TicketEvent::AttachmentQuarantined(_) => {}
        }
        if let Some(status) = event.status_after() {
            ticket.status = status;
        }
        ticket.news.note(event, &envelope.meta());
        Some(ticket)
    }

    /// What the totals count: whether support has the turn as it came in, and whether nobody has it.
    pub(super) fn counted(&self) -> [i64; 2] {
        let waits = self.status == Status::WaitingForSupport;
        let unassigned = self.status.is_open() && self.assignee.is_none();
        [i64::from(waits), i64::from(unassigned)]
    }
}

impl Row {
    /// What follows for it.
    pub(super) fn judge(&self, id: PersonId, person: &PersonFacts, ticket: &TicketFacts) -> Flags {
        if !is_sighted(person.support, self.named, ticket.visibility, &person.organizations) {
            return Flags::default();
        }
        let side = if person.support { Side::Support } else { Side::Customer };
        let open = ticket.status.is_open();
        Flags {
            visible: true,
            unread: ticket.news.of(side).by_others(id.0) > self.seen,
            waiting: self.named && ticket.status.turn() == Some(Side::Customer),
            open: self.named && open,
            assigned: open && ticket.assignee == Some(id),
        }
    }
}

impl Tally {
    /// Counts a row, or no longer.
    pub(super) fn count(&mut self, flags: Flags, times: i64) {
        self.unread += times * i64::from(flags.unread);
        self.waiting += times * i64::from(flags.waiting);
        self.open += times * i64::from(flags.open);
        self.assigned += times * i64::from(flags.assigned);
    }
}
