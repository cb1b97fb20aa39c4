use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::{Faults, require_administrator};
use docket_domain::{DeskKey, DeskName};
use docket_web::{Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::DeskBody;
use super::text::{Reader, TextBody};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// A desk to be set up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDesk {
    /// Two to ten capital letters and digits, a letter first; for ever.
    key: String,
    /// What people call it.
    name: TextBody,
}

/// Set up a service desk. Administrators.
#[utoipa::path(
    post, path = "/desks", tag = "desks", security(("bearer" = []), ("cookie" = [])), request_body = NewDesk,
    responses((status = 201, body = DeskBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<NewDesk>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_administrator(actor)?;
    let mut faults = Faults::new();
    let key = faults.take(parsed("key", DeskKey::parse(&submission.body.key)));
    let name = faults.take(submission.body.name.parse("name", DeskName::parse));
    let (key, name) = faults.finish(|| Some((key?, name?)))?;
    let done = state.app.create_desk(actor, &submission.key, key, name).await?;
    let body = DeskBody::new(&done.loaded.state, Reader::new(&submission.login.session));
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &body))
}
