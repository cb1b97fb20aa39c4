use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_web::{ApiPath, Login, Problem, WebState};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PersonBrief};

/// Something that happened to a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HistoryBody {
    /// Its place in the log.
    position: i64,
    at: DateTime<Utc>,
    /// Who did it.
    actor: PersonBrief,
    /// The event's type: `ticket.commented`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// What happened, to be read after the actor's name.
    summary: String,
    /// What the event says.
    #[schema(value_type = Object)]
    details: Map<String, Value>,
}

/// Who did what, when: from the log, oldest first.
#[utoipa::path(
    get, path = "/tickets/{key}/history", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<HistoryBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<HistoryBody>>, Problem> {
    let (entries, briefs) = state.app.history(&login.session.actor, &key).await?;
    let items = entries.into_iter().map(|entry| HistoryBody {
        position: entry.position,
        at: entry.at,
        actor: PersonBrief::new(entry.actor, &briefs),
        kind: entry.kind,
        summary: entry.summary,
        details: entry.details,
    });
    Ok(Json(Items::all(items.collect())))
}
