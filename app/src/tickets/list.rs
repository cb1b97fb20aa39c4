//! Lists of tickets: rows of the views.

use std::collections::{BTreeMap, BTreeSet};

use docket_domain::ticket::Ticket;
use docket_domain::{Actor, OrganizationId, TicketId, can_see};
use docket_projections::{
    AssigneeFilter, Excerpt, Found, Page, PageRequest, Scope, Sort, TicketFilter, TicketSummary,
};
use uuid::Uuid;

use super::Briefs;
use crate::App;
use crate::error::AppError;
use crate::session::{Session, require_agent};

/// Which tickets a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListScope {
    /// A customer's own; for the team, those assigned to the one who asks.
    Mine,
    /// Shared with the one who asks by name.
    Shared,
    /// Shared with the organizations of the one who asks.
    Organization,
    /// All that are open: the team's work.
    Queue,
    /// All there are: the team.
    All,
}

impl ListScope {
    /// The rows that it means for somebody.
    pub(super) fn of(self, who: &Actor, filter: &mut TicketFilter) -> Result<Scope, AppError> {
        Ok(match self {
            Self::Mine if who.is_support() => {
                filter.assignee = filter.assignee.or(Some(AssigneeFilter::Is(who.person)));
                Scope::All
            }
            Self::Mine => Scope::Mine(who.person),
            Self::Shared => Scope::Shared(who.person),
            Self::Organization => Scope::Organizations(organizations(who, filter)?),
            Self::Queue | Self::All => {
                require_agent(who)?;
                if self == Self::Queue { Scope::Queue } else { Scope::All }
            }
        })
    }
}

/// A page of tickets with the names in it.
#[derive(Debug)]
pub struct TicketList {
    /// The rows.
    pub page: Page<TicketSummary>,
    /// Where the words of a search stand in them; none in a list.
    pub excerpts: BTreeMap<TicketId, Excerpt>,
    /// The names.
    pub briefs: Briefs,
    /// Those that have something new for the reader.
    pub unread: BTreeSet<TicketId>,
}

impl App {
    /// One page of a list.
    ///
    /// # Errors
    /// When the scope is for the team, or the cursor is not this list's.
    pub async fn tickets(
        &self,
        session: &Session,
        scope: ListScope,
        mut filter: TicketFilter,
        sort: Sort,
        page: &PageRequest,
    ) -> Result<TicketList, AppError> {
        let who = &session.actor;
        let scope = scope.of(who, &mut filter)?;
        let behind = self.may_show_too_much(session).await?;
        let mut found = self.views().tickets(&scope, &filter, sort, page, who.person).await?;
        if behind {
            self.withhold_revoked(who, &mut found.page).await?;
        }
        self.with_names(who, found, BTreeMap::new()).await
    }

    /// Whether what the views show somebody has to be asked of the log, since they have not come as far as the log had
    /// when the rights were read. Asked before the rows are read: what the views learn meanwhile may not be in them.
    pub(super) async fn may_show_too_much(&self, session: &Session) -> Result<bool, AppError> {
        Ok(!session.actor.is_support() && self.views_position().await? < session.as_of)
    }

    /// Rows with the names in them.
    pub(super) async fn with_names(
        &self,
        who: &Actor,
        found: Found,
        excerpts: BTreeMap<TicketId, Excerpt>,
    ) -> Result<TicketList, AppError> {
        let Found { page, unread } = found;
        let people = page.items.iter().flat_map(|row| [row.reporter_id].into_iter().chain(row.assignee_id));
        let organizations = page.items.iter().filter_map(|row| row.organization_id);
        let briefs = self.briefs(who, people, organizations).await?;
        Ok(TicketList { page, excerpts, briefs, unread })
    }

    /// A right taken away counts from the next request, though the view may be behind: while it is, each row is
    /// asked of the log.
    pub(super) async fn withhold_revoked(
        &self,
        who: &Actor,
        found: &mut Page<TicketSummary>,
    ) -> Result<(), AppError> {
        let ids: Vec<Uuid> = found.items.iter().map(|row| row.ticket_id.0).collect();
        let tickets = self.aggregates().load_many::<Ticket>(&ids).await?;
        found.items.retain(|row| {
            tickets.get(&row.ticket_id.0).is_some_and(|ticket| can_see(who, ticket.state.access()))
        });
        Ok(())
    }
}

/// The organizations whose shared tickets are asked for: one's own; for the team the one that is named.
fn organizations(who: &Actor, filter: &TicketFilter) -> Result<Vec<OrganizationId>, AppError> {
    let wanted = filter.organization;
    if who.is_support() {
        return wanted.map(|one| vec![one]).ok_or_else(|| {
            AppError::Invalid(vec![crate::FieldError::new(
                "organization",
                "missing",
                "Name the organization with ?organization=.",
            )])
        });
    }
    Ok(who.organizations.iter().copied().filter(|own| wanted.is_none_or(|wanted| wanted == *own)).collect())
}
