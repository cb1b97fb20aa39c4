use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use docket_app::{Faults, Password};
use docket_domain::PersonName;
use docket_web::{ApiJson, ApiPath, Problem, WebState, user_agent};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::openapi::CommandProblems;
use crate::v1::reply::parsed;
use crate::v1::session::{LoggedInBody, logged_in};

/// The first password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choice {
    /// What to be called, if it is to change.
    name: Option<String>,
    /// At least 8 characters, any.
    #[schema(format = Password)]
    password: String,
}

/// Choose the first password and log in. A link works once.
#[utoipa::path(
    post, path = "/activations/{token}", tag = "activations", params(("token" = String, Path)),
    request_body = Choice, responses((status = 200, body = LoggedInBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    headers: HeaderMap,
    ApiPath(token): ApiPath<String>,
    ApiJson(body): ApiJson<Choice>,
) -> Result<Response, Problem> {
    let mut faults = Faults::new();
    let name = body.name.as_deref().map(|name| parsed("name", PersonName::parse(name)));
    let name = name.and_then(|name| faults.take(name));
    let password = faults.take(Password::chosen(body.password));
    let password = faults.finish(|| password)?;
    let begun = state.app.activate(&token, name, password, &user_agent(&headers)).await?;
    Ok(logged_in(&state, begun))
}
