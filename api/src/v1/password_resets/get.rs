use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Problem, WebState};

use crate::openapi::ReadProblems;
use crate::v1::activations::LinkBody;

/// Whom a link to a new password is for. Changes nothing, however often it is asked.
#[utoipa::path(
    get, path = "/password-resets/{token}", tag = "password-resets", params(("token" = String, Path)),
    responses((status = 200, body = LinkBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    ApiPath(token): ApiPath<String>,
) -> Result<Json<LinkBody>, Problem> {
    let open = state.app.open_reset(&token).await?;
    Ok(Json(LinkBody::new("reset", &open.person.state, open.expires_at)))
}
