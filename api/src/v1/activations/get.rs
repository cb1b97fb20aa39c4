use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_web::{ApiPath, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ReadProblems;

/// What a link is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActivationBody {
    /// `activate`: to choose the first password.
    purpose: &'static str,
    /// Whose account.
    email: String,
    /// What they are called so far.
    name: String,
    /// Until when the link is good.
    expires_at: DateTime<Utc>,
}

/// What a link is for. Changes nothing, however often it is asked.
#[utoipa::path(
    get, path = "/activations/{token}", tag = "activations", params(("token" = String, Path)),
    responses((status = 200, body = ActivationBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    ApiPath(token): ApiPath<String>,
) -> Result<Json<ActivationBody>, Problem> {
    let activation = state.app.activation(&token).await?;
    let person = &activation.person.state;
    Ok(Json(ActivationBody {
        purpose: "activate",
        email: person.email.as_str().to_owned(),
        name: person.name.as_str().to_owned(),
        expires_at: activation.expires_at,
    }))
}
