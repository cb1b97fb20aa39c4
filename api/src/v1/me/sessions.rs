//! Where one is logged in.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use docket_app::accounts::SessionEntry;
use docket_web::{ApiPath, OwnAccount, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::openapi::ReadProblems;
use crate::v1::reply::Items;

pub(super) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list, end_all)).routes(routes!(end))
}

/// A session in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionRowBody {
    /// The session.
    id: Uuid,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used, to within five minutes.
    last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    expires_at: DateTime<Utc>,
    /// What the browser or program calls itself.
    user_agent: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl SessionRowBody {
    pub(crate) fn new(entry: SessionEntry, current: Uuid) -> Self {
        Self {
            id: entry.id,
            created_at: entry.created_at,
            last_seen_at: entry.last_seen_at,
            expires_at: entry.expires_at,
            user_agent: entry.user_agent,
            current: entry.id == current,
        }
    }
}

/// Where one is logged in, the newest first.
#[utoipa::path(
    get, path = "/me/sessions", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = Items<SessionRowBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    OwnAccount(login): OwnAccount,
) -> Result<Json<Items<SessionRowBody>>, Problem> {
    let actor = &login.session.actor;
    let sessions = state.app.sessions(actor, actor.person).await?;
    let rows = sessions.into_iter().map(|entry| SessionRowBody::new(entry, login.session.id));
    Ok(Json(Items::all(rows.collect())))
}

/// End one of one's sessions.
#[utoipa::path(
    delete, path = "/me/sessions/{id}", tag = "me", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), ReadProblems),
)]
pub(crate) async fn end(
    State(state): State<WebState>,
    OwnAccount(login): OwnAccount,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<StatusCode, Problem> {
    let actor = &login.session.actor;
    state.app.end_sessions(actor, actor.person, Some(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End all of one's sessions, this one as well.
#[utoipa::path(
    delete, path = "/me/sessions", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 204), ReadProblems),
)]
pub(crate) async fn end_all(
    State(state): State<WebState>,
    OwnAccount(login): OwnAccount,
) -> Result<StatusCode, Problem> {
    let actor = &login.session.actor;
    state.app.end_sessions(actor, actor.person, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
