use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_web::{ApiPath, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use super::model::{TicketBody, ticket_body};
use super::seen::SeenBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{etag, is_unchanged};

/// A ticket, and how far one has read it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadTicketBody {
    #[serde(flatten)]
    ticket: TicketBody,
    #[serde(flatten)]
    seen: SeenBody,
}

/// One ticket, as the log has it now. The ETag is the ticket's: what one has seen does not change it.
#[utoipa::path(
    get, path = "/tickets/{key}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)),
    responses((status = 200, body = ReadTicketBody), (status = 304), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let actor = &login.session.actor;
    let (loaded, seen) = state.app.ticket_and_seen(actor, &key).await?;
    let etag = [(header::ETAG, etag(loaded.version).map_err(|_| Problem::internal())?)];
    if is_unchanged(&headers, loaded.version) {
        return Ok((StatusCode::NOT_MODIFIED, etag).into_response());
    }
    let ticket = ticket_body(&state, actor, &loaded).await?;
    Ok((etag, Json(ReadTicketBody { ticket, seen: SeenBody::from(seen) })).into_response())
}
