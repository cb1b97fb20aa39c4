use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::openapi::CommandProblems;
use crate::v1::reply::answered;

/// Whether mail about a ticket is wanted.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Muting {
    /// `true`: no mail about it to me.
    muted: bool,
}

/// Stop mail about a ticket to oneself, or let it go on.
#[utoipa::path(
    put, path = "/tickets/{key}/notifications", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), request_body = Muting,
    responses((status = 200, body = Muting), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<Muting>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let done = state.app.mute(actor, &submission.key, &key, submission.body.muted).await?;
    let muted = done.loaded.state.muted.contains(&actor.person);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &Muting { muted }))
}
