use axum::Json;
use axum::extract::State;
use docket_web::{Login, Problem, WebState};

use super::DraftBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::Items;

/// One's drafts, the last changed first. They are kept for 30 days.
#[utoipa::path(
    get, path = "/drafts", tag = "drafts", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = Items<DraftBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
) -> Result<Json<Items<DraftBody>>, Problem> {
    let drafts = state.app.drafts(&login.session.actor).await?;
    Ok(Json(Items::all(drafts.into_iter().map(DraftBody::from).collect())))
}
