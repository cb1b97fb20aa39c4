use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Login, Problem, WebState};

use crate::openapi::ReadProblems;
use crate::v1::reply::{HistoryBody, Items};

/// Who did what, when: from the log, oldest first.
#[utoipa::path(
    get, path = "/tickets/{key}/history", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<HistoryBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<HistoryBody>>, Problem> {
    let (entries, briefs) = state.app.history(&login.session.actor, &key).await?;
    Ok(Json(HistoryBody::all(entries, &briefs)))
}
