//! Given/when/then for aggregates, and a small cast to play with. For tests of this and other crates.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Map;
use uuid::Uuid;

use crate::access::Visibility;
use crate::actor::{Actor, Role, SYSTEM};
use crate::aggregate::{Aggregate, EventMeta, ReplayError};
use crate::desk::{Desk, default_desk};
use crate::id::{DeskId, OrganizationId, PersonId, TicketId};
use crate::key::RequestTypeKey;
use crate::refusal::Refusal;
use crate::text::{Body, Subject, TextError};
use crate::ticket::{
    self, Context, OpenTicket, PersonFacts, Priority, Status, Ticket, TicketCommand, TicketEvent,
    TicketRefusal,
};

/// The reporter of tickets: member of [`MERIDIAN`] and [`NORTHWIND`].
pub const MARIA: PersonId = PersonId(Uuid::from_u128(0x11));
/// A colleague: member of [`MERIDIAN`].
pub const TOM: PersonId = PersonId(Uuid::from_u128(0x12));
/// A customer of another organization: member of [`NORTHWIND`].
pub const JON: PersonId = PersonId(Uuid::from_u128(0x13));
/// A customer without organization.
pub const KIM: PersonId = PersonId(Uuid::from_u128(0x14));
/// A customer whose account was taken away.
pub const GONE: PersonId = PersonId(Uuid::from_u128(0x15));
/// An agent.
pub const SAM: PersonId = PersonId(Uuid::from_u128(0x21));
/// Another agent.
pub const NOOR: PersonId = PersonId(Uuid::from_u128(0x22));
/// An administrator.
pub const ADA: PersonId = PersonId(Uuid::from_u128(0x31));
/// Nobody: an id that no person has.
pub const NOBODY: PersonId = PersonId(Uuid::from_u128(0x99));

/// The organization of [`MARIA`] and [`TOM`].
pub const MERIDIAN: OrganizationId = OrganizationId(Uuid::from_u128(0x41));
/// The organization of [`JON`] and, also, [`MARIA`].
pub const NORTHWIND: OrganizationId = OrganizationId(Uuid::from_u128(0x42));
/// An organization without members.
pub const EMPTY: OrganizationId = OrganizationId(Uuid::from_u128(0x43));
/// The desk of the cast.
pub const DESK: DeskId = DeskId(Uuid::from_u128(0x51));
/// The ticket of a [`TicketStory`].
pub const TICKET: TicketId = TicketId(Uuid::from_u128(0x61));

/// The moment a story begins: 2026-01-01T00:00:00Z.
pub fn beginning() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_454)
}

/// A stream in the making: its events and the state they lead to.
#[derive(Clone, Debug)]
pub struct History<A: Aggregate> {
    /// The stream's id.
    pub stream: Uuid,
    /// What was appended, in order.
    pub log: Vec<(A::Event, EventMeta)>,
    /// What it leads to.
    pub state: Option<A>,
}

impl<A: Aggregate> History<A> {
    /// A stream without events.
    pub fn new(stream: Uuid) -> Self {
        Self { stream, log: Vec::new(), state: None }
    }

    /// Appends events as one batch.
    ///
    /// # Errors
    /// The state cannot take one of them.
    pub fn append(
        &mut self,
        actor: Uuid,
        at: DateTime<Utc>,
        events: impl IntoIterator<Item = A::Event>,
    ) -> Result<(), ReplayError> {
        for event in events {
            let version = i64::try_from(self.log.len()).unwrap_or(i64::MAX).saturating_add(1);
            let meta = EventMeta { stream: self.stream, at, actor, version, position: version };
            self.state = Some(A::evolve(self.state.take(), &event, &meta)?);
            self.log.push((event, meta));
        }
        Ok(())
    }
}

/// The desk and the people a ticket's decisions ask about.
#[derive(Clone, Debug)]
pub struct World {
    /// The default desk.
    pub desk: Desk,
    /// The cast.
    pub people: BTreeMap<PersonId, PersonFacts>,
}

impl World {
    /// The whole cast with the default desk.
    ///
    /// # Panics
    /// The default desk cannot be folded, which a test of its own shows.
    pub fn new() -> Self {
        let mut desk = History::<Desk>::new(DESK.0);
        desk.append(SYSTEM, beginning(), default_desk()).expect("the default desk is a valid stream");
        let fact = |person, role, organizations: &[OrganizationId]| {
            let organizations = organizations.iter().copied().collect();
            (person, PersonFacts { role, deactivated: person == GONE, organizations })
        };
        let people = BTreeMap::from([
            fact(MARIA, Role::Customer, &[MERIDIAN, NORTHWIND]),
            fact(TOM, Role::Customer, &[MERIDIAN]),
            fact(JON, Role::Customer, &[NORTHWIND]),
            fact(KIM, Role::Customer, &[]),
            fact(GONE, Role::Customer, &[MERIDIAN]),
            fact(SAM, Role::Agent, &[]),
            fact(NOOR, Role::Agent, &[]),
            fact(ADA, Role::Administrator, &[]),
        ]);
        Self { desk: desk.state.expect("the default desk has events"), people }
    }

