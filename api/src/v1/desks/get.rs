use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Login, Problem, WebState};

use super::model::DeskBody;
use crate::openapi::ReadProblems;

/// One service desk.
#[utoipa::path(
    get, path = "/desks/{desk}", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path)), responses((status = 200, body = DeskBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    _login: Login,
    ApiPath(desk): ApiPath<String>,
) -> Result<Json<DeskBody>, Problem> {
    Ok(Json(DeskBody::new(&state.app.desk(&desk).await?.state)))
}
