use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_app::accounts::PersonChange;
use docket_domain::PersonId;
use docket_web::{ApiPath, Login, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::parse_profile;
use crate::openapi::CommandProblems;
use crate::v1::reply::answered;
use crate::v1::session::{PersonBody, parse_role};

/// What to change about somebody.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonChangeBody {
    /// What to call them.
    name: Option<String>,
    /// `en`, `fr`, `de`, `es`.
    language: Option<String>,
    /// A time zone of the IANA database, `Europe/Paris`.
    time_zone: Option<String>,
    /// `customer`, `agent`, `administrator`. Administrators, and never their own.
    role: Option<String>,
    /// Whether their account is taken away. Administrators, and never their own.
    deactivated: Option<bool>,
}

/// Change a person. The team for customers, administrators for everybody. A change of rights ends their sessions.
#[utoipa::path(
    patch, path = "/people/{id}", tag = "people", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), request_body = PersonChangeBody,
    responses((status = 200, body = PersonBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<PersonChangeBody, Login>,
) -> Result<Response, Problem> {
    let Submission { login, body, key, if_match } = submission;
    let PersonChangeBody { name, language, time_zone, role, deactivated } = body;
    let mut faults = Faults::new();
    let role = role.as_deref().and_then(|role| faults.take(parse_role(role)));
    faults.check()?;
    let profile = parse_profile(name.as_deref(), language.as_deref(), time_zone.as_deref())?;
    let change = PersonChange { role, deactivated, ..profile };
    let actor = &login.session.actor;
    let done = state.app.change_person(actor, &key, PersonId(id), if_match, change).await?;
    let body = PersonBody::new(&done.loaded.state);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
