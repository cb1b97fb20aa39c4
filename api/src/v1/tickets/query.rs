//! Which tickets a list is asked for. The same parameters make a list, its export and a saved view.

use axum::http::StatusCode;
use docket_app::tickets::{ListScope, TicketList};
use docket_app::{App, AppError, AssigneeFilter, PageRequest, SearchQuery, Sort, StatusFilter, TicketFilter};
use docket_domain::ticket::Status;
use docket_domain::{Actor, DeskKey, OrganizationId, PersonId, RequestTypeKey, Side};
use docket_web::Problem;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::model::parse_priority;
use crate::v1::reply::bad_parameter;

/// A struct with the parameters of a list and what it adds to them. Not one struct in another: unknown parameters are
/// refused, and serde knows them as unknown only where it sees all the others.
macro_rules! list_query {
    ($(#[$meta:meta])* $name:ident { $($(#[$more_meta:meta])* $more:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            /// What to look for: words that must all stand in the ticket, in its key, subject, description, form,
            /// comments, or in the names of who asked or acted. Case and accents do not matter. `netw*` is a prefix, as
            /// is the last word while no space follows it; `"in a row"` a phrase; `-word` must not be there. Besides,
            /// `from:` (a name, an address or `me`), `type:`, `desk:`, `is:` (`open`, `private`, `shared`, `unassigned`
            /// or a status), `org:` (a name), `before:` and `after:` (the day it was opened, UTC, the latter with that
            /// day), each also with `-` in front.
            ///
            /// The best come first, then the newest, unless `sort` says otherwise; then, of very many, only the newest
            /// 2,000 are in that order. Without `scope` all is searched that the caller may see.
            #[serde(skip_serializing_if = "Option::is_none")]
            q: Option<String>,
            /// `mine` (customers' default; for the team: assigned to me), `shared` (with me by name), `organization`
            /// (with my organizations), and for the team `queue` (all open, their default) and `all`.
            #[serde(skip_serializing_if = "Option::is_none")]
            scope: Option<String>,
            /// Only those filed for this organization.
            #[serde(skip_serializing_if = "Option::is_none")]
            organization: Option<Uuid>,
            /// `open` (all but closed), `closed`, or one status.
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<String>,
            /// Whose turn it is: `support` or `customer`.
            #[serde(skip_serializing_if = "Option::is_none")]
            turn: Option<String>,
            /// A desk's key.
            #[serde(skip_serializing_if = "Option::is_none")]
            desk: Option<String>,
            /// A request type's key.
            #[serde(skip_serializing_if = "Option::is_none")]
            request_type: Option<String>,
            /// The agent who has it: an id, `me`, or `none` for what nobody has taken yet.
            #[serde(skip_serializing_if = "Option::is_none")]
            assignee: Option<String>,
            /// `low`, `normal`, `high` or `urgent`.
            #[serde(skip_serializing_if = "Option::is_none")]
            priority: Option<String>,
            /// `-updated_at` (the default but in a search), `updated_at`, `-created_at`, `created_at`.
            #[serde(skip_serializing_if = "Option::is_none")]
            sort: Option<String>,
            $($(#[$more_meta])* pub(crate) $more: $type,)*
        }

        impl $name {
            /// Which list these parameters mean to somebody.
            pub(crate) fn wanted(&self, actor: &Actor) -> Result<Wanted, Problem> {
                let listing = Listing {
                    q: self.q.as_deref(),
                    scope: self.scope.as_deref(),
                    organization: self.organization,
                    status: self.status.as_deref(),
                    turn: self.turn.as_deref(),
                    desk: self.desk.as_deref(),
                    request_type: self.request_type.as_deref(),
                    assignee: self.assignee.as_deref(),
                    priority: self.priority.as_deref(),
                    sort: self.sort.as_deref(),
                };
                listing.wanted(actor)
            }
        }
    };
}

list_query! {
    /// Which tickets, in which order, which page.
    #[derive(Debug, Deserialize, Serialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    TicketsQuery {
        /// How many rows: 1 to 100.
        #[param(minimum = 1, maximum = 100, default = 25)]
        limit: Option<u32>,
        /// `next_cursor` of the page before.
        cursor: Option<String>,
    }
}

list_query! {
    /// Which tickets, in which order, and how the table begins.
    #[derive(Debug, Deserialize, Serialize, IntoParams)]
    #[into_params(parameter_in = Query)]
    ExportQuery {
        /// Whether the file begins with a byte order mark, by which some spreadsheets know UTF-8.
        #[serde(default)]
        bom: Option<bool>,
    }
}

list_query! {
    /// The parameters of a list, as `GET /tickets` takes them.
    #[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
    ListQueryBody {}
}

/// Which list, as it was asked for.
#[derive(Clone, Copy, Debug)]
struct Listing<'a> {
    q: Option<&'a str>,
    scope: Option<&'a str>,
    organization: Option<Uuid>,
    status: Option<&'a str>,
    turn: Option<&'a str>,
    desk: Option<&'a str>,
    request_type: Option<&'a str>,
    assignee: Option<&'a str>,
    priority: Option<&'a str>,
    sort: Option<&'a str>,
}

impl Listing<'_> {
    fn wanted(&self, actor: &Actor) -> Result<Wanted, Problem> {
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
pub(crate) struct Wanted {
    search: Option<SearchQuery>,
    scope: Option<ListScope>,
    filter: TicketFilter,
    sort: Option<Sort>,
}

impl Wanted {
    /// One page of it. Without a scope, a list is the usual one of the reader and a search is in all they may see.
    pub(crate) async fn page(
        &self,
        app: &App,
        actor: &Actor,
        page: &PageRequest,
    ) -> Result<TicketList, AppError> {
        let Self { search, scope, filter, sort } = self.clone();
        if let Some(search) = search {
            return app.search(actor, search, scope, filter, sort, page).await;
        }
        let usual = if actor.is_support() { ListScope::Queue } else { ListScope::Mine };
        app.tickets(actor, scope.unwrap_or(usual), filter, sort.unwrap_or_default(), page).await
    }
}
