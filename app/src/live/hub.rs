//! The one reader of the log behind all streams of a process.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::time::Duration;

use docket_domain::organization::OrganizationEvent;
use docket_domain::ticket::{Ticket, TicketEvent};
use docket_domain::{Event, PersonId};
use docket_eventstore::{Follower, Position, Recorded};
use tokio::sync::watch;
use tokio::task::AbortHandle;
use uuid::Uuid;

use crate::App;
use crate::aggregates::{Loaded, decode};
use crate::error::AppError;

/// The most events that are kept in memory.
const EVENTS: usize = 4_096;
/// The most bytes of their payloads that are kept, but for a last event that is longer.
const BYTES: usize = 8 * 1024 * 1024;
/// Events read at a time.
const BATCH: usize = 256;
/// After a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// An event, decoded once for all streams.
#[derive(Debug)]
pub(super) struct Happening {
    pub(super) position: Position,
    pub(super) about: About,
}

/// What an event means to streams.
#[derive(Debug)]
pub(super) enum About {
    /// Something happened to a ticket.
    Ticket(Box<OnTicket>),
    /// A person's account or membership is another one now.
    Rights(PersonId),
    /// Nobody is told.
    Nobody,
}

/// An event of a ticket, with the ticket.
#[derive(Debug)]
pub(super) struct OnTicket {
    pub(super) recorded: Recorded,
    pub(super) event: TicketEvent,
    pub(super) ticket: Arc<Latest>,
}

/// A ticket as it was read last: at least as new as the newest event that the hub has read.
#[derive(Debug)]
pub(super) struct Latest(RwLock<Arc<Loaded<Ticket>>>);

impl Latest {
    pub(super) fn new(ticket: Arc<Loaded<Ticket>>) -> Arc<Self> {
        Arc::new(Self(RwLock::new(ticket)))
    }

    pub(super) fn get(&self) -> Arc<Loaded<Ticket>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, ticket: Arc<Loaded<Ticket>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = ticket;
    }
}

/// The last events of the log, without a gap.
#[derive(Debug)]
struct Ring {
    /// The position before the first of them.
    begin: Position,
    events: VecDeque<Arc<Happening>>,
    bytes: usize,
}

/// The last events, and the task that reads on. It ends when the last stream does.
#[derive(Debug)]
pub(super) struct Hub {
    ring: RwLock<Ring>,
    head: watch::Sender<Position>,
    task: RwLock<Option<AbortHandle>>,
}

impl Drop for Hub {
    fn drop(&mut self) {
        let task = self.task.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(task) = task {
            task.abort();
        }
    }
}

impl Hub {
    /// Reads on behind a position.
    pub(super) fn start(app: &App, from: Position) -> Arc<Self> {
        let ring = Ring { begin: from, events: VecDeque::new(), bytes: 0 };
        let (head, _) = watch::channel(from);
        let hub = Arc::new(Self { ring: RwLock::new(ring), head, task: RwLock::new(None) });
        let task = tokio::spawn(follow(app.clone(), Arc::downgrade(&hub), app.store().follow(from)));
        *hub.task.write().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        hub
    }

    /// How far it has read.
    pub(super) fn head(&self) -> watch::Receiver<Position> {
        self.head.subscribe()
    }

    /// The events behind a position, as far as they have been read; none where they are no longer in memory.
    pub(super) fn after(&self, position: Position, limit: usize) -> Option<Vec<Arc<Happening>>> {
        let ring = self.ring.read().unwrap_or_else(PoisonError::into_inner);
        // Positions are dense, so the place in the ring is a difference. A stream that was opened at the end of the
        // log may be ahead of what has been read.
        let known = usize::try_from(position.0 - ring.begin.0).ok()?;
        Some(ring.events.iter().skip(known).take(limit).cloned().collect())
    }

