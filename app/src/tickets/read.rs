//! Reading one ticket: comments, history, who was told.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use docket_domain::ticket::{Ticket, TicketEvent};
use docket_domain::{Actor, Event, PersonId};
use docket_eventstore::{Recorded, StreamId, Version};
use docket_projections::{Entry, Page, PageRequest};
use serde_json::{Map, Value};

use super::{Briefs, HeldFile, sees, summary};
use crate::App;
use crate::aggregates::{Loaded, decode};
use crate::error::AppError;
use crate::ledger::LedgerEntry;

/// What happened to a ticket or a desk, from the log itself.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// Where in the log.
    pub position: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: PersonId,
    /// The event's type.
    pub kind: &'static str,
    /// What happened, in plain words, to be read after the actor's name.
    pub summary: String,
    /// What the event says, as it stands in the log; people by the ids of [`Briefs::id`].
    pub details: Map<String, Value>,
}

/// From where a history is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// What the reader has not seen.
    Seen,
    /// What stands behind this position of the log.
    Position(i64),
}

impl HistoryEntry {
    pub(crate) fn new(recorded: &Recorded, kind: &'static str, summary: String) -> Result<Self, AppError> {
        let details = serde_json::from_slice(&recorded.payload)
            .map_err(|e| AppError::Internal("an event's payload is no object", Some(Box::new(e))))?;
        let actor = PersonId(recorded.actor.0);
        let (position, at) = (recorded.position.0, recorded.recorded_at);
        Ok(Self { position, at, actor, kind, summary, details })
    }

    /// An event of a ticket, in the names and ids by which the reader knows people.
    fn told(recorded: &Recorded, event: &TicketEvent, briefs: &Briefs) -> Result<Self, AppError> {
        let mut entry = Self::new(recorded, event.kind(), summary::of(event, briefs))?;
        entry.details.values_mut().for_each(|value| briefs.veil(value));
        Ok(entry)
    }
}

impl App {
    /// The comments of a ticket, oldest first; for the team with the internal notes between them; and the files that the
    /// reader may know of.
    ///
    /// # Errors
    /// When it is not the caller's to see, or the cursor is none.
    pub async fn timeline(
        &self,
        who: &Actor,
        key: &str,
        page: &PageRequest,
    ) -> Result<(Page<Entry>, Vec<HeldFile>), AppError> {
        let loaded = self.ticket(who, key).await?;
        self.timeline_of(who, &loaded, page).await
    }

    /// The same of a ticket that was read already, for a reader who may see it.
    ///
    /// # Errors
    /// When the database fails, or the cursor is none.
    pub async fn timeline_of(
        &self,
        who: &Actor,
        loaded: &Loaded<Ticket>,
        page: &PageRequest,
    ) -> Result<(Page<Entry>, Vec<HeldFile>), AppError> {
        let ticket = loaded.state.id;
        let files = self.attachments_of(who.side(), loaded).await?;
        if who.is_support() {
            return Ok((self.views().comments_and_notes(ticket, page).await?, files));
        }
        let comments = self.views().comments(ticket, page).await?;
        let items = comments.items.into_iter().map(Entry::Comment).collect();
        Ok((Page { items, next: comments.next }, files))
    }

    /// What happened to a ticket, oldest first, from the log, with the names in it; all of it, or what is new. Customers
    /// are not shown what is internal.
    ///
    /// # Errors
    /// When it is not the caller's to see.
    pub async fn history(
        &self,
        who: &Actor,
        key: &str,
        since: Option<Since>,
    ) -> Result<(Vec<HistoryEntry>, Briefs), AppError> {
        let loaded = self.ticket(who, key).await?;
        let after = match since {
            None => 0,
            Some(Since::Position(position)) => position,
            Some(Since::Seen) => self.seen(who, &loaded.state).await?.position,
        };
        let (events, briefs) = self.known_events(who, &loaded.state, after).await?;
        let mut entries = Vec::with_capacity(events.len());
        for (recorded, event) in events {
            entries.push(HistoryEntry::told(&recorded, &event, &briefs)?);
        }
        Ok((entries, briefs))
    }

