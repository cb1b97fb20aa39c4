use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Problem, WebState};

use super::LinkBody;
use crate::openapi::ReadProblems;

/// What a link is for. Changes nothing, however often it is asked.
#[utoipa::path(
    get, path = "/activations/{token}", tag = "activations", params(("token" = String, Path)),
    responses((status = 200, body = LinkBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    ApiPath(token): ApiPath<String>,
) -> Result<Json<LinkBody>, Problem> {
    let activation = state.app.activation(&token).await?;
    Ok(Json(LinkBody::new("activate", &activation.person.state, activation.expires_at)))
}
