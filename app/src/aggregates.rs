//! Aggregates as the log knows them now.
//!
//! A cache keeps the state of recently used ones as a *baseline*: every load still reads the tail of the stream
//! from the log, so a state is never older than the read, whichever process wrote last.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use docket_domain::desk::Desk;
use docket_domain::organization::Organization;
use docket_domain::person::Person;
use docket_domain::reading;
use docket_domain::site::Site;
use docket_domain::ticket::Ticket;
use docket_domain::{Aggregate, CommandContext, Event, EventMeta};
use docket_eventstore::{Recorded, Store, StreamId, Version};
use quick_cache::sync::Cache;
use uuid::Uuid;

use crate::error::AppError;

/// A state and the version of its last event.
#[derive(Clone, Debug)]
pub struct Loaded<A> {
    /// The state.
    pub state: A,
    /// The version of the last event in it.
    pub version: Version,
}

/// How many of each kind the cache keeps. A ticket takes about 2 KiB.
const TICKETS: usize = 8_192;
const PEOPLE: usize = 16_384;
const ORGANIZATIONS: usize = 4_096;
const DESKS: usize = 256;
const READINGS: usize = 16_384;
/// For how long a name that was read is shown without asking the log again. Another node may have changed it
/// meanwhile; nothing is decided by a name.
const NAME_AGE: Duration = Duration::from_secs(3);

/// The caches, one a kind.
#[derive(Debug)]
pub(crate) struct Aggregates {
    store: Store,
    tickets: Cache<Uuid, Arc<Loaded<Ticket>>>,
    people: Cache<Uuid, Arc<Loaded<Person>>>,
    organizations: Cache<Uuid, Arc<Loaded<Organization>>>,
    desks: Cache<Uuid, Arc<Loaded<Desk>>>,
    readings: Cache<Uuid, Arc<Loaded<reading::Reading>>>,
    sites: Cache<Uuid, Arc<Loaded<Site>>>,
    /// When an aggregate was last read for its name.
    named: Cache<Uuid, Instant>,
}

/// A kind of aggregate that the log holds.
pub(crate) trait Kind: Aggregate + Send + Sync + 'static {
    /// What it is called in a 404.
    const NAME: &'static str;

    fn cache(aggregates: &Aggregates) -> &Cache<Uuid, Arc<Loaded<Self>>>;

    fn event(event: Event) -> Option<Self::Event>;

    /// What there is before the first event, where there is something.
    fn initial() -> Option<Self> {
        None
    }
}

macro_rules! kinds {
    ($($type:ty, $name:literal, $cache:ident, $variant:ident $(, $initial:expr)?;)*) => {$(
        impl Kind for $type {
            const NAME: &'static str = $name;

            fn cache(aggregates: &Aggregates) -> &Cache<Uuid, Arc<Loaded<Self>>> {
                &aggregates.$cache
            }

            fn event(event: Event) -> Option<Self::Event> {
                if let Event::$variant(event) = event { Some(event) } else { None }
            }

            $(fn initial() -> Option<Self> {
                Some($initial)
            })?
        }
    )*};
}

kinds! {
    Ticket, "ticket", tickets, Ticket;
    Person, "person", people, Person;
    Organization, "organization", organizations, Organization;
    Desk, "desk", desks, Desk;
    reading::Reading, "reading", readings, Reading;
    Site, "site", sites, Site, Site::default();
}

impl Aggregates {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            tickets: Cache::new(TICKETS),
            people: Cache::new(PEOPLE),
            organizations: Cache::new(ORGANIZATIONS),
            desks: Cache::new(DESKS),
            readings: Cache::new(READINGS),
            sites: Cache::new(1),
            named: Cache::new(PEOPLE + ORGANIZATIONS),
        }
    }

    /// One as it was last read, however long ago: nothing is decided by it, unless its version is known to be the newest.
    pub(crate) fn known<A: Kind>(&self, id: Uuid) -> Option<Arc<Loaded<A>>> {
        A::cache(self).get(&id)
    }

    /// One aggregate, or `None` where its stream has no events.
    pub(crate) async fn load<A: Kind>(&self, id: Uuid) -> Result<Option<Arc<Loaded<A>>>, AppError> {
        Ok(self.load_many(&[id]).await?.remove(&id))
    }

    /// One aggregate that must be there.
    pub(crate) async fn get<A: Kind>(&self, id: Uuid) -> Result<Arc<Loaded<A>>, AppError> {
        let initial = || A::initial().map(|state| Arc::new(Loaded { state, version: Version::ZERO }));
        self.load(id).await?.or_else(initial).ok_or(AppError::NotFound(A::NAME))
    }

    /// Several of a kind, by one statement.
    pub(crate) async fn load_many<A: Kind>(
        &self,
        ids: &[Uuid],
    ) -> Result<HashMap<Uuid, Arc<Loaded<A>>>, AppError> {
        let mut reading = Reading::new(self);
        for id in ids {
            reading.want::<A>(*id);
        }
        let tails = reading.fetch().await?;
        let mut found = HashMap::with_capacity(ids.len());
        for id in ids {
            if let Some(loaded) = tails.fold::<A>(*id)? {
                found.insert(*id, loaded);
            }
        }
        Ok(found)
    }

    /// Notes what a command of ours has made of an aggregate, so that the next load reads no tail.
    pub(crate) fn note<A: Kind>(&self, id: Uuid, loaded: Arc<Loaded<A>>) {
        let cache = A::cache(self);
        // Commands that overlap may finish in either order: only forward.
        if cache.get(&id).is_none_or(|had| had.version < loaded.version) {
            cache.insert(id, loaded);
        }
    }
}

