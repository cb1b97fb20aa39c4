use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::{Faults, require_administrator};
use docket_domain::{Label, RequestTypeKey};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::{FieldBody, RequestTypeBody, form};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// A request type to be offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRequestType {
    /// Lower-case letters, digits and `_`, a letter first.
    key: String,
    /// What people call it.
    name: String,
    /// What it asks, in order.
    #[serde(default)]
    fields: Vec<FieldBody>,
}

/// Offer a new request type. Administrators.
#[utoipa::path(
    post, path = "/desks/{desk}/request-types", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path)), request_body = NewRequestType,
    responses((status = 201, body = RequestTypeBody), CommandProblems),
)]
pub(crate) async fn add(
    State(state): State<WebState>,
    ApiPath(desk): ApiPath<String>,
    submission: Submission<NewRequestType>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_administrator(actor)?;
    let body = &submission.body;
    let mut faults = Faults::new();
    let key = faults.take(parsed("key", RequestTypeKey::parse(&body.key)));
    let name = faults.take(parsed("name", Label::parse(&body.name)));
    let form = faults.take(form(&body.fields));
    let (key, name, form) = faults.finish(|| Some((key?, name?, form?)))?;
    let done = state.app.add_request_type(actor, &submission.key, &desk, key.clone(), name, form).await?;
    let added = done.loaded.state.request_types.get(&key).ok_or_else(Problem::internal)?;
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &RequestTypeBody::new(added)))
}
