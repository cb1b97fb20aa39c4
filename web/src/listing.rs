//! Which tickets a list is asked for. The same parameters make a list, its export, a saved view and a page.

use axum::http::StatusCode;
use docket_app::tickets::{ListScope, TicketList};
use docket_app::{
    App, AppError, AssigneeFilter, FieldError, PageRequest, SearchQuery, Session, Sort, StatusFilter,
    TicketFilter,
};
use docket_domain::ticket::{Priority, Status};
use docket_domain::{Actor, DeskKey, OrganizationId, PersonId, RequestTypeKey, Side};
use uuid::Uuid;

use crate::Problem;

/// Which list, as it was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listing<'a> {
    /// What to look for.
    pub q: Option<&'a str>,
    /// Whose list: `mine`, `shared`, `organization`, `queue`, `all`.
    pub scope: Option<&'a str>,
    /// Only those filed for this organization.
    pub organization: Option<Uuid>,
    /// `open`, `closed`, or one status.
    pub status: Option<&'a str>,
    /// `support` or `customer`.
    pub turn: Option<&'a str>,
    /// A desk's key.
    pub desk: Option<&'a str>,
    /// A request type's key.
    pub request_type: Option<&'a str>,
    /// An id, `me` or `none`.
    pub assignee: Option<&'a str>,
    /// `low`, `normal`, `high` or `urgent`.
    pub priority: Option<&'a str>,
    /// `-updated_at`, `updated_at`, `-created_at`, `created_at`.
    pub sort: Option<&'a str>,
}

impl Listing<'_> {
    /// Which list these parameters mean to somebody.
    ///
    /// # Errors
    /// 400 with the parameter that is not right.
    pub fn wanted(&self, actor: &Actor) -> Result<Wanted, Problem> {
        Ok(Wanted {
            search: self.search()?,
            scope: self.scope()?,
            filter: self.filter(actor)?,
            sort: self.sort()?,
        })
    }

    fn search(&self) -> Result<Option<SearchQuery>, Problem> {
        // An empty field of a form looks for nothing.
        let text = self.q.filter(|text| !text.trim().is_empty());
        text.map(SearchQuery::parse)
            .transpose()
            .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, error.code, error.detail).with_field("q"))
    }

    fn scope(&self) -> Result<Option<ListScope>, Problem> {
        Ok(Some(match self.scope {
            None => return Ok(None),
            Some("mine") => ListScope::Mine,
            Some("shared") => ListScope::Shared,
            Some("organization") => ListScope::Organization,
            Some("queue") => ListScope::Queue,
            Some("all") => ListScope::All,
            Some(_) => {
                return Err(bad_parameter(
                    "scope",
                    "scope is one of mine, shared, organization, queue, all.",
                ));
            }
        }))
    }

    fn filter(&self, actor: &Actor) -> Result<TicketFilter, Problem> {
        let status = match self.status {
            None => None,
            Some("open") => Some(StatusFilter::Open),
            Some("closed") => Some(StatusFilter::Closed),
            Some(text) => Some(StatusFilter::Is(Status::parse(text).ok_or_else(|| {
                let known = Status::ALL.map(Status::as_str).join(", ");
                bad_parameter("status", &format!("status is open, closed or one of {known}."))
            })?)),
        };
        let desk = self.desk.map(DeskKey::parse).transpose();
        let desk = desk.map_err(|_| bad_parameter("desk", "desk is a desk's key, such as AMS."))?;
        let request_type = self.request_type.map(RequestTypeKey::parse).transpose();
        let request_type = request_type.map_err(|_| {
            bad_parameter("request_type", "request_type is a request type's key, such as incident.")
        })?;
        let assignee = match self.assignee {
            None => None,
            Some("me") => Some(AssigneeFilter::Is(actor.person)),
            Some("none") => Some(AssigneeFilter::Nobody),
            Some(text) => Some(AssigneeFilter::Is(PersonId(
                Uuid::parse_str(text)
                    .map_err(|_| bad_parameter("assignee", "assignee is a person's id, me or none."))?,
            ))),
        };
        let turn = match self.turn {
            None => None,
            Some("support") => Some(Side::Support),
            Some("customer") => Some(Side::Customer),
            Some(_) => return Err(bad_parameter("turn", "turn is support or customer.")),
        };
        let priority = self.priority.map(parse_priority).transpose();
        let priority = priority.map_err(|error| bad_parameter("priority", &error.detail))?;
        let organization = self.organization.map(OrganizationId);
        Ok(TicketFilter { status, turn, desk, request_type, assignee, priority, organization })
    }

    fn sort(&self) -> Result<Option<Sort>, Problem> {
        match self.sort {
            None => Ok(None),
            Some("-updated_at") => Ok(Some(Sort::UpdatedDesc)),
            Some("updated_at") => Ok(Some(Sort::UpdatedAsc)),
            Some("-created_at") => Ok(Some(Sort::CreatedDesc)),
            Some("created_at") => Ok(Some(Sort::CreatedAsc)),
            Some(_) => {
                Err(bad_parameter("sort", "sort is one of -updated_at, updated_at, -created_at, created_at."))
            }
        }
    }
}

/// A list, or a search in one.
#[derive(Clone, Debug)]
pub struct Wanted {
    search: Option<SearchQuery>,
    scope: Option<ListScope>,
    filter: TicketFilter,
    sort: Option<Sort>,
}

impl Wanted {
    /// One page of it. Without a scope, a list is the usual one of the reader and a search is in all they may see.
    ///
    /// # Errors
    /// When the scope is for the team, or the cursor is not this list's.
    pub async fn page(
        &self,
        app: &App,
        session: &Session,
        page: &PageRequest,
    ) -> Result<TicketList, AppError> {
        let Self { search, scope, filter, sort } = self.clone();
        if let Some(search) = search {
            return app.search(session, search, scope, filter, sort, page).await;
        }
        let usual = if session.actor.is_support() { ListScope::Queue } else { ListScope::Mine };
        app.tickets(session, scope.unwrap_or(usual), filter, sort.unwrap_or_default(), page).await
    }
}

/// A priority by its name.
///
/// # Errors
/// When it is none.
pub fn parse_priority(text: &str) -> Result<Priority, FieldError> {
    let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
    all.into_iter().find(|priority| priority.as_str() == text).ok_or_else(|| {
        FieldError::new("priority", "unknown", "A priority is one of low, normal, high, urgent.")
    })
}

/// A query parameter whose value is none of those it may have.
pub fn bad_parameter(name: &str, detail: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "bad_parameter", detail).with_field(name)
}
