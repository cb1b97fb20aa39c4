use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_web::{ApiPath, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PersonBrief};

/// More decisions than this about one ticket are not shown.
const MOST: u32 = 1000;

/// One decision about one mail: sent, or not, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LedgerBody {
    /// Who was to be told.
    recipient: PersonBrief,
    /// Which mail.
    template: String,
    /// `send` or `suppress`.
    decision: String,
    /// Why.
    reason: String,
    /// How far it has come.
    state: String,
    /// The mail's Message-ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// When it was decided.
    at: DateTime<Utc>,
}

/// Who was told what about a ticket, who was not, and why. Customers read the decisions about themselves.
#[utoipa::path(
    get, path = "/tickets/{key}/notifications", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<LedgerBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<LedgerBody>>, Problem> {
    let actor = &login.session.actor;
    let entries = state.app.notifications(actor, &key, 0, MOST).await?;
    let briefs = state.app.briefs(actor, entries.iter().map(|entry| entry.recipient), None).await?;
    let items = entries.into_iter().map(|entry| LedgerBody {
        recipient: PersonBrief::new(entry.recipient, &briefs),
        template: entry.template,
        decision: entry.decision,
        reason: entry.reason,
        state: entry.state,
        message_id: entry.message_id,
        at: entry.at,
    });
    Ok(Json(Items::all(items.collect())))
}
