use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_web::{ApiPath, Login, Problem, WebState};

use super::model::TicketBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{etag, is_unchanged};

/// One ticket, as the log has it now.
#[utoipa::path(
    get, path = "/tickets/{key}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)),
    responses((status = 200, body = TicketBody), (status = 304), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let actor = &login.session.actor;
    let loaded = state.app.ticket(actor, &key).await?;
    let etag = [(header::ETAG, etag(loaded.version).map_err(|_| Problem::internal())?)];
    if is_unchanged(&headers, loaded.version) {
        return Ok((StatusCode::NOT_MODIFIED, etag).into_response());
    }
    let body = TicketBody::read(&state.app, actor, &loaded).await?;
    Ok((etag, Json(body)).into_response())
}
