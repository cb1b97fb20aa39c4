use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::desks::RequestTypeDefinition;
use docket_app::{Faults, require_administrator};
use docket_domain::{HelpText, Label, RequestTypeKey};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::form::{NewField, form};
use super::model::RequestTypeBody;
use super::text::{Reader, TextBody};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// A request type to be offered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRequestType {
    /// Lower-case letters, digits and `_`, a letter first.
    key: String,
    /// What people call it.
    name: TextBody,
    /// What it is for.
    description: Option<TextBody>,
    /// What it asks, in order.
    #[serde(default)]
    fields: Vec<NewField>,
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
    let name = faults.take(body.name.parse("name", Label::parse));
    let description = body.description.as_ref();
    let description = description.and_then(|text| faults.take(text.parse("description", HelpText::parse)));
    let form = form(&body.fields, &mut faults);
    let new =
        faults.finish(|| Some(RequestTypeDefinition { key: key?, name: name?, description, form: form? }))?;
    let key = new.key.clone();
    let done = state.app.add_request_type(actor, &submission.key, &desk, new).await?;
    let added = done.loaded.state.request_types.get(&key).ok_or_else(Problem::internal)?;
    let body = RequestTypeBody::new(added, Reader::new(&submission.login.session));
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &body))
}
