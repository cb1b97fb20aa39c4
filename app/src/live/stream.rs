//! One open stream: a place in the log, and whose it is.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use docket_domain::ticket::Ticket;
use docket_domain::{Event, TicketId, TicketKey, can_see};
use docket_eventstore::{Position, Recorded, StreamId, Version};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use super::hub::{About, Happening, Hub, Latest, OnTicket, about, touched};
use super::seats::Seat;
use crate::App;
use crate::aggregates::decode;
use crate::error::AppError;
use crate::session::Session;
use crate::tickets::{Briefs, HistoryEntry};

/// How often it is looked whether the session still is: a stream ends within 5 s of it.
const CHECK_EVERY: Duration = Duration::from_secs(3);
/// How long a stream is silent at most: proxies close what is silent for longer.
const BEAT_EVERY: Duration = Duration::from_secs(15);
/// Events told at a time.
const SLICE: usize = 64;
/// Events read out of the log at a time, by a stream that is behind.
const PAGE: usize = 200;
/// After a failure.
const PAUSE: Duration = Duration::from_secs(1);

/// Something that happened, as the reader's history tells it.
#[derive(Debug)]
pub struct Told {
    /// The ticket it happened to.
    pub ticket: TicketKey,
    /// What happened.
    pub entry: HistoryEntry,
    /// The names in it.
    pub briefs: Briefs,
}

/// What a stream hands out at a time.
#[derive(Debug)]
pub struct News {
    /// What happened, in the order of the log; may be nothing.
    pub told: Vec<Told>,
    /// A stream that is opened behind this misses nothing and repeats nothing.
    pub reached: Position,
}

/// A stream of what its reader may see. It does nothing while nobody asks for the next.
#[derive(Debug)]
pub struct LiveStream {
    app: App,
    hub: Arc<Hub>,
    head: watch::Receiver<Position>,
    session: Session,
    token: String,
    only: Option<TicketId>,
    position: Position,
    /// Nothing was handed out so far.
    fresh: bool,
    check_at: Instant,
    beat_at: Instant,
    _seat: Seat,
}

/// Why there is nothing to hand out.
enum Halt {
    /// The session, or the right to see the one ticket, has ended.
    Ended,
    /// A database failed: the stream goes on when it answers again.
    Failed(AppError),
}

impl From<AppError> for Halt {
    fn from(error: AppError) -> Self {
        match error {
            AppError::LoginRequired | AppError::NotFound(_) => Self::Ended,
            error => Self::Failed(error),
        }
    }
}

impl LiveStream {
    pub(super) fn new(
        app: App,
        hub: Arc<Hub>,
        seat: Seat,
        session: Session,
        token: String,
        only: Option<TicketId>,
        position: Position,
    ) -> Self {
        let (head, now) = (hub.head(), Instant::now());
        let (check_at, beat_at) = (now + CHECK_EVERY, now + BEAT_EVERY);
        Self { app, hub, head, session, token, only, position, fresh: true, check_at, beat_at, _seat: seat }
    }

    /// What comes next, within 15 s as a rule, though it be nothing but how far the stream has come; none
    /// when the stream has ended.
    pub async fn next(&mut self) -> Option<News> {
        if std::mem::take(&mut self.fresh) {
            return Some(News { told: Vec::new(), reached: self.position });
        }
        loop {
            if self.app.live().closing.is_cancelled() {
                return None;
            }
            // Boxed: a stream that waits holds none of what it takes to tell something.
            match Box::pin(self.step()).await {
                Ok(Some(news)) => {
                    self.beat_at = Instant::now() + BEAT_EVERY;
                    return Some(news);
                }
                Ok(None) => self.wait().await,
                Err(Halt::Ended) => return None,
                Err(Halt::Failed(error)) => {
                    tracing::debug!(error = &error as &dyn std::error::Error, "a stream has to wait");
                    let closing = self.app.live().closing.clone();
                    closing.run_until_cancelled(sleep(PAUSE)).await;
                }
            }
        }
    }

    /// What there is to hand out now, if anything.
    async fn step(&mut self) -> Result<Option<News>, Halt> {
        if Instant::now() >= self.check_at {
            self.check().await?;
        }
        // Before the look: what is read on during it wakes the wait behind it.
        self.head.borrow_and_update();
        let told = match self.hub.after(self.position, SLICE) {
            None => return self.catch_up().await.map(Some),
            Some(slice) if slice.is_empty() => Vec::new(),
            Some(slice) => self.tell(&slice).await?,
        };
        if !told.is_empty() || Instant::now() >= self.beat_at {
            return Ok(Some(News { told, reached: self.position }));
        }
        Ok(None)
    }

