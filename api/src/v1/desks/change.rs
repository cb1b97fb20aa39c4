use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::desks::DeskChange;
use docket_app::{Faults, require_administrator};
use docket_domain::{DeskName, RequestTypeKey};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::{DeskBody, SignUpBody};
use super::text::{Reader, TextBody};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// What is to change about a desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskPatch {
    /// A new name.
    name: Option<TextBody>,
    /// Whether participants of its tickets may add others.
    participants_may_add: Option<bool>,
    /// Who can become its customer without being invited.
    sign_up: Option<SignUpBody>,
    /// The keys of the request types that come first, in this order; the others follow as they stand.
    request_types: Option<Vec<String>>,
}

/// Change a service desk. Administrators.
#[utoipa::path(
    patch, path = "/desks/{desk}", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path), ("If-Match" = Option<String>, Header)), request_body = DeskPatch,
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
    let body = &submission.body;
    let name = body.name.as_ref().and_then(|name| faults.take(name.parse("name", DeskName::parse)));
    let sign_up = body.sign_up.as_ref().and_then(|rule| faults.take(rule.parse()));
    let order = body.request_types.as_ref().map(|keys| {
        let keys = keys
            .iter()
            .enumerate()
            .map(|(index, key)| parsed(&format!("request_types[{index}]"), RequestTypeKey::parse(key)));
        keys.filter_map(|key| faults.take(key)).collect::<Vec<_>>()
    });
    faults.check()?;
    let participants_may_add = body.participants_may_add;
    let change = DeskChange { name, participants_may_add, sign_up, request_types: order };
    let done = state.app.change_desk(actor, &submission.key, &desk, submission.if_match, &change).await?;
    let body = DeskBody::new(&done.loaded.state, Reader::new(&submission.login.session));
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
