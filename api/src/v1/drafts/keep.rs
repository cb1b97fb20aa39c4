use axum::extract::State;
use axum::http::StatusCode;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde_json::{Map, Value};

use super::PlaceParam;
use crate::openapi::CommandProblems;

/// Keep a draft, in place of the one that was there. The content is any JSON object of at most 128 KiB.
#[utoipa::path(
    put, path = "/drafts/{place}", tag = "drafts", security(("bearer" = []), ("cookie" = [])),
    params(PlaceParam), request_body = Object,
    responses((status = 204), CommandProblems),
)]
pub(crate) async fn keep(
    State(state): State<WebState>,
    ApiPath(place): ApiPath<PlaceParam>,
    submission: Submission<Map<String, Value>>,
) -> Result<StatusCode, Problem> {
    let actor = &submission.login.session.actor;
    state.app.keep_draft(actor, &place.parsed()?, &submission.body).await?;
    Ok(StatusCode::NO_CONTENT)
}
