use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_app::tickets::TicketChange;
use docket_domain::{PersonId, RequestTypeKey, Subject};
use docket_web::{ApiPath, Problem, Submission, WebState, parse_priority};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{TicketBody, ticket_answer};
use crate::openapi::CommandProblems;
use crate::v1::reply::{parsed, present};

/// What is to change about a ticket's header.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicketPatch {
    /// The agent who is to have it; null: nobody. The team.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    assignee: Option<Option<Uuid>>,
    /// `low`, `normal`, `high`, `urgent`. The team.
    priority: Option<String>,
    /// Another request type of the same desk. The team.
    request_type: Option<String>,
    /// A new subject. The reporter and the team, while it is open.
    subject: Option<String>,
}

/// Change a ticket's header: all of it or nothing.
#[utoipa::path(
    patch, path = "/tickets/{key}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("If-Match" = Option<String>, Header)), request_body = TicketPatch,
    responses((status = 200, body = TicketBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<TicketPatch>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let body = &submission.body;
    let mut faults = Faults::new();
    let priority = body.priority.as_deref().and_then(|text| faults.take(parse_priority(text)));
    let subject =
        body.subject.as_deref().and_then(|text| faults.take(parsed("subject", Subject::parse(text))));
    let request_type = body
        .request_type
        .as_deref()
        .and_then(|text| faults.take(parsed("request_type", RequestTypeKey::parse(text))));
    faults.check()?;
    let assignee = body.assignee.map(|assignee| assignee.map(PersonId));
    let change = TicketChange { assignee, priority, request_type, subject };
    let done = state.app.change_ticket(actor, &submission.key, &key, submission.if_match, change).await?;
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}