    /// Until there may be something to do.
    async fn wait(&mut self) {
        let next = self.check_at.min(self.beat_at);
        tokio::select! {
            () = self.app.live().closing.cancelled() => {}
            // The sender is in the hub, which this stream holds.
            _ = self.head.wait_for(|head| *head > self.position) => {}
            () = sleep_until(next) => {}
        }
    }

    /// Whether the session goes on. What else may end it is an event, and is met on the way.
    async fn check(&mut self) -> Result<(), Halt> {
        if !self.app.goes_on(&self.session, &self.token).await? {
            return Err(Halt::Ended);
        }
        self.check_at = Instant::now() + CHECK_EVERY;
        Ok(())
    }

    /// Reads the rights of this moment. Whoever has lost some is let go, and may come again with those that are left.
    async fn renew(&mut self) -> Result<(), Halt> {
        let now = self.app.still(&self.token).await?;
        let had = &self.session.actor;
        let lost = now.actor.role != had.role || !had.organizations.is_subset(&now.actor.organizations);
        if lost || now.second_factor_due {
            return Err(Halt::Ended);
        }
        self.session = now;
        self.check_at = Instant::now() + CHECK_EVERY;
        Ok(())
    }

    /// Tells what is in memory.
    async fn tell(&mut self, slice: &[Arc<Happening>]) -> Result<Vec<Told>, Halt> {
        let own = self.session.actor.person;
        if slice.iter().any(|happening| matches!(happening.about, About::Rights(person) if person == own)) {
            self.renew().await?;
        }
        let mut told = Vec::new();
        for happening in slice {
            if let About::Ticket(on) = &happening.about {
                told.extend(self.tell_one(on).await?);
            }
        }
        if let Some(last) = slice.last() {
            self.position = last.position;
        }
        Ok(told)
    }

    /// Tells the next page out of the log, and how far it goes.
    async fn catch_up(&mut self) -> Result<News, Halt> {
        let app = self.app.clone();
        // Closed by nobody.
        let _turn = app.live().catching_up.acquire().await.ok();
        let (events, reached) = self.page().await?;
        // Rights and tickets are read behind the events, so that they are at least as new.
        self.renew().await?;
        let decoded = events.iter().map(decode).collect::<Result<Vec<_>, _>>()?;
        let touched = touched(&events, &decoded);
        let loaded = app.aggregates().load_many::<Ticket>(&touched).await?;
        let tickets: HashMap<_, _> =
            loaded.into_iter().map(|(id, ticket)| (id, Latest::new(ticket))).collect();
        let mut told = Vec::new();
        for (recorded, event) in events.into_iter().zip(decoded) {
            if !matches!(event, Event::Ticket(_)) {
                continue;
            }
            if let About::Ticket(on) = about(recorded, event, &tickets)? {
                told.extend(self.tell_one(&on).await?);
            }
        }
        self.position = reached;
        Ok(News { told, reached })
    }

    /// Old events behind the stream's place, and the place that is reached with them.
    async fn page(&self) -> Result<(Vec<Recorded>, Position), Halt> {
        let store = self.app.store();
        let Some(ticket) = self.only else {
            let events = store.read_after(self.position, PAGE).await.map_err(AppError::from)?;
            let reached = events.last().map_or(self.position, |last| last.position);
            return Ok((events, reached));
        };
        // All of one ticket, up to where the hub takes over.
        let reached = *self.head.borrow();
        let mut events =
            store.read_stream(StreamId(ticket.0), Version::ZERO).await.map_err(AppError::from)?;
        events.retain(|event| event.position > self.position && event.position <= reached);
        Ok((events, reached))
    }

    /// An event as the reader may know it, if at all.
    async fn tell_one(&self, on: &OnTicket) -> Result<Option<Told>, Halt> {
        let id = TicketId(on.recorded.stream.0);
        if self.only.is_some_and(|only| only != id) {
            return Ok(None);
        }
        let ticket = &on.ticket.get().state;
        let who = &self.session.actor;
        if !can_see(who, ticket.access()) {
            return if self.only.is_some() { Err(Halt::Ended) } else { Ok(None) };
        }
        let told = self.app.entry(who, ticket, &on.recorded, &on.event).await?;
        Ok(told.map(|(entry, briefs)| Told { ticket: ticket.key.clone(), entry, briefs }))
    }
}