/// The streams one use case needs, read together.
pub(crate) struct Reading<'a> {
    aggregates: &'a Aggregates,
    wanted: Vec<(StreamId, Version)>,
    /// Held here, since the cache may drop any of them while the tails are read.
    baselines: HashMap<Uuid, Arc<dyn Any + Send + Sync>>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(aggregates: &'a Aggregates) -> Self {
        Self { aggregates, wanted: Vec::new(), baselines: HashMap::new() }
    }

    /// Asks for an aggregate.
    pub(crate) fn want<A: Kind>(&mut self, id: Uuid) {
        if self.wanted.iter().any(|(stream, _)| stream.0 == id) {
            return;
        }
        let baseline = A::cache(self.aggregates).get(&id);
        let version = baseline.as_ref().map_or(Version::ZERO, |loaded| loaded.version);
        if let Some(baseline) = baseline {
            self.baselines.insert(id, baseline);
        }
        self.wanted.push((StreamId(id), version));
    }

    /// Asks for an aggregate only to show its name: one that was read for that a moment ago is not read again.
    pub(crate) fn want_name<A: Kind>(&mut self, id: Uuid) {
        let named = &self.aggregates.named;
        let recent = named.get(&id).is_some_and(|at| at.elapsed() < NAME_AGE);
        match A::cache(self.aggregates).get(&id).filter(|_| recent) {
            Some(baseline) => {
                self.baselines.insert(id, baseline);
            }
            None => {
                self.want::<A>(id);
                named.insert(id, Instant::now());
            }
        }
    }

    /// Reads the tails of all that were asked for.
    pub(crate) async fn fetch(self) -> Result<Tails<'a>, AppError> {
        let mut tails: HashMap<Uuid, Vec<Recorded>> = HashMap::new();
        if !self.wanted.is_empty() {
            for event in self.aggregates.store.read_streams(&self.wanted).await? {
                tails.entry(event.stream.0).or_default().push(event);
            }
        }
        Ok(Tails { aggregates: self.aggregates, baselines: self.baselines, tails })
    }
}

/// What [`Reading::fetch`] found.
pub(crate) struct Tails<'a> {
    aggregates: &'a Aggregates,
    baselines: HashMap<Uuid, Arc<dyn Any + Send + Sync>>,
    tails: HashMap<Uuid, Vec<Recorded>>,
}

impl Tails<'_> {
    /// The state of one that was asked for; `None` where its stream has no events.
    pub(crate) fn fold<A: Kind>(&self, id: Uuid) -> Result<Option<Arc<Loaded<A>>>, AppError> {
        let baseline = self.baselines.get(&id).and_then(|any| Arc::clone(any).downcast::<Loaded<A>>().ok());
        let Some(tail) = self.tails.get(&id) else { return Ok(baseline) };
        let Some(loaded) = fold_from(baseline.as_deref(), tail.iter())? else { return Ok(baseline) };
        let loaded = Arc::new(loaded);
        self.aggregates.note(id, Arc::clone(&loaded));
        Ok(Some(loaded))
    }
}

/// Folds recorded events onto a baseline. `None` where there is neither.
pub(crate) fn fold_from<'e, A: Kind>(
    baseline: Option<&Loaded<A>>,
    events: impl Iterator<Item = &'e Recorded>,
) -> Result<Option<Loaded<A>>, AppError> {
    let mut state = baseline.map(|loaded| loaded.state.clone());
    let mut version = baseline.map_or(Version::ZERO, |loaded| loaded.version);
    for recorded in events {
        let event = decode(recorded)?;
        let event =
            A::event(event).ok_or(AppError::Internal("a stream holds an event of another kind", None))?;
        let meta = meta(recorded);
        let next = A::evolve(state.take(), &event, &meta)
            .map_err(|e| AppError::Internal("a stream cannot be replayed", Some(Box::new(e))))?;
        state = Some(next);
        version = recorded.version;
    }
    Ok(state.map(|state| Loaded { state, version }))
}

/// The state after events that are decided and not appended yet: where they will stand in the log is not known.
pub(crate) fn fold_decided<A: Aggregate>(
    stream: Uuid,
    mut state: Option<A>,
    version: &mut Version,
    events: &[A::Event],
    context: &CommandContext<'_>,
) -> Result<Option<A>, AppError> {
    for event in events {
        *version = version.next();
        let meta = EventMeta {
            stream,
            at: context.now,
            actor: context.actor.person.0,
            version: version.0,
            position: 0,
        };
        let next = A::evolve(state.take(), event, &meta)
            .map_err(|e| AppError::Internal("a decision cannot be folded", Some(Box::new(e))))?;
        state = Some(next);
    }
    Ok(state)
}

/// The typed event in a recorded one.
pub(crate) fn decode(recorded: &Recorded) -> Result<Event, AppError> {
    Event::decode(&recorded.kind, recorded.schema_version, &recorded.payload).map_err(|e| {
        AppError::Internal("an event cannot be read by this version of Docket", Some(Box::new(e)))
    })
}

/// What `evolve` is told about an event beside its content.
pub(crate) fn meta(recorded: &Recorded) -> EventMeta {
    EventMeta {
        stream: recorded.stream.0,
        at: recorded.recorded_at,
        actor: recorded.actor.0,
        version: recorded.version.0,
        position: recorded.position.0,
    }
}
