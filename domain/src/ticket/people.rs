//! What a decision about a ticket must know besides the ticket.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{OpenTicket, Ticket, TicketCommand};
use crate::actor::{Actor, Role};
use crate::desk::Desk;
use crate::id::{OrganizationId, PersonId};
use crate::person::Person;

/// What a decision about a ticket must know besides the ticket. All of it from the log's side at this moment, never
/// from a view that may lag.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The time.
    pub now: DateTime<Utc>,
    /// Who asks.
    pub actor: &'a Actor,
    /// The ticket's desk; for a new ticket, the desk that is asked.
    pub desk: &'a Desk,
    /// What is known of the people of [`TicketCommand::people`]. Who is missing here does not exist.
    pub people: &'a BTreeMap<PersonId, PersonFacts>,
    /// The version the actor had before their eyes, where they said so. Support does not change the status over a
    /// customer's comment it has not seen.
    pub seen: Option<i64>,
}

/// What a decision must know of a person it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonFacts {
    /// What they are to Docket.
    pub role: Role,
    /// Whether their account was taken away. Somebody invited who has not answered yet still counts.
    pub deactivated: bool,
    /// The organizations they are a member of.
    pub organizations: BTreeSet<OrganizationId>,
}

impl PersonFacts {
    /// The facts of a person with these memberships.
    pub fn new(person: &Person, organizations: BTreeSet<OrganizationId>) -> Self {
        Self { role: person.role, deactivated: person.is_deactivated(), organizations }
    }
}

impl TicketCommand {
    /// The people whose facts [`decide`](super::decide) asks for at that desk. The actor is never among them.
    pub fn people(&self, ticket: Option<&Ticket>, desk: &Desk, actor: &Actor) -> BTreeSet<PersonId> {
        let mut people = match self {
            Self::Open(open) => {
                let OpenTicket { reporter, participants, request_type, fields, .. } = &**open;
                let form = desk.open_request_type(request_type).map(|offered| &offered.form);
                let answers = form.map(|form| form.people(fields)).unwrap_or_default();
                participants.iter().copied().chain([*reporter]).chain(answers).collect()
            }
            Self::Note { mentions, .. } => mentions.clone(),
            Self::Assign { assignee } => assignee.iter().copied().collect(),
            Self::Share { .. } => ticket.iter().map(|ticket| ticket.reporter).collect(),
            Self::AddParticipant { person, .. } => BTreeSet::from([*person]),
            Self::Comment { .. }
            | Self::ChangeStatus { .. }
            | Self::Hold { .. }
            | Self::EndHold
            | Self::Close { .. }
            | Self::Reopen { .. }
            | Self::SetPriority { .. }
            | Self::ChangeRequestType { .. }
            | Self::ChangeSubject { .. }
            | Self::Unshare
            | Self::RemoveParticipant { .. }
            | Self::Mute
            | Self::Unmute
            | Self::Link(_)
            | Self::Unlink(_)
            | Self::Attach { .. }
            | Self::Quarantine { .. } => BTreeSet::new(),
        };
        people.remove(&actor.person);
        people
    }
}

impl Context<'_> {
    /// The facts of a person, from the actor themself where it is them.
    pub(super) fn facts(&self, person: PersonId) -> Option<PersonFacts> {
        if person == self.actor.person {
            return Some(PersonFacts {
                role: self.actor.role,
                deactivated: false,
                organizations: self.actor.organizations.clone(),
            });
        }
        self.people.get(&person).cloned()
    }
}
