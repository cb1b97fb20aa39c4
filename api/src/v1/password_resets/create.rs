use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use docket_app::Faults;
use docket_domain::EmailAddress;
use docket_web::{ApiJson, Network, Problem, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::openapi::CommandProblems;
use crate::v1::reply::{Accepted, parsed};

/// Whose password is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPasswordReset {
    /// The address of the account.
    email: String,
}

/// Ask for a link to a new password. The answer is the same whether the address is known or not.
#[utoipa::path(
    post, path = "/password-resets", tag = "password-resets", request_body = NewPasswordReset,
    responses((status = 202, body = Accepted), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    network: Network,
    ApiJson(body): ApiJson<NewPasswordReset>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let mut faults = Faults::new();
    let email = faults.take(parsed("email", EmailAddress::parse(&body.email)));
    let email = faults.finish(|| email)?;
    state.app.request_password_reset(email, network.0).await?;
    Ok(Accepted::answer("If this address has an account, a mail with a link is on its way to it."))
}
