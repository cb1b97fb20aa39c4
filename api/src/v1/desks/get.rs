use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Login, Problem, WebState};

use super::model::DeskBody;
use super::text::Reader;
use crate::openapi::ReadProblems;

/// One service desk.
#[utoipa::path(
    get, path = "/desks/{desk}", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path)), responses((status = 200, body = DeskBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(desk): ApiPath<String>,
) -> Result<Json<DeskBody>, Problem> {
    let desk = state.app.desk(&desk).await?;
    Ok(Json(DeskBody::new(&desk.state, Reader::new(&login.session))))
}
