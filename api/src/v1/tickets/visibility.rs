use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_domain::OrganizationId;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{TicketBody, parse_visibility, ticket_answer};
use crate::openapi::CommandProblems;

/// Who is to see a ticket beside its reporter, the people named and the team.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewVisibility {
    /// `private` or `organization`.
    visibility: String,
    /// An organization of the reporter's; needed where they are in several.
    organization: Option<Uuid>,
}

/// Share a ticket with an organization, or make it private. The reporter and the team.
#[utoipa::path(
    put, path = "/tickets/{key}/visibility", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("If-Match" = Option<String>, Header)), request_body = NewVisibility,
    responses((status = 200, body = TicketBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<NewVisibility>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let mut faults = Faults::new();
    let shared = faults.take(parse_visibility(&submission.body.visibility));
    let shared = faults.finish(|| shared)?;
    let organization = submission.body.organization.map(OrganizationId);
    let done = state
        .app
        .set_visibility(actor, &submission.key, &key, submission.if_match, shared, organization)
        .await?;
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}
