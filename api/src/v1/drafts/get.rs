use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Login, Problem, WebState};

use super::{DraftBody, PlaceParam};
use crate::openapi::ReadProblems;

/// One's draft for a place.
#[utoipa::path(
    get, path = "/drafts/{place}", tag = "drafts", security(("bearer" = []), ("cookie" = [])),
    params(PlaceParam), responses((status = 200, body = DraftBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(place): ApiPath<PlaceParam>,
) -> Result<Json<DraftBody>, Problem> {
    Ok(Json(state.app.draft(&login.session.actor, &place.parsed()?).await?.into()))
}
