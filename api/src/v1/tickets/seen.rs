use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::tickets::Seen;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::openapi::CommandProblems;
use crate::v1::reply::answered;

/// Up to where one has seen a ticket.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeenUpTo {
    /// The position of the last event one has seen; without it, all there is.
    position: Option<u64>,
}

/// How far one has read a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SeenBody {
    /// The position of the last event one has seen; 0 for none.
    seen: i64,
    /// Whether somebody else did something to it since.
    unread: bool,
}

impl From<Seen> for SeenBody {
    fn from(seen: Seen) -> Self {
        Self { seen: seen.position, unread: seen.unread }
    }
}

/// Note that one has seen a ticket, up to a position or all of it. It never goes back, and holds on every device.
#[utoipa::path(
    put, path = "/tickets/{key}/seen", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), request_body = SeenUpTo,
    responses((status = 200, body = SeenBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<SeenUpTo>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    // Beyond what is there is all there is.
    let wanted = submission.body.position.map(|position| i64::try_from(position).unwrap_or(i64::MAX));
    let (seen, position) = state.app.see(actor, &submission.key, &key, wanted).await?;
    Ok(answered(StatusCode::OK, position, None, &SeenBody::from(seen)))
}
