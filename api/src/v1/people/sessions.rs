//! Where others are logged in. Administrators.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use docket_domain::PersonId;
use docket_web::{ApiPath, Login, Problem, WebState};
use uuid::Uuid;

use crate::openapi::ReadProblems;
use crate::v1::me::SessionRowBody;
use crate::v1::reply::Items;

/// Where somebody is logged in. Administrators.
#[utoipa::path(
    get, path = "/people/{id}/sessions", tag = "people", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 200, body = Items<SessionRowBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<Items<SessionRowBody>>, Problem> {
    let sessions = state.app.sessions(&login.session.actor, PersonId(id)).await?;
    let rows = sessions.into_iter().map(|entry| SessionRowBody::new(entry, login.session.id));
    Ok(Json(Items::all(rows.collect())))
}

/// End all sessions of somebody. Administrators.
#[utoipa::path(
    delete, path = "/people/{id}/sessions", tag = "people", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), ReadProblems),
)]
pub(crate) async fn end(
    State(state): State<WebState>,
    login: Login,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<StatusCode, Problem> {
    state.app.end_sessions(&login.session.actor, PersonId(id), None).await?;
    Ok(StatusCode::NO_CONTENT)
}
