use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::{TicketBody, optional_body, parse_reason, ticket_answer};
use crate::openapi::CommandProblems;

/// How a ticket is closed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    /// A public comment that goes with it.
    comment: Option<String>,
    /// `solved`, `confirmed`, `withdrawn`; for the team also `declined`, `duplicate`, `no_answer`.
    reason: Option<String>,
}

/// Close a ticket. Everybody who sees it.
#[utoipa::path(
    post, path = "/tickets/{key}/close", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("If-Match" = Option<String>, Header)), request_body = Option<Closing>,
    responses((status = 200, body = TicketBody), CommandProblems),
)]
pub(crate) async fn close(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<Closing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let mut faults = Faults::new();
    let comment = optional_body(&mut faults, "comment", submission.body.comment.as_deref());
    let reason = submission.body.reason.as_deref().and_then(|text| faults.take(parse_reason(text)));
    faults.check()?;
    let done = state.app.close(actor, &submission.key, &key, submission.if_match, comment, reason).await?;
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}
