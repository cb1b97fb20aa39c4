use axum::Json;
use axum::extract::State;
use docket_app::desks::form_as_it_was;
use docket_web::{ApiPath, Login, Problem, WebState};

use super::model::RequestTypeBody;
use super::text::Reader;
use crate::openapi::ReadProblems;

/// A request type with its form as a version asked it: what a ticket that was filed with it shows.
#[utoipa::path(
    get, path = "/desks/{desk}/request-types/{request_type}/versions/{version}", tag = "desks",
    security(("bearer" = []), ("cookie" = [])),
    params(("desk" = String, Path), ("request_type" = String, Path), ("version" = u32, Path)),
    responses((status = 200, body = RequestTypeBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath((desk, request_type, version)): ApiPath<(String, String, u32)>,
) -> Result<Json<RequestTypeBody>, Problem> {
    let desk = state.app.desk(&desk).await?;
    let (kind, form) = form_as_it_was(&desk.state, &request_type, version)?;
    Ok(Json(RequestTypeBody::with_form(kind, form, version, Reader::new(&login.session))))
}
