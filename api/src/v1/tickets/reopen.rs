use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::{TicketBody, optional_body, ticket_answer};
use crate::openapi::CommandProblems;

/// Why a ticket is reopened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reopening {
    /// A public comment that goes with it.
    comment: Option<String>,
    /// Why; both sides read it.
    reason: Option<String>,
}

/// Reopen a ticket: customers within 14 days after closing, the team at any time.
#[utoipa::path(
    post, path = "/tickets/{key}/reopen", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("If-Match" = Option<String>, Header)), request_body = Option<Reopening>,
    responses((status = 200, body = TicketBody), CommandProblems),
)]
pub(crate) async fn reopen(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<Reopening>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let mut faults = Faults::new();
    let comment = optional_body(&mut faults, "comment", submission.body.comment.as_deref());
    let reason = optional_body(&mut faults, "reason", submission.body.reason.as_deref());
    faults.check()?;
    let done = state.app.reopen(actor, &submission.key, &key, submission.if_match, comment, reason).await?;
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}