    /// One of the cast, about to act. Who is not of the cast acts as a customer without organization.
    pub fn actor(&self, person: PersonId) -> Actor {
        self.people.get(&person).map_or_else(
            || Actor { person, role: Role::Customer, organizations: BTreeSet::new() },
            |facts| Actor { person, role: facts.role, organizations: facts.organizations.clone() },
        )
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

/// A ticket's life told as given, when, then. Each command is decided and, if accepted, appended.
#[derive(Clone, Debug)]
pub struct TicketStory {
    /// Who takes part.
    pub world: World,
    /// What has happened.
    pub history: History<Ticket>,
    /// What time it is.
    pub now: DateTime<Utc>,
    /// What the next actor says they have seen.
    pub seen: Option<i64>,
    /// What the last command led to.
    pub outcome: Result<Vec<TicketEvent>, TicketRefusal>,
}

impl TicketStory {
    /// Before anything has happened.
    pub fn new() -> Self {
        Self {
            world: World::new(),
            history: History::new(TICKET.0),
            now: beginning(),
            seen: None,
            outcome: Ok(Vec::new()),
        }
    }

    /// A private ticket of [`MARIA`]'s, just opened.
    pub fn opened() -> Self {
        Self::new().when(MARIA, TicketCommand::Open(Box::new(request())))
    }

    /// Lets time pass.
    #[must_use]
    pub fn after(mut self, time: TimeDelta) -> Self {
        self.now += time;
        self
    }

    /// Somebody asks for something.
    ///
    /// # Panics
    /// What was decided cannot be folded.
    #[must_use]
    pub fn when(mut self, person: PersonId, command: TicketCommand) -> Self {
        let actor = self.world.actor(person);
        let context = Context {
            now: self.now,
            actor: &actor,
            desk: &self.world.desk,
            people: &self.world.people,
            seen: self.seen,
        };
        self.outcome = ticket::decide(self.history.state.as_ref(), command, &context);
        if let Ok(events) = &self.outcome {
            // What the log's writer does to a new ticket.
            let events = events.iter().cloned().map(numbered);
            self.history.append(person.0, self.now, events).expect("what was decided can be folded");
        }
        self
    }

    /// The ticket.
    ///
    /// # Panics
    /// There is none yet.
    pub fn ticket(&self) -> &Ticket {
        self.history.state.as_ref().expect("the story has a ticket")
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.ticket().status()
    }

    /// The kinds of the events the last command led to.
    ///
    /// # Panics
    /// It was refused.
    pub fn kinds(&self) -> Vec<&'static str> {
        match &self.outcome {
            Ok(events) => events.iter().map(TicketEvent::kind).collect(),
            Err(refusal) => panic!("refused: {refusal} ({})", refusal.code()),
        }
    }

    /// The code the last command was refused with, if it was.
    pub fn refusal(&self) -> Option<&'static str> {
        self.outcome.as_ref().err().map(Refusal::code)
    }
}

impl Default for TicketStory {
    fn default() -> Self {
        Self::new()
    }
}

fn numbered(event: TicketEvent) -> TicketEvent {
    if let TicketEvent::Created(mut created) = event {
        created.key = created.key.with_number(NonZeroU32::MIN);
        created.into()
    } else {
        event
    }
}

/// A private question of [`MARIA`]'s.
pub fn request() -> OpenTicket {
    OpenTicket {
        request_type: text("question", RequestTypeKey::parse),
        subject: text("The panel of May is short", Subject::parse),
        description: body("It has 12 homes less than in April."),
        fields: Map::new(),
        visibility: Visibility::Private,
        organization: None,
        reporter: MARIA,
        participants: BTreeSet::new(),
        by_address: BTreeSet::new(),
        priority: Priority::Normal,
    }
}

/// A body of that text.
///
/// # Panics
/// The text is none.
pub fn body(raw: &str) -> Body {
    text(raw, Body::parse)
}

fn text<T>(raw: &str, parse: fn(&str) -> Result<T, TextError>) -> T {
    parse(raw).expect("a test's text is valid")
}
