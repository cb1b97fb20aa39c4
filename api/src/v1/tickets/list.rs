use axum::Json;
use axum::extract::State;
use docket_app::tickets::ListScope;
use docket_app::{Sort, StatusFilter, TicketFilter};
use docket_domain::ticket::Status;
use docket_domain::{Actor, DeskKey, OrganizationId, PersonId, RequestTypeKey};
use docket_web::{ApiQuery, AtPosition, Login, Problem, WebState};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::TicketRowBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, bad_parameter, page_request};

/// Which tickets, in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TicketsQuery {
    /// `mine` (customers' default; for the team: assigned to me), `shared` (with me by name), `organization` (with
    /// my organizations), and for the team `queue` (all open, their default) and `all`.
    scope: Option<String>,
    /// Only those filed for this organization.
    organization: Option<Uuid>,
    /// `open` (all but closed), `closed`, or one status.
    status: Option<String>,
    /// A desk's key.
    desk: Option<String>,
    /// A request type's key.
    request_type: Option<String>,
    /// The agent who has it: an id, or `me`.
    assignee: Option<String>,
    /// `-updated_at` (the default), `updated_at`, `-created_at`, `created_at`.
    sort: Option<String>,
    /// How many rows: 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl TicketsQuery {
    fn scope(&self, actor: &Actor) -> Result<ListScope, Problem> {
        Ok(match self.scope.as_deref() {
            None if actor.is_support() => ListScope::Queue,
            None | Some("mine") => ListScope::Mine,
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
        })
    }

    fn filter(&self, actor: &Actor) -> Result<TicketFilter, Problem> {
        let status = match self.status.as_deref() {
            None => None,
            Some("open") => Some(StatusFilter::Open),
            Some("closed") => Some(StatusFilter::Closed),
            Some(text) => Some(StatusFilter::Is(Status::parse(text).ok_or_else(|| {
                let known = Status::ALL.map(Status::as_str).join(", ");
                bad_parameter("status", &format!("status is open, closed or one of {known}."))
            })?)),
        };
        let desk = self.desk.as_deref().map(DeskKey::parse).transpose();
        let desk = desk.map_err(|_| bad_parameter("desk", "desk is a desk's key, such as AMS."))?;
        let request_type = self.request_type.as_deref().map(RequestTypeKey::parse).transpose();
        let request_type = request_type.map_err(|_| {
            bad_parameter("request_type", "request_type is a request type's key, such as incident.")
        })?;
        let assignee = match self.assignee.as_deref() {
            None => None,
            Some("me") => Some(actor.person),
            Some(text) => Some(PersonId(
                Uuid::parse_str(text)
                    .map_err(|_| bad_parameter("assignee", "assignee is a person's id, or me."))?,
            )),
        };
        let organization = self.organization.map(OrganizationId);
        Ok(TicketFilter { status, desk, request_type, assignee, organization })
    }

    fn sort(&self) -> Result<Sort, Problem> {
        match self.sort.as_deref() {
            None | Some("-updated_at") => Ok(Sort::UpdatedDesc),
            Some("updated_at") => Ok(Sort::UpdatedAsc),
            Some("-created_at") => Ok(Sort::CreatedDesc),
            Some("created_at") => Ok(Sort::CreatedAsc),
            Some(_) => {
                Err(bad_parameter("sort", "sort is one of -updated_at, updated_at, -created_at, created_at."))
            }
        }
    }
}

/// Tickets, by page.
#[utoipa::path(
    get, path = "/tickets", tag = "tickets", security(("bearer" = []), ("cookie" = [])), params(TicketsQuery),
    responses((status = 200, body = Items<TicketRowBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<TicketsQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<TicketRowBody>>), Problem> {
    let actor = &login.session.actor;
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let (scope, filter, sort) = (query.scope(actor)?, query.filter(actor)?, query.sort()?);
    let list = state.app.tickets(actor, scope, filter, sort, &page).await?;
    let items = list.page.items.iter().map(|row| TicketRowBody::new(row, &list)).collect();
    Ok((at, Json(Items::page(items, list.page.next.as_ref()))))
}
