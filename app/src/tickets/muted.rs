//! The tickets that somebody wants no mail about.
//!
//! Which these are, is a claim of each, written with the event: a range of names for each person, and never behind.

use std::sync::Arc;

use docket_domain::ticket::{Ticket, TicketCommand};
use docket_domain::{Actor, PersonId, can_see};
use docket_eventstore::Claim;
use docket_projections::{IdList, Page, PageRequest};
use uuid::Uuid;

use crate::App;
use crate::aggregates::Loaded;
use crate::error::AppError;
use crate::execute::Done;
use crate::key::CommandKey;
use crate::names;

impl App {
    /// Stops mail about a ticket to the caller, or lets it go on.
    ///
    /// # Errors
    /// When it is not the caller's to see.
    pub async fn mute(
        &self,
        who: &Actor,
        key: &CommandKey,
        ticket: &str,
        muted: bool,
    ) -> Result<Done<Ticket>, AppError> {
        let command = if muted { TicketCommand::Mute } else { TicketCommand::Unmute };
        self.act(who, key, ticket, None, vec![command]).await
    }

    /// The tickets that somebody wants no mail about, those that were opened last first. What they see no longer is
    /// left out, so a page may hold less than was asked for though others follow.
    ///
    /// # Errors
    /// When the cursor is not this list's.
    pub async fn muted(
        &self,
        who: &Actor,
        page: &PageRequest,
    ) -> Result<Page<Arc<Loaded<Ticket>>>, AppError> {
        let list = IdList::of(&format!("muted {}", who.person));
        let before = list.after(page)?.map(|ticket| name(who.person, ticket));
        let own = format!("{}/", who.person);
        let fetch = IdList::fetch(page);
        let claims = self.store().claims_before(names::MUTED, &own, before.as_deref(), fetch).await?;
        let Page { items, next } = list.page(page, claims.into_iter().map(|(_, ticket)| ticket).collect());
        let tickets = self.aggregates().load_many::<Ticket>(&items).await?;
        let seen = items.iter().filter_map(|id| tickets.get(id));
        let seen = seen.filter(|ticket| can_see(who, ticket.state.access()));
        Ok(Page { items: seen.cloned().collect(), next })
    }
}

/// What a command changes about who wants no mail about its ticket.
pub(super) fn claims(before: &Ticket, after: &Ticket) -> Vec<Claim> {
    let (scope, owner) = (names::MUTED, after.id.0);
    let released = before.muted.difference(&after.muted);
    let released = released.map(|person| Claim::Release { scope, name: name(*person, owner), owner });
    let taken = after.muted.difference(&before.muted);
    let taken = taken.map(|person| Claim::Take { scope, name: name(*person, owner), owner });
    released.chain(taken).collect()
}

fn name(person: PersonId, ticket: Uuid) -> String {
    format!("{person}/{ticket}")
}
