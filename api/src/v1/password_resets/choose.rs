use axum::extract::State;
use axum::http::StatusCode;
use docket_app::{Faults, Password};
use docket_web::{ApiJson, ApiPath, Problem, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::openapi::CommandProblems;

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// At least 8 characters, any.
    #[schema(format = Password)]
    password: String,
}

/// Choose another password. A link works once; all sessions end, and a second factor stays.
#[utoipa::path(
    post, path = "/password-resets/{token}", tag = "password-resets", params(("token" = String, Path)),
    request_body = NewPassword, responses((status = 204), CommandProblems),
)]
pub(crate) async fn choose(
    State(state): State<WebState>,
    ApiPath(token): ApiPath<String>,
    ApiJson(body): ApiJson<NewPassword>,
) -> Result<StatusCode, Problem> {
    let mut faults = Faults::new();
    let password = faults.take(Password::chosen(body.password));
    let password = faults.finish(|| password)?;
    state.app.reset_password(&token, password).await?;
    Ok(StatusCode::NO_CONTENT)
}