    /// The events of a ticket behind a position that its reader may know of, and the names in them.
    pub(super) async fn known_events(
        &self,
        who: &Actor,
        ticket: &Ticket,
        after: i64,
    ) -> Result<(Vec<(Recorded, TicketEvent)>, Briefs), AppError> {
        let mut events = Vec::new();
        let mut people = BTreeSet::new();
        for recorded in self.store().read_stream(StreamId(ticket.id.0), Version::ZERO).await? {
            let Event::Ticket(event) = decode(&recorded)? else { continue };
            if recorded.position.0 > after && may_know_of(who, &event) {
                people.insert(PersonId(recorded.actor.0));
                people.extend(self.named_by(ticket, &event).await?);
                events.push((recorded, event));
            }
        }
        let mut briefs = self.briefs_on(who, ticket, people, None).await?;
        self.know_linked(who, events.iter().map(|(_, event)| event), &mut briefs).await?;
        Ok((events, briefs))
    }

    /// One event of the history of a ticket that the reader sees, with the names in it; none where it is not for them.
    pub(crate) async fn entry(
        &self,
        who: &Actor,
        ticket: &Ticket,
        recorded: &Recorded,
        event: &TicketEvent,
    ) -> Result<Option<(HistoryEntry, Briefs)>, AppError> {
        if !may_know_of(who, event) {
            return Ok(None);
        }
        let named = self.named_by(ticket, event).await?;
        let people = named.into_iter().chain([PersonId(recorded.actor.0)]);
        let mut briefs = self.briefs_on(who, ticket, people, None).await?;
        self.know_linked(who, [event], &mut briefs).await?;
        Ok(Some((HistoryEntry::told(recorded, event, &briefs)?, briefs)))
    }

    /// The people an event of a ticket names, those in the answers to its form among them.
    async fn named_by(&self, ticket: &Ticket, event: &TicketEvent) -> Result<Vec<PersonId>, AppError> {
        let mut people = summary::people(event);
        if matches!(event, TicketEvent::Created(_)) {
            people.extend(self.people_answered(ticket).await?.into_values());
        }
        Ok(people)
    }

    /// Adds the keys of the tickets that links name, as far as the reader sees them.
    async fn know_linked(
        &self,
        who: &Actor,
        events: impl IntoIterator<Item = &TicketEvent>,
        briefs: &mut Briefs,
    ) -> Result<(), AppError> {
        let linked: Vec<_> = events.into_iter().filter_map(summary::other_ticket).map(|id| id.0).collect();
        if !linked.is_empty() {
            let linked = self.aggregates().load_many::<Ticket>(&linked).await?;
            briefs.know_tickets(linked.values().map(|other| &other.state).filter(|other| sees(who, other)));
        }
        Ok(())
    }

    /// Who was told what about a ticket, and who was not, and why. Customers are shown the decisions about
    /// themselves only: the others would tell them who else is there.
    ///
    /// # Errors
    /// When it is not the caller's to see.
    pub async fn notifications(
        &self,
        who: &Actor,
        key: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<LedgerEntry>, AppError> {
        let loaded = self.ticket(who, key).await?;
        let only = (!who.is_support()).then_some(who.person);
        self.inner.parts.ledger.of_ticket(loaded.state.id, only, after, limit).await
    }

    /// The raw log, for administrators.
    ///
    /// # Errors
    /// When the caller is none.
    pub async fn raw_events(
        &self,
        who: &Actor,
        after: i64,
        limit: usize,
    ) -> Result<Vec<docket_eventstore::Recorded>, AppError> {
        crate::session::require_administrator(who)?;
        Ok(self.store().read_after(docket_eventstore::Position(after), limit).await?)
    }
}

/// One rule for the history: support sees all events, customers those that have a form for customers.
fn may_know_of(who: &Actor, event: &TicketEvent) -> bool {
    who.is_support() || event.for_customers().is_some()
}
