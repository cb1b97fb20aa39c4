//! Search: which tickets hold what somebody looks for.

use std::collections::BTreeMap;

use docket_domain::{Actor, EmailAddress, Knowledge, PersonId, Standing};
use docket_projections::{PageRequest, SearchQuery, Searched, Sight, Sort, TicketFilter};

use super::list::{ListScope, TicketList};
use crate::error::AppError;
use crate::{App, Session, names};

impl App {
    /// One page of what a search finds: in one list, or in all that the one who asks may see. The best come first, unless
    /// an order is asked for.
    ///
    /// # Errors
    /// When the scope is for the team, or the cursor is not this search's.
    pub async fn search(
        &self,
        session: &Session,
        query: SearchQuery,
        scope: Option<ListScope>,
        mut filter: TicketFilter,
        sort: Option<Sort>,
        page: &PageRequest,
    ) -> Result<TicketList, AppError> {
        let who = &session.actor;
        let scope = scope.map(|scope| scope.of(who, &mut filter)).transpose()?;
        let addresses = self.addresses(who, &query).await?;
        let query = query.settled(who.person, &addresses);
        let sight = sight(who);
        let searched =
            Searched { sight: &sight, query: &query, scope: scope.as_ref(), filter: &filter, sort };
        let behind = self.may_show_too_much(session).await?;
        let mut found = self.views().search(&searched, page, who.person).await?;
        if behind {
            self.withhold_revoked(who, &mut found.page).await?;
        }
        // Of what is left: an excerpt is as secret as its ticket.
        let excerpts =
            self.views().excerpts(&sight, &query, &found.page.items, docket_markdown::plain).await?;
        self.with_names(who, found, excerpts).await
    }

    /// Who has the addresses that a search names, as far as the reader may know their addresses. The same is read for
    /// an address that nobody has.
    async fn addresses(
        &self,
        who: &Actor,
        query: &SearchQuery,
    ) -> Result<BTreeMap<EmailAddress, PersonId>, AppError> {
        let mut known = BTreeMap::new();
        for address in query.addresses() {
            let claimed = self.store().claimed(names::EMAIL, address.as_str()).await?.map(PersonId);
            let person = claimed.unwrap_or(who.person);
            let people = [(person, Standing::Absent)].into();
            let briefs = self.acquaint(who, None, people, Default::default()).await?;
            if claimed.is_some() && briefs.knowledge(person) == Knowledge::NameAndAddress {
                known.insert(address.clone(), person);
            }
        }
        Ok(known)
    }
}

/// What a search may find for somebody.
fn sight(who: &Actor) -> Sight {
    if who.is_support() {
        return Sight::Team;
    }
    Sight::Customer { person: who.person, organizations: who.organizations.iter().copied().collect() }
}
