//! Tickets: open, act, read, list.

mod act;
mod attach;
mod audience;
mod briefs;
mod hold;
mod links;
mod list;
mod mentions;
mod muted;
mod open;
mod read;
mod search;
mod seen;
mod story;
mod summary;
mod texts;

pub use act::{NewStanding, Said, TicketChange};
pub use attach::HeldFile;
pub(crate) use attach::claims;
pub use audience::{Audience, AudiencePreview, SharedWith};
pub use briefs::Briefs;
pub use hold::NewHold;
pub use links::{LinkedTicket, Merge};
pub use list::{ListScope, TicketList};
pub use open::{NewTicket, Sharing};
pub use read::{HistoryEntry, Since};
pub use seen::{Counts, Seen};
pub use story::Happened;
pub(crate) use texts::{Rendered, rendered};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use docket_domain::desk::Desk;
use docket_domain::person::Person;
use docket_domain::ticket::{PersonFacts, Ticket, TicketRefusal};
use docket_domain::{Actor, PersonId, Refusal, TicketId, TicketKey, can_see};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::error::{AppError, FieldError};
use crate::execute::refused;
use crate::names;

impl App {
    /// The ticket behind a key, whoever asks. A key is for ever.
    async fn ticket_id(&self, key: &str) -> Result<TicketId, AppError> {
        // What is not even a key names nothing.
        TicketKey::parse(key).map_err(|_| AppError::NotFound("ticket"))?;
        let id = self.lasting(names::TICKET, key).await?;
        id.map(TicketId).ok_or(AppError::NotFound("ticket"))
    }

    /// A ticket, for those who may see it.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else, as for one that does not exist.
    pub async fn ticket(&self, who: &Actor, key: &str) -> Result<Arc<Loaded<Ticket>>, AppError> {
        let id = self.ticket_id(key).await?;
        let loaded = self.aggregates().get::<Ticket>(id.0).await?;
        if !can_see(who, loaded.state.access()) {
            return Err(AppError::NotFound("ticket"));
        }
        Ok(loaded)
    }

    async fn desk_of(&self, ticket: &Ticket) -> Result<Arc<Loaded<Desk>>, AppError> {
        self.aggregates().get::<Desk>(ticket.desk.0).await
    }

    /// What a decision must know of the people it names.
    async fn facts(&self, people: BTreeSet<PersonId>) -> Result<BTreeMap<PersonId, PersonFacts>, AppError> {
        let mut facts = BTreeMap::new();
        if people.is_empty() {
            return Ok(facts);
        }
        let ids: Vec<Uuid> = people.iter().map(|id| id.0).collect();
        for (id, person) in self.aggregates().load_many::<Person>(&ids).await? {
            let id = PersonId(id);
            let organizations = self.memberships(id).await?;
            facts.insert(id, PersonFacts::new(&person.state, organizations));
        }
        Ok(facts)
    }
}

/// What a refusal about a ticket means to the one who asked: faults of the content name their field.
fn refused_ticket(refusal: TicketRefusal) -> AppError {
    let detail = refusal.to_string();
    let field =
        |name: &str, fault: &str| AppError::Invalid(vec![FieldError::new(name, fault, detail.as_str())]);
    match refusal {
        TicketRefusal::InvalidFields(errors) => AppError::Invalid(
            errors
                .into_iter()
                .map(|error| FieldError::new(format!("fields.{}", error.field), error.code, error.message))
                .collect(),
        ),
        TicketRefusal::UnknownRequestType { .. } => field("request_type", "unknown"),
        TicketRefusal::NotAMember { .. } => field("organization", "not_a_member"),
        TicketRefusal::UnknownPerson { .. } => field("person", "unknown"),
        TicketRefusal::NotSupport { .. } => field("person", "not_of_the_team"),
        TicketRefusal::TooManyParticipants => field("participants", "too_many"),
        TicketRefusal::TooManyLinks => field("ticket", "too_many"),
        TicketRefusal::LinkToItself => field("ticket", "itself"),
        TicketRefusal::ResolutionNeeded => field("resolution", "missing"),
        TicketRefusal::ResolutionMisplaced => field("resolution", "misplaced"),
        TicketRefusal::ReasonNotAllowed { .. } => field("reason", "not_allowed"),
        TicketRefusal::TooManyFiles => field("attachments", "too_many"),
        TicketRefusal::UnknownAttachment { .. } => field("attachment", "unknown"),
        TicketRefusal::HoldInThePast => field("until", "in_the_past"),
        refusal @ (TicketRefusal::Denied(_)
        | TicketRefusal::AlreadyOpen
        | TicketRefusal::TicketClosed { .. }
        | TicketRefusal::WrongStatus { .. }
        | TicketRefusal::ReopenWindowOver { .. }
        | TicketRefusal::NewComment { .. }) => refused_by_rule(&refusal),
    }
}

fn refused_by_rule(refusal: &impl Refusal) -> AppError {
    refused("ticket", refusal)
}

fn sees(who: &Actor, ticket: &Ticket) -> bool {
    can_see(who, ticket.access())
}