    fn push(&self, happenings: Vec<Arc<Happening>>) {
        let Some(last) = happenings.last().map(|last| last.position) else { return };
        {
            let mut ring = self.ring.write().unwrap_or_else(PoisonError::into_inner);
            for happening in happenings {
                ring.bytes += happening.weight();
                ring.events.push_back(happening);
            }
            while ring.events.len() > EVENTS || (ring.bytes > BYTES && ring.events.len() > 1) {
                if let Some(oldest) = ring.events.pop_front() {
                    ring.bytes -= oldest.weight();
                    ring.begin = oldest.position;
                }
            }
        }
        self.head.send_replace(last);
    }
}

impl Happening {
    fn weight(&self) -> usize {
        match &self.about {
            About::Ticket(on) => on.recorded.payload.len(),
            About::Rights(_) | About::Nobody => 0,
        }
    }
}

async fn follow(app: App, hub: Weak<Hub>, mut follower: Follower) {
    let mut tickets = HashMap::new();
    loop {
        let from = follower.position();
        let read = match follower.next(BATCH).await {
            Ok(events) => happenings(&app, &mut tickets, events).await,
            Err(error) => Err(error.into()),
        };
        match read {
            Ok(happenings) => match hub.upgrade() {
                Some(hub) => hub.push(happenings),
                None => return,
            },
            Err(error) => {
                // Nothing is skipped, also not what a newer program wrote: streams wait.
                tracing::warn!(error = &error as &dyn std::error::Error, "the streams have to wait");
                follower.seek(from);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Decodes events and reads their tickets, which are then at least as new as the last of the events.
async fn happenings(
    app: &App,
    tickets: &mut HashMap<Uuid, Weak<Latest>>,
    events: Vec<Recorded>,
) -> Result<Vec<Arc<Happening>>, AppError> {
    let mut happenings = Vec::with_capacity(events.len());
    let decoded = events.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
    let touched = touched(&events, &decoded);
    let mut now: HashMap<Uuid, Arc<Latest>> = HashMap::with_capacity(touched.len());
    for (id, ticket) in app.aggregates().load_many::<Ticket>(&touched).await? {
        let latest = match tickets.get(&id).and_then(Weak::upgrade) {
            Some(latest) => {
                latest.set(ticket);
                latest
            }
            None => Latest::new(ticket),
        };
        tickets.insert(id, Arc::downgrade(&latest));
        now.insert(id, latest);
    }
    for (recorded, event) in events.into_iter().zip(decoded) {
        let position = recorded.position;
        let about = about(recorded, event, &now)?;
        happenings.push(Arc::new(Happening { position, about }));
    }
    if tickets.len() > 2 * EVENTS {
        tickets.retain(|_, latest| latest.strong_count() > 0);
    }
    Ok(happenings)
}

/// The tickets that events are about, each once.
pub(super) fn touched(events: &[Recorded], decoded: &[Event]) -> Vec<Uuid> {
    let pairs = events.iter().zip(decoded);
    let mut ids: Vec<Uuid> =
        pairs.filter(|(_, event)| matches!(event, Event::Ticket(_))).map(|(e, _)| e.stream.0).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// What an event means to streams.
pub(super) fn about(
    recorded: Recorded,
    event: Event,
    tickets: &HashMap<Uuid, Arc<Latest>>,
) -> Result<About, AppError> {
    Ok(match event {
        Event::Ticket(event) => {
            let ticket = tickets.get(&recorded.stream.0).cloned();
            let ticket = ticket.ok_or(AppError::Internal("an event of a ticket that is not there", None))?;
            About::Ticket(Box::new(OnTicket { recorded, event, ticket }))
        }
        Event::Person(_) => About::Rights(PersonId(recorded.stream.0)),
        Event::Organization(OrganizationEvent::MemberAdded(added)) => About::Rights(added.person),
        Event::Organization(OrganizationEvent::MemberRemoved(removed)) => About::Rights(removed.person),
        Event::Organization(_) | Event::Desk(_) | Event::Reading(_) | Event::Site(_) => About::Nobody,
    })
}
