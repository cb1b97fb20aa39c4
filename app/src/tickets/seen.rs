//! How far somebody has read a ticket, and the numbers of their first page.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use docket_domain::reading::{self, Advanced, Reading};
use docket_domain::ticket::Ticket;
use docket_domain::{Actor, Aggregate, EventMeta, TicketId, can_see};
use docket_eventstore::{AppendError, Position};
use docket_projections::{Numbers, TeamNumbers};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::error::AppError;
use crate::execute::{Change, Decision, refuse};
use crate::key::CommandKey;

/// How long numbers wait for views that are behind, before each ticket behind them is asked of the log.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most tickets that are asked; who has more unread, while nobody fills the views, is told of so many.
const MOST_ASKED: u32 = 1_000;
/// How often a mark is decided anew where another device of the same person was quicker.
const TRIES: u32 = 5;

/// How far somebody has read a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The position of the last event they have seen; 0 for none.
    pub position: i64,
    /// Whether somebody else did something to it since.
    pub unread: bool,
}

/// The numbers of somebody's first page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Of the tickets that concern them.
    pub own: Numbers,
    /// Of all tickets, for the team.
    pub team: Option<TeamNumbers>,
}

impl Seen {
    fn new(who: &Actor, ticket: &Ticket, position: i64) -> Self {
        let unread = ticket.news.of(who.side()).by_others(who.person.0) > position;
        Self { position, unread }
    }
}

impl App {
    /// How far the caller has read a ticket that they see.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn seen(&self, who: &Actor, ticket: &Ticket) -> Result<Seen, AppError> {
        let stream = reading::stream_of(who.person, ticket.id);
        let known = self.aggregates().load::<Reading>(stream).await?;
        Ok(Seen::new(who, ticket, known.map_or(0, |known| known.state.position)))
    }

    /// Notes that the caller has seen a ticket up to a position, or all there is of it. It never goes back, and what is
    /// known already is not written again. Answers where the log stands as well.
    ///
    /// # Errors
    /// When the ticket is not the caller's to see.
    pub async fn see(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        position: Option<i64>,
    ) -> Result<(Seen, Position), AppError> {
        let ticket = self.ticket(who, ticket).await?;
        let newest = ticket.state.news.of(who.side()).position;
        let (person, id) = (who.person, ticket.state.id);
        let advanced = Advanced { person, ticket: id, position: position.unwrap_or(newest).min(newest) };
        let stream = reading::stream_of(person, id);
        let stripe = self.stripe(stream);
        let _turn = stripe.lock().await;
        for _ in 0..TRIES {
            let known = self.aggregates().load::<Reading>(stream).await?;
            let events = reading::decide(known.as_deref().map(|known| &known.state), advanced.clone());
            if events.is_empty() {
                let had = known.map_or(0, |known| known.state.position);
                return Ok((Seen::new(who, &ticket.state, had), *self.store().watch().borrow()));
            }
            let change = match &known {
                Some(known) => Change::extend(stream, known.version, events),
                None => Change::create(stream, events),
            };
            let decision = Decision { changes: vec![change], ..Decision::default() };
            match self.append(person.0, key, &decision).await {
                // A repeated command: what it wrote is there.
                Ok(appended) if appended.duplicate => {
                    return Ok((self.seen(who, &ticket.state).await?, appended.last));
                }
                Ok(appended) => {
                    let at = appended.recorded_at;
                    self.note_reading(stream, known.as_deref(), &advanced, at, appended.last)?;
                    return Ok((Seen::new(who, &ticket.state, advanced.position), appended.last));
                }
                Err(AppendError::Conflict { .. }) => {}
                Err(error) => return Err(refuse(error)),
            }
        }
        Err(AppError::Busy)
    }

    fn note_reading(
        &self,
        stream: Uuid,
        known: Option<&Loaded<Reading>>,
        advanced: &Advanced,
        at: chrono::DateTime<chrono::Utc>,
        position: Position,
    ) -> Result<(), AppError> {
        let version = known.map_or(docket_eventstore::Version::ZERO, |known| known.version).next();
        let meta =
            EventMeta { stream, at, actor: advanced.person.0, version: version.0, position: position.0 };
        let event = advanced.clone().into();
        let state = Reading::evolve(known.map(|known| known.state.clone()), &event, &meta)
            .map_err(|e| AppError::Internal("a decision cannot be folded", Some(Box::new(e))))?;
        self.aggregates().note(stream, Arc::new(Loaded { state, version }));
        Ok(())
    }

    /// The numbers of the caller's first page. They never count what the caller may not see, also while the views are
    /// behind.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn counts(&self, who: &Actor) -> Result<Counts, AppError> {
        if who.is_support() {
            let own = self.views().numbers(who.person).await?;
            return Ok(Counts { own, team: Some(self.views().team_numbers().await?) });
        }
        // Asked before the numbers are read: what the views learn meanwhile may not be in them.
        let head = self.store().head().await?.position;
        let own = if self.views().wait_for(head, PATIENCE).await {
            self.views().numbers(who.person).await?
        } else {
            self.numbers_by_the_log(who).await?
        };
        Ok(Counts { own, team: None })
    }

    async fn numbers_by_the_log(&self, who: &Actor) -> Result<Numbers, AppError> {
        let rows = self.views().concerned(who.person, MOST_ASKED).await?;
        let ids: Vec<Uuid> = rows.iter().map(|(ticket, _)| ticket.0).collect();
        let tickets = self.aggregates().load_many::<Ticket>(&ids).await?;
        let seen =
            |id: &TicketId| tickets.get(&id.0).is_some_and(|ticket| can_see(who, ticket.state.access()));
        let visible = rows.into_iter().filter(|(id, _)| seen(id));
        Ok(visible.fold(Numbers::default(), |sum, (_, one)| sum + one))
    }

    /// Which of the tickets of a list have something new for the caller.
    pub(super) async fn unread_of(
        &self,
        who: &Actor,
        tickets: impl Iterator<Item = TicketId>,
    ) -> Result<BTreeSet<TicketId>, AppError> {
        Ok(self.views().unread(who.person, tickets).await?)
    }
}
