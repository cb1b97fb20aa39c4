use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_app::tickets::NewStanding;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::{TicketBody, optional_body, parse_status, ticket_answer};
use crate::openapi::CommandProblems;

/// Where a ticket is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStatus {
    /// The status.
    to: String,
    /// A public comment that goes with it.
    comment: Option<String>,
    /// What was done. To resolve, this or a comment is needed.
    resolution: Option<String>,
}

/// Say where a ticket stands. The team.
#[utoipa::path(
    post, path = "/tickets/{key}/status", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("If-Match" = Option<String>, Header)), request_body = NewStatus,
    responses((status = 200, body = TicketBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<NewStatus>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let body = &submission.body;
    let mut faults = Faults::new();
    let to = faults.take(parse_status("to", &body.to));
    let comment = optional_body(&mut faults, "comment", body.comment.as_deref());
    let resolution = optional_body(&mut faults, "resolution", body.resolution.as_deref());
    let to = faults.finish(|| to)?;
    let standing = NewStanding { to, comment, resolution };
    let done = state.app.change_status(actor, &submission.key, &key, submission.if_match, standing).await?;
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}
