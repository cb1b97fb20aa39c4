use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use docket_app::{Attempt, Password};
use docket_web::{ApiJson, Problem, WebState, device, user_agent};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{LoggedInBody, logged_in};
use crate::openapi::CommandProblems;

/// Address and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Credentials {
    email: String,
    #[schema(format = Password)]
    password: String,
    /// A code of the authenticator or a recovery code, where the account has a second factor.
    code: Option<String>,
}

/// Log in.
#[utoipa::path(
    post, path = "/session", tag = "session", request_body = Credentials,
    responses((status = 200, body = LoggedInBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    headers: HeaderMap,
    ApiJson(body): ApiJson<Credentials>,
) -> Result<Response, Problem> {
    let attempt = Attempt {
        email: body.email,
        password: Password::attempt(body.password),
        code: body.code,
        device: device(&headers),
        user_agent: user_agent(&headers),
    };
    Ok(logged_in(&state, state.app.log_in(attempt).await?))
}
