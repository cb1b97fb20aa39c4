//! What the notifier must know of people, organizations and tickets, folded from the log up to its own checkpoint.
//!
//! Never from a view: a view lags or leads, and then the same log would decide differently the next time.

use std::sync::Arc;

use docket_domain::organization::Organization;
use docket_domain::person::Person;
use docket_domain::site::{SITE, Site};
use docket_domain::ticket::Ticket;
use docket_domain::{Aggregate, Event, EventMeta, OrganizationId, PersonId, TicketId};
use docket_eventstore::{Position, Recorded, Store, StreamId, Version};
use quick_cache::unsync::Cache;
use uuid::Uuid;

use crate::NotifierError;

/// Kept in memory. A ticket holds its description, at most 64 KiB and mostly a few hundred bytes.
const TICKETS: usize = 2_048;
const PEOPLE: usize = 16_384;
const ORGANIZATIONS: usize = 1_024;

/// An event and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) event: Event,
    pub(crate) meta: EventMeta,
}

impl Told {
    pub(crate) fn read(recorded: &Recorded) -> Result<Self, NotifierError> {
        Ok(Self {
            event: Event::decode(&recorded.kind, recorded.schema_version, &recorded.payload)?,
            meta: EventMeta {
                stream: recorded.stream.0,
                at: recorded.recorded_at,
                actor: recorded.actor.0,
                version: recorded.version.0,
                position: recorded.position.0,
            },
        })
    }
}

/// An aggregate that the notifier folds.
pub(crate) trait Folded: Aggregate {
    /// What it is called in an error.
    const WHAT: &'static str;

    /// The aggregate's own event, if this is one.
    fn event(event: &Event) -> Option<&Self::Event>;

    /// The state after these events, which are one stream's.
    fn fold(state: Option<Self>, events: &[Told]) -> Result<Option<Self>, NotifierError> {
        let mut state = state;
        for told in events {
            if let Some(event) = Self::event(&told.event) {
                state = Some(Self::evolve(state, event, &told.meta)?);
            }
        }
        Ok(state)
    }
}

macro_rules! folded {
    ($($aggregate:ty, $variant:ident, $what:literal;)*) => {$(
        impl Folded for $aggregate {
            const WHAT: &'static str = $what;

            fn event(event: &Event) -> Option<&Self::Event> {
                if let Event::$variant(event) = event { Some(event) } else { None }
            }
        }
    )*};
}
folded! {
    Ticket, Ticket, "ticket";
    Person, Person, "person";
    Organization, Organization, "organization";
    Site, Site, "site";
}

/// The states at one place in the log, which moves on with [`Folds::apply`].
pub(crate) struct Folds {
    store: Store,
    at: Position,
    tickets: Cache<Uuid, Arc<Ticket>>,
    people: Cache<Uuid, Arc<Person>>,
    organizations: Cache<Uuid, Arc<Organization>>,
}

impl std::fmt::Debug for Folds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Folds").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Folds {
    /// At a place in the log, with nothing in memory.
    pub(crate) fn at(store: Store, at: Position) -> Self {
        Self {
            store,
            at,
            tickets: Cache::new(TICKETS),
            people: Cache::new(PEOPLE),
            organizations: Cache::new(ORGANIZATIONS),
        }
    }

    /// Goes on over the next event.
    pub(crate) fn apply(&mut self, told: &Told) -> Result<(), NotifierError> {
        match &told.event {
            Event::Ticket(_) => step(&mut self.tickets, told)?,
            Event::Person(_) => step(&mut self.people, told)?,
            Event::Organization(_) => step(&mut self.organizations, told)?,
            Event::Desk(_) | Event::Reading(_) | Event::Site(_) => {}
        }
        self.at = Position(told.meta.position);
        Ok(())
    }

    /// Fetches in one statement the tickets that the coming events are about and that are not in memory. Called
    /// before those events are applied.
    pub(crate) async fn prefetch(&mut self, events: &[Told]) -> Result<(), NotifierError> {
        let mut missing: Vec<(StreamId, Version)> = Vec::new();
        for told in events {
            let known = told.meta.version == 1 || self.tickets.peek(&told.meta.stream).is_some();
            // A ticket whose first missing event is its creation in this very batch has nothing to fetch.
            if matches!(told.event, Event::Ticket(_)) && !known {
                missing.push((StreamId(told.meta.stream), Version::ZERO));
            }
        }
        missing.truncate(TICKETS / 2);
        let recorded = self.store.read_streams(&missing).await?;
        let told = recorded
            .iter()
            .filter(|recorded| recorded.position <= self.at)
            .map(Told::read)
            .collect::<Result<Vec<_>, _>>()?;
        for told in told {
            step(&mut self.tickets, &told)?;
        }
        Ok(())
    }

    /// A ticket, as it is here.
    pub(crate) async fn ticket(&mut self, id: TicketId) -> Result<Arc<Ticket>, NotifierError> {
        load(&self.store, self.at, &mut self.tickets, id.0).await
    }

    /// A person, as they are here.
    pub(crate) async fn person(&mut self, id: PersonId) -> Result<Arc<Person>, NotifierError> {
        load(&self.store, self.at, &mut self.people, id.0).await
    }

    /// An organization, as it is here.
    pub(crate) async fn organization(
        &mut self,
        id: OrganizationId,
    ) -> Result<Arc<Organization>, NotifierError> {
        load(&self.store, self.at, &mut self.organizations, id.0).await
    }
}

/// Works an event into a state that is in memory, or begins one. A stream that is not in memory is read when it is
/// asked for.
fn step<A: Folded>(cache: &mut Cache<Uuid, Arc<A>>, told: &Told) -> Result<(), NotifierError> {
    let Some(event) = A::event(&told.event) else { return Ok(()) };
    let state = cache.remove(&told.meta.stream).map(|(_, state)| Arc::unwrap_or_clone(state));
    if state.is_some() || told.meta.version == 1 {
        cache.insert(told.meta.stream, Arc::new(A::evolve(state, event, &told.meta)?));
    }
    Ok(())
}

async fn load<A: Folded>(
    store: &Store,
    at: Position,
    cache: &mut Cache<Uuid, Arc<A>>,
    id: Uuid,
) -> Result<Arc<A>, NotifierError> {
    if let Some(state) = cache.get(&id) {
        return Ok(Arc::clone(state));
    }
    let state = Arc::new(read(store, id, at).await?);
    cache.insert(id, Arc::clone(&state));
    Ok(state)
}

/// A state as it was when the log ended at `until`.
async fn read<A: Folded>(store: &Store, id: Uuid, until: Position) -> Result<A, NotifierError> {
    A::fold(None, &told(store, id, until).await?)?.ok_or(NotifierError::Unknown { what: A::WHAT, id })
}

/// The events of a stream up to a place in the log.
async fn told(store: &Store, id: Uuid, until: Position) -> Result<Vec<Told>, NotifierError> {
    let recorded = store.read_stream_until(StreamId(id), until).await?;
    recorded.iter().map(Told::read).collect()
}

/// The site as it is at the log's end.
pub(crate) async fn site(store: &Store) -> Result<Site, NotifierError> {
    Ok(Site::fold(None, &told(store, SITE, Position(i64::MAX)).await?)?.unwrap_or_default())
}

/// A state as it is at the log's end.
pub(crate) async fn newest<A: Folded>(store: &Store, id: Uuid) -> Result<A, NotifierError> {
    read(store, id, Position(i64::MAX)).await
}
