use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Session;
use docket_app::accounts::PersonChange;
use docket_web::{OwnAccount, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::get::MeBody;
use super::notifications::NotificationsPatch;
use crate::openapi::CommandProblems;
use crate::v1::people::parse_profile;
use crate::v1::reply::answered;

/// What to change about one's own account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProfileChange {
    /// What to be called.
    name: Option<String>,
    /// `en`, `fr`, `de`, `es`: of pages and mails, from now on.
    language: Option<String>,
    /// A time zone of the IANA database, `Europe/Paris`.
    time_zone: Option<String>,
    /// Which mails about tickets one wants.
    notifications: Option<NotificationsPatch>,
}

/// Change one's name, language, time zone, or which mails one wants.
#[utoipa::path(
    patch, path = "/me", tag = "me", security(("bearer" = []), ("cookie" = [])), request_body = ProfileChange,
    responses((status = 200, body = MeBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    submission: Submission<ProfileChange, OwnAccount>,
) -> Result<Response, Problem> {
    let Submission { login: OwnAccount(login), body, key, if_match } = submission;
    let ProfileChange { name, language, time_zone, notifications } = body;
    let change = parse_profile(name.as_deref(), language.as_deref(), time_zone.as_deref())?;
    let present = login.session.person.state.notifications;
    let notifications = notifications.map(|patch| patch.on(present));
    let change = PersonChange { notifications, ..change };
    let actor = &login.session.actor;
    let done = state.app.change_person(actor, &key, actor.person, if_match, change).await?;
    let session = Session { person: done.loaded, ..login.session };
    let body = MeBody::read(&state, &session).await?;
    Ok(answered(StatusCode::OK, done.position, Some(session.person.version), &body))
}
