use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Login, Problem, WebState};

use super::model::{RequestTypeBody, offered};
use super::text::Reader;
use crate::openapi::ReadProblems;
use crate::v1::reply::Items;

/// What can be asked of a desk, in order, with the forms.
#[utoipa::path(
    get, path = "/desks/{desk}/request-types", tag = "desks", security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path)), responses((status = 200, body = Items<RequestTypeBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(desk): ApiPath<String>,
) -> Result<Json<Items<RequestTypeBody>>, Problem> {
    let reader = Reader::new(&login.session);
    let desk = state.app.desk(&desk).await?;
    let offered = offered(&desk.state).map(|kind| RequestTypeBody::new(kind, reader));
    Ok(Json(Items::all(offered.collect())))
}
