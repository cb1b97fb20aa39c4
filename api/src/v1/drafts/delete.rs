use axum::extract::State;
use axum::http::StatusCode;
use docket_web::{ApiPath, Login, Problem, WebState};

use super::PlaceParam;
use crate::openapi::CommandProblems;

/// Forget one's draft for a place, as after sending it. Where there is none it is fine.
#[utoipa::path(
    delete, path = "/drafts/{place}", tag = "drafts", security(("bearer" = []), ("cookie" = [])),
    params(PlaceParam), responses((status = 204), CommandProblems),
)]
pub(crate) async fn delete(
    State(state): State<WebState>,
    login: Login,
    ApiPath(place): ApiPath<PlaceParam>,
) -> Result<StatusCode, Problem> {
    state.app.drop_draft(&login.session.actor, &place.parsed()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
