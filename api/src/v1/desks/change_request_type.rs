use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::desks::RequestTypeChange;
use docket_app::{AppError, Faults, require_administrator};
use docket_domain::{HelpText, Label, RequestTypeKey};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::form::{NewField, form};
use super::model::RequestTypeBody;
use super::text::{Reader, TextBody};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, present};

/// What is to change about a request type.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequestTypePatch {
    /// A new name.
    name: Option<TextBody>,
    /// What it is for; null: nothing is said about it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<TextBody>)]
    description: Option<Option<TextBody>>,
    /// A new form; tickets keep the one they were filed with.
    fields: Option<Vec<NewField>>,
    /// `true`: no new tickets of it; `false`: offered again, with the form it had.
    retired: Option<bool>,
}

/// Change a request type, retire it or offer it again. Administrators.
#[utoipa::path(
    patch, path = "/desks/{desk}/request-types/{request_type}", tag = "desks",
    security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path), ("request_type" = String, Path)), request_body = RequestTypePatch,
    responses((status = 200, body = RequestTypeBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath((desk, key)): ApiPath<(String, String)>,
    submission: Submission<RequestTypePatch>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_administrator(actor)?;
    let known = RequestTypeKey::parse(&key).ok();
    let desk_state = state.app.desk(&desk).await?;
    let key = known.filter(|key| desk_state.state.request_types.contains_key(key));
    let key = key.ok_or(AppError::NotFound("request type"))?;
    let body = &submission.body;
    let mut faults = Faults::new();
    let name = body.name.as_ref().and_then(|name| faults.take(name.parse("name", Label::parse)));
    let description = body
        .description
        .as_ref()
        .map(|text| text.as_ref().and_then(|text| faults.take(text.parse("description", HelpText::parse))));
    let form = body.fields.as_deref().and_then(|fields| form(fields, &mut faults));
    faults.check()?;
    let change = RequestTypeChange { name, description, form, retired: body.retired };
    let done = state
        .app
        .change_request_type(actor, &submission.key, &desk, key.clone(), submission.if_match, change)
        .await?;
    let changed = done.loaded.state.request_types.get(&key).ok_or_else(Problem::internal)?;
    let body = RequestTypeBody::new(changed, Reader::new(&submission.login.session));
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
