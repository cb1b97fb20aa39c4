use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use docket_app::Password;
use docket_web::{ApiJson, Problem, WebState, session_cookie};
use serde::Deserialize;
use utoipa::ToSchema;

use super::LoggedInBody;
use crate::openapi::CommandProblems;

/// Address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    email: String,
    #[schema(format = Password)]
    password: String,
}

/// Log in.
#[utoipa::path(
    post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = LoggedInBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    ApiJson(body): ApiJson<Credentials>,
) -> Result<Response, Problem> {
    let logged_in = state.app.log_in(&body.email, Password::attempt(body.password)).await?;
    let cookie = session_cookie(&state, Some(&logged_in.token));
    Ok(([(header::SET_COOKIE, cookie)], Json(LoggedInBody::new(logged_in))).into_response())
}
