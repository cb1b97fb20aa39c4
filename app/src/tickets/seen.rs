//! How far somebody has read a ticket, and the numbers of their first page.

use std::sync::Arc;
use std::time::Duration;

use docket_domain::reading::{self, Advanced, Reading};
use docket_domain::ticket::Ticket;
use docket_domain::{Actor, TicketId, can_see};
use docket_eventstore::Position;
use docket_projections::{Numbers, TeamNumbers};
use uuid::Uuid;

use super::sees;
use crate::App;
use crate::aggregates::Loaded;
use crate::error::AppError;
use crate::execute::{Change, Decision, Done};
use crate::key::CommandKey;

/// How long numbers wait for views that are behind, before each ticket behind them is asked of the log.
const PATIENCE: Duration = Duration::from_secs(2);
/// The most tickets that are asked; who has more unread, while nobody fills the views, is told of so many.
const MOST_ASKED: u32 = 1_000;

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

    /// A ticket, for those who may see it, and how far the caller has read it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else, as for one that does not exist.
    pub async fn ticket_and_seen(
        &self,
        who: &Actor,
        key: &str,
    ) -> Result<(Arc<Loaded<Ticket>>, Seen), AppError> {
        let id = self.ticket_id(key).await?;
        let stream = reading::stream_of(who.person, id);
        let mut wanted = crate::aggregates::Reading::new(self.aggregates());
        wanted.want::<Ticket>(id.0);
        wanted.want::<Reading>(stream);
        let tails = wanted.fetch().await?;
        let loaded = tails.fold::<Ticket>(id.0)?.filter(|loaded| sees(who, &loaded.state));
        let loaded = loaded.ok_or(AppError::NotFound("ticket"))?;
        let position = tails.fold::<Reading>(stream)?.map_or(0, |known| known.state.position);
        let seen = Seen::new(who, &loaded.state, position);
        Ok((loaded, seen))
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
        let seen =
            |done: Done<Reading>| (Seen::new(who, &ticket.state, done.loaded.state.position), done.position);
        if self.aggregates().load::<Reading>(stream).await?.is_none() {
            let events = reading::decide(None, advanced.clone());
            if events.is_empty() {
                return Ok((Seen::new(who, &ticket.state, 0), *self.store().watch().borrow()));
            }
            let decision = Decision { changes: vec![Change::create(stream, events)], ..Decision::default() };
            match self.create::<Reading>(who, key, stream, decision).await {
                // Another device of the same person was quicker.
                Err(AppError::Refused { code: "conflict", .. }) => {}
                first => return first.map(seen),
            }
        }
        let advanced = &advanced;
        let done = self.execute::<Reading, _>(
            who,
            key,
            stream,
            None,
            |_, _| true,
            |loaded, _| async move {
                let events = reading::decide(Some(&loaded.state), advanced.clone());
                let change = Change::extend(stream, loaded.version, events);
                Ok(Decision { changes: vec![change], ..Decision::default() })
            },
        );
        done.await.map(seen)
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
}
