use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use docket_app::{Faults, Password};
use docket_web::{OwnAccount, Problem, Submission, WebState, user_agent};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::openapi::CommandProblems;
use crate::v1::session::{LoggedInBody, logged_in};

/// The present and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    /// The present one.
    #[schema(format = Password)]
    current_password: String,
    /// The new one: at least 8 characters, any.
    #[schema(format = Password)]
    password: String,
}

/// Change one's password. All other sessions end; this one goes on with the token of the answer.
#[utoipa::path(
    put, path = "/me/password", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = PasswordChange, responses((status = 200, body = LoggedInBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    headers: HeaderMap,
    submission: Submission<PasswordChange, OwnAccount>,
) -> Result<Response, Problem> {
    let Submission { login: OwnAccount(login), body, .. } = submission;
    let mut faults = Faults::new();
    let new = faults.take(Password::chosen(body.password));
    let new = faults.finish(|| new)?;
    let present = Password::attempt(body.current_password);
    let begun = state.app.change_password(&login.session, present, new, &user_agent(&headers)).await?;
    Ok(logged_in(&state, begun))
}
