//! Who can see a ticket, why and since when: at this moment, or at any moment before, folded from the log.
//!
//! The rule is [`can_see`](crate::can_see); here is its image over time, by the streams that decide it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::access::Visibility;
use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::id::{OrganizationId, PersonId};
use crate::organization::OrganizationEvent;
use crate::organization::event::{MemberAdded, MemberRemoved};
use crate::person::{Person, PersonEvent};
use crate::ticket::{Ticket, TicketEvent};

#[cfg(test)]
mod tests;

/// Why somebody sees a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// They asked.
    Reporter,
    /// It is shared with them by name.
    Participant,
    /// It is shared with an organization they are in.
    Organization,
    /// They are of the team.
    Support,
}

impl Reason {
    /// Its name in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::Participant => "participant",
            Self::Organization => "organization",
            Self::Support => "support",
        }
    }
}

/// Somebody who sees a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seer {
    /// Who.
    pub person: PersonId,
    /// Why, each with the time since when.
    pub reasons: BTreeMap<Reason, DateTime<Utc>>,
}

impl Seer {
    /// Since when they see it without a break in the reasons they have now.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.reasons.values().min().copied()
    }
}

/// What a ticket's own stream says about its sight at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Who asked.
    pub reporter: PersonId,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Whom it is shared with by name, and since when.
    pub participants: BTreeMap<PersonId, DateTime<Utc>>,
    /// The organization it is shared with, and since when.
    pub shared: Option<(OrganizationId, DateTime<Utc>)>,
}

impl Sight {
    /// Folds the events of one ticket; `None` where there are none.
    ///
    /// # Errors
    /// As [`Aggregate::evolve`].
    pub fn fold(
        events: impl IntoIterator<Item = (TicketEvent, EventMeta)>,
    ) -> Result<Option<(Ticket, Self)>, ReplayError> {
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        enum Fact {
            Participant(PersonId),
            Shared(OrganizationId),
        }
        let facts = |ticket: &Ticket| {
            let participants = ticket.participants.iter().copied().map(Fact::Participant);
            participants.chain(ticket.visibility.organization().map(Fact::Shared)).collect()
        };
        let Holding { state, since } = since::<Ticket, Fact>(events, facts)?;
        let Some(ticket) = state else { return Ok(None) };
        let mut sight = Self {
            reporter: ticket.reporter,
            opened_at: ticket.created_at,
            participants: BTreeMap::new(),
            shared: None,
        };
        for (fact, at) in since {
            match fact {
                Fact::Participant(person) => {
                    sight.participants.insert(person, at);
                }
                Fact::Shared(organization) => sight.shared = Some((organization, at)),
            }
        }
        Ok(Some((ticket, sight)))
    }

    /// The sight of a ticket as it would be with this visibility and these participants besides those it has.
    #[must_use]
    pub fn with(
        mut self,
        visibility: Visibility,
        participants: BTreeSet<PersonId>,
        at: DateTime<Utc>,
    ) -> Self {
        let already =
            self.shared.filter(|(organization, _)| Some(*organization) == visibility.organization());
        self.shared = already.or(visibility.organization().map(|organization| (organization, at)));
        for person in participants.into_iter().filter(|person| *person != self.reporter) {
            self.participants.entry(person).or_insert(at);
        }
        self
    }

    /// Everybody who sees it, where the organization it is shared with has these members and the team these people.
    /// Both say since when.
    pub fn audience(
        &self,
        members: &BTreeMap<PersonId, DateTime<Utc>>,
        team: &BTreeMap<PersonId, DateTime<Utc>>,
    ) -> Vec<Seer> {
        let mut all: BTreeMap<PersonId, BTreeMap<Reason, DateTime<Utc>>> = BTreeMap::new();
        let mut note = |person: PersonId, reason: Reason, since: DateTime<Utc>| {
            all.entry(person).or_default().insert(reason, since);
        };
        note(self.reporter, Reason::Reporter, self.opened_at);
        for (person, since) in &self.participants {
            note(*person, Reason::Participant, *since);
        }
        if let Some((_, shared)) = self.shared {
            for (person, since) in members {
                note(*person, Reason::Organization, shared.max(*since));
            }
        }
        for (person, since) in team {
            note(*person, Reason::Support, self.opened_at.max(*since));
        }
        all.into_iter().map(|(person, reasons)| Seer { person, reasons }).collect()
    }
}

/// Who is in an organization after these events of its, and since when.
pub fn members<'e>(
    events: impl IntoIterator<Item = (&'e OrganizationEvent, DateTime<Utc>)>,
) -> BTreeMap<PersonId, DateTime<Utc>> {
    let mut members = BTreeMap::new();
    for (event, at) in events {
        // A large organization's stream is long: only what says who belongs is looked at.
        if let OrganizationEvent::MemberAdded(MemberAdded { person, .. }) = event {
            members.entry(*person).or_insert(at);
        } else if let OrganizationEvent::MemberRemoved(MemberRemoved { person }) = event {
            members.remove(person);
        }
    }
    members
}

/// What a person's own stream says about their sight at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Since when they can act for the team, if they can.
    pub support_since: Option<DateTime<Utc>>,
    /// Whether it was taken away.
    pub deactivated: bool,
}

impl Account {
    /// Folds the events of one person; `None` where there are none.
    ///
    /// # Errors
    /// As [`Aggregate::evolve`].
    pub fn fold(
        events: impl IntoIterator<Item = (PersonEvent, EventMeta)>,
    ) -> Result<Option<Self>, ReplayError> {
        let supports = |person: &Person| {
            let supports = person.role.is_support() && person.is_active();
            supports.then_some(()).into_iter().collect()
        };
        let Holding { state, since } = since::<Person, ()>(events, supports)?;
        Ok(state.map(|person| Self {
            support_since: since.get(&()).copied(),
            deactivated: person.is_deactivated(),
        }))
    }
}

/// A state, and since when each of its facts has held without a break.
struct Holding<A, K> {
    state: Option<A>,
    since: BTreeMap<K, DateTime<Utc>>,
}

/// Folds events and looks after each which facts hold.
fn since<A: Aggregate, K: Ord + Copy>(
    events: impl IntoIterator<Item = (A::Event, EventMeta)>,
    facts: impl Fn(&A) -> BTreeSet<K>,
) -> Result<Holding<A, K>, ReplayError> {
    let mut state = None;
    let mut since = BTreeMap::new();
    for (event, meta) in events {
        let next = A::evolve(state.take(), &event, &meta)?;
        let holding = facts(&next);
        since.retain(|fact, _| holding.contains(fact));
        for fact in holding {
            since.entry(fact).or_insert(meta.at);
        }
        state = Some(next);
    }
    Ok(Holding { state, since })
}
