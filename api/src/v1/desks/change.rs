use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::desks::DeskChange;
use docket_app::{Faults, require_administrator};
use docket_domain::DeskName;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::DeskBody;
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// What is to change about a desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskPatch {
    /// A new name.
    name: Option<String>,
    /// Whether participants of its tickets may add others.
    participants_may_add: Option<bool>,
}

/// Change a service desk. Administrators.
#[utoipa::path(
    patch, path = "/desks/{desk}", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path)), request_body = DeskPatch,
    responses((status = 200, body = DeskBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(desk): ApiPath<String>,
    submission: Submission<DeskPatch>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_administrator(actor)?;
    let mut faults = Faults::new();
    let name = submission.body.name.as_deref().map(|name| parsed("name", DeskName::parse(name)));
    let name = name.and_then(|name| faults.take(name));
    faults.check()?;
    let change = DeskChange { name, participants_may_add: submission.body.participants_may_add };
    let done = state.app.change_desk(actor, &submission.key, &desk, submission.if_match, &change).await?;
    let body = DeskBody::new(&done.loaded.state);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
