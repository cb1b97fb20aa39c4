use axum::Json;
use axum::extract::State;
use docket_web::{Login, Problem, WebState};

use super::model::DeskBody;
use super::text::Reader;
use crate::openapi::ReadProblems;
use crate::v1::reply::Items;

/// The service desks.
#[utoipa::path(
    get, path = "/desks", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = Items<DeskBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
) -> Result<Json<Items<DeskBody>>, Problem> {
    let reader = Reader::new(&login.session);
    let desks = state.app.desks().await?;
    Ok(Json(Items::all(desks.iter().map(|desk| DeskBody::new(&desk.state, reader)).collect())))
}
