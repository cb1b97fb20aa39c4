use axum::Json;
use axum::extract::State;
use docket_web::{Agent, ApiPath, Problem, WebState};

use crate::openapi::ReadProblems;
use crate::v1::reply::{HistoryBody, Items};

/// Who changed what about a desk and its forms, when: from the log, oldest first. The team.
#[utoipa::path(
    get, path = "/desks/{desk}/history", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path)), responses((status = 200, body = Items<HistoryBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    Agent(login): Agent,
    ApiPath(desk): ApiPath<String>,
) -> Result<Json<Items<HistoryBody>>, Problem> {
    let (entries, briefs) = state.app.desk_history(&login.session.actor, &desk).await?;
    let entries = entries.into_iter().map(|happened| happened.entry);
    Ok(Json(HistoryBody::all(entries.collect(), &briefs)))
}
