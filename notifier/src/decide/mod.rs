//! Who is told of a command, and why the others are not: pure rules.

mod account;
mod audience;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::person::{Person, PersonStatus};
use docket_domain::ticket::Ticket;
use docket_domain::{Actor, OrganizationId, PersonId, Role, can_see};

pub(crate) use account::Matter;
pub(crate) use audience::{Act, Candidate, audience, said_by};

use crate::ledger::{Decision, TicketTemplate, Why, WhyNot};

/// What happened longer ago than this when it is decided is told to nobody: after a long stop, or over an old log,
/// people are not flooded with what they know.
pub(crate) const MAX_AGE: TimeDelta = TimeDelta::hours(24);

/// Active agents and administrators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Support(pub(crate) BTreeMap<PersonId, Role>);

impl Support {
    /// Who is told of what nobody has taken: the agents, and the administrators only where there are none.
    fn queue(&self) -> BTreeSet<PersonId> {
        let of = |wanted: Role| {
            self.0.iter().filter(move |(_, role)| **role == wanted).map(|(person, _)| *person).collect()
        };
        let agents: BTreeSet<PersonId> = of(Role::Agent);
        if agents.is_empty() { of(Role::Administrator) } else { agents }
    }

    /// Whether somebody is an active agent or administrator.
    pub(crate) fn has(&self, person: PersonId) -> bool {
        self.0.contains_key(&person)
    }
}

/// What is known of somebody who may be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) person: &'a Person,
    /// The organization that the ticket is shared with, if they are a member.
    pub(crate) member_of: Option<OrganizationId>,
}

impl Reader<'_> {
    /// Why they may not get a mail of this kind about a ticket, by their rights alone. Asked when it is decided, and
    /// again when the mail is about to leave.
    pub(crate) fn barred(&self, template: TicketTemplate, ticket: &Ticket) -> Option<WhyNot> {
        if let Some(why) = of_account(self.person) {
            return Some(why);
        }
        let actor = Actor {
            person: self.person.id,
            role: self.person.role,
            organizations: self.member_of.into_iter().collect(),
        };
        let for_support_only = template == TicketTemplate::Noted;
        if !can_see(&actor, ticket.access()) || (for_support_only && !actor.is_support()) {
            return Some(WhyNot::NoAccess);
        }
        if ticket.muted.contains(&self.person.id) && template != TicketTemplate::Resolved {
            return Some(WhyNot::Muted);
        }
        None
    }
}

/// Whether somebody chose to get no such mails. What concerns them for a reason of the team's is chosen by that reason,
/// everything else by what it is about.
pub(crate) fn is_wanted(person: &Person, template: TicketTemplate, why: Why) -> bool {
    use TicketTemplate as T;
    let wants = &person.notifications;
    match why {
        Why::Queue => wants.queue,
        Why::Assignee => wants.assigned,
        Why::Mentioned => wants.mentions,
        Why::Reporter | Why::Participant | Why::Follower | Why::DespiteMute => match template {
            T::Commented | T::Attached => wants.comments,
            T::Status | T::Held | T::Resolved | T::Closed | T::Reopened => wants.status,
            T::Participant | T::Visibility => wants.sharing,
            T::Created | T::Receipt | T::Quarantined | T::Noted | T::Assigned => true,
        },
        Why::Attacher | Why::Invited | Why::Asked | Why::Security => true,
    }
}

/// Why somebody with this account gets no mail.
fn of_account(person: &Person) -> Option<WhyNot> {
    match person.status {
        PersonStatus::Active { .. } => None,
        PersonStatus::Invited(_) | PersonStatus::Uninvited => Some(WhyNot::NotActivated),
        PersonStatus::Deactivated { .. } => Some(WhyNot::Deactivated),
    }
}

/// The decision about one candidate.
pub(crate) fn judge(
    candidate: Candidate,
    reader: Reader<'_>,
    ticket: &Ticket,
    act: &Act<'_>,
    now: DateTime<Utc>,
) -> Decision {
    if candidate.person.0 == act.actor {
        return Decision::Suppress(WhyNot::Actor);
    }
    if let Some(why) = reader.barred(candidate.template, ticket) {
        return Decision::Suppress(why);
    }
    let why = match candidate.decision {
        Decision::Suppress(_) => return candidate.decision,
        Decision::Send(why) => why,
    };
    if !is_wanted(reader.person, candidate.template, why) {
        return Decision::Suppress(WhyNot::NotWanted);
    }
    if is_too_old(act.at, now) {
        return Decision::Suppress(WhyNot::TooOld);
    }
    if ticket.muted.contains(&candidate.person) {
        Decision::Send(Why::DespiteMute)
    } else {
        Decision::Send(why)
    }
}

fn is_too_old(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - at > MAX_AGE
}
