//! What happened to a ticket, event by event, for a page that tells it in the reader's language.

use chrono::{DateTime, Utc};
use docket_domain::ticket::TicketEvent;
use docket_domain::{Actor, Knowledge, PersonId};

use super::Briefs;
use crate::App;
use crate::error::AppError;

/// One thing that happened to a ticket, as the reader may know it.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Where in the log.
    pub position: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: PersonId,
    /// What.
    pub event: TicketEvent,
}

impl App {
    /// What [`history`](Self::history) tells, as events: for readers whose words are not the log's. People are to be
    /// named by the [`Briefs`] alone.
    ///
    /// # Errors
    /// When it is not the caller's to see.
    pub async fn story(&self, who: &Actor, key: &str) -> Result<(Vec<Happened>, Briefs), AppError> {
        let loaded = self.ticket(who, key).await?;
        let (events, briefs) = self.known_events(who, &loaded.state, 0).await?;
        let happened = events.into_iter().map(|(recorded, event)| Happened {
            position: recorded.position.0,
            at: recorded.recorded_at,
            actor: PersonId(recorded.actor.0),
            event,
        });
        Ok((happened.collect(), briefs))
    }
}

impl Briefs {
    /// A person's name, where the reader may know it or the address that stands for it.
    pub fn known_name(&self, person: PersonId) -> Option<&str> {
        (self.knowledge(person) >= Knowledge::TypedAddress).then(|| self.name(person))
    }
}
