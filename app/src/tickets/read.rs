//! Reading one ticket: names, comments, history, who was told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use docket_domain::organization::Organization;
use docket_domain::person::Person;
use docket_domain::ticket::{Ticket, TicketEvent};
use docket_domain::{Actor, EmailAddress, Event, OrganizationId, PersonId, SYSTEM};
use docket_eventstore::{Recorded, StreamId, Version};
use docket_projections::{Entry, Page, PageRequest};
use serde_json::{Map, Value};

use super::summary;
use crate::App;
use crate::aggregates::{Loaded, Reading, decode};
use crate::error::AppError;
use crate::ledger::LedgerEntry;

/// The names behind the ids of an answer, as far as the reader may know them.
#[derive(Debug, Default)]
pub struct Briefs {
    people: BTreeMap<PersonId, (String, Option<EmailAddress>)>,
    organizations: BTreeMap<OrganizationId, String>,
}

impl Briefs {
    /// A person's name.
    pub fn name(&self, person: PersonId) -> &str {
        let docket = if person.0 == SYSTEM { "Docket" } else { "" };
        self.people.get(&person).map_or(docket, |(name, _)| name)
    }

    /// A person's address, where the reader may know it.
    pub fn email(&self, person: PersonId) -> Option<&str> {
        self.people.get(&person)?.1.as_ref().map(EmailAddress::as_str)
    }

    /// An organization's name.
    pub fn organization(&self, organization: OrganizationId) -> &str {
        self.organizations.get(&organization).map_or("", String::as_str)
    }
}

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
    /// What the event says, as it stands in the log.
    pub details: Map<String, Value>,
}

impl HistoryEntry {
    pub(crate) fn new(recorded: &Recorded, kind: &'static str, summary: String) -> Result<Self, AppError> {
        let details = serde_json::from_slice(&recorded.payload)
            .map_err(|e| AppError::Internal("an event's payload is no object", Some(Box::new(e))))?;
        let actor = PersonId(recorded.actor.0);
        let (position, at) = (recorded.position.0, recorded.recorded_at);
        Ok(Self { position, at, actor, kind, summary, details })
    }
}

impl App {
    /// The names of people and organizations, by at most one read of the log. The team knows addresses; others their own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn briefs(
        &self,
        who: &Actor,
        people: impl IntoIterator<Item = PersonId>,
        organizations: impl IntoIterator<Item = OrganizationId>,
    ) -> Result<Briefs, AppError> {
        let people: BTreeSet<PersonId> = people.into_iter().filter(|id| id.0 != SYSTEM).collect();
        let organizations: BTreeSet<OrganizationId> = organizations.into_iter().collect();
        let mut reading = Reading::new(self.aggregates());
        for id in &people {
            reading.want_name::<Person>(id.0);
        }
        for id in &organizations {
            reading.want_name::<Organization>(id.0);
        }
        let tails = reading.fetch().await?;
        let mut briefs = Briefs::default();
        for id in people {
            let Some(person) = tails.fold::<Person>(id.0)? else { continue };
            let may_know = who.is_support() || who.person == id;
            let email = may_know.then(|| person.state.email.clone());
            briefs.people.insert(id, (person.state.name.as_str().to_owned(), email));
        }
        for id in organizations {
            let Some(organization) = tails.fold::<Organization>(id.0)? else { continue };
            briefs.organizations.insert(id, organization.state.name.as_str().to_owned());
        }
        Ok(briefs)
    }

    /// The names a ticket's header shows.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ticket_briefs(&self, who: &Actor, ticket: &Loaded<Ticket>) -> Result<Briefs, AppError> {
        let state = &ticket.state;
        let people = state.participants.iter().copied().chain([state.reporter]).chain(state.assignee);
        self.briefs(who, people, state.organization).await
    }

    /// The comments of a ticket, oldest first; for the team with the internal notes between them.
    ///
    /// # Errors
    /// When it is not the caller's to see, or the cursor is none.
    pub async fn timeline(
        &self,
        who: &Actor,
        key: &str,
        page: &PageRequest,
    ) -> Result<Page<Entry>, AppError> {
        let loaded = self.ticket(who, key).await?;
        let ticket = loaded.state.id;
        if who.is_support() {
            return Ok(self.views().comments_and_notes(ticket, page).await?);
        }
        let comments = self.views().comments(ticket, page).await?;
        let items = comments.items.into_iter().map(Entry::Comment).collect();
        Ok(Page { items, next: comments.next })
    }

    /// What happened to a ticket, oldest first, from the log, with the names in it. Customers are not shown what is
    /// internal.
    ///
    /// # Errors
    /// When it is not the caller's to see.
    pub async fn history(&self, who: &Actor, key: &str) -> Result<(Vec<HistoryEntry>, Briefs), AppError> {
        let loaded = self.ticket(who, key).await?;
        let stream = StreamId(loaded.state.id.0);
        let mut events = Vec::new();
        let mut people = BTreeSet::new();
        for recorded in self.store().read_stream(stream, Version::ZERO).await? {
            let Event::Ticket(event) = decode(&recorded)? else { continue };
            if may_know_of(who, &event) {
                people.insert(PersonId(recorded.actor.0));
                people.extend(summary::people(&event));
                events.push((recorded, event));
            }
        }
        let briefs = self.briefs(who, people, None).await?;
        let mut entries = Vec::with_capacity(events.len());
        for (recorded, event) in events {
            entries.push(HistoryEntry::new(&recorded, event.kind(), summary::of(&event, &briefs))?);
        }
        Ok((entries, briefs))
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
