use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_web::{ApiQuery, Login, Problem, WebState, bad_parameter};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::openapi::ReadProblems;

/// One event as it stands in the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventBody {
    /// Its place in the log.
    position: i64,
    event_id: Uuid,
    stream_id: Uuid,
    /// Its place in the stream.
    version: i64,
    #[serde(rename = "type")]
    kind: String,
    schema_version: i64,
    recorded_at: DateTime<Utc>,
    actor: Uuid,
    command_id: Uuid,
    correlation_id: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    causation_id: Option<Uuid>,
    /// What it says, byte by byte as it was written and hashed.
    #[schema(value_type = Object)]
    payload: Box<RawValue>,
    /// The hash chain up to and with it, in hex.
    hash: String,
}

/// A stretch of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventsBody {
    items: Vec<EventBody>,
}

/// From where.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// The position after which to begin.
    #[param(minimum = 0, default = 0)]
    after: Option<i64>,
    /// How many: 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    limit: Option<usize>,
}

/// The raw log, for administrators.
#[utoipa::path(
    get, path = "/events", tag = "events", security(("bearer" = []), ("cookie" = [])), params(EventsQuery),
    responses((status = 200, body = EventsBody), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<EventsQuery>,
) -> Result<Json<EventsBody>, Problem> {
    let after = query.after.unwrap_or(0);
    let limit = query.limit.unwrap_or(25);
    if after < 0 {
        return Err(bad_parameter("after", "after is a position: 0 or more."));
    }
    if !(1..=100).contains(&limit) {
        return Err(bad_parameter("limit", "limit is a number from 1 to 100."));
    }
    let mut items = Vec::new();
    for event in state.app.raw_events(&login.session.actor, after, limit).await? {
        let payload = String::from_utf8(event.payload).map_err(|_| Problem::internal())?;
        items.push(EventBody {
            position: event.position.0,
            event_id: event.event_id.0,
            stream_id: event.stream.0,
            version: event.version.0,
            kind: event.kind,
            schema_version: event.schema_version,
            recorded_at: event.recorded_at,
            actor: event.actor.0,
            command_id: event.command.0,
            correlation_id: event.correlation.0,
            causation_id: event.causation.map(|id| id.0),
            payload: RawValue::from_string(payload).map_err(|_| Problem::internal())?,
            hash: event.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        });
    }
    Ok(Json(EventsBody { items }))
}
