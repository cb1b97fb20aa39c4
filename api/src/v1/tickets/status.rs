use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use docket_app::tickets::{NewHold, NewStanding, Said};
use docket_app::{AppError, Faults, FieldError};
use docket_domain::AttachmentId;
use docket_domain::ticket::Status;
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{TicketBody, optional_body, parse_status, ticket_answer};
use crate::openapi::CommandProblems;

/// Where a ticket is to stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewStatus {
    /// The status.
    to: String,
    /// A public comment that goes with it.
    comment: Option<String>,
    /// What was done. To resolve, this or a comment is needed.
    resolution: Option<String>,
    /// Uploads of one's own that belong to the comment, by their ids; at most 20.
    #[serde(default)]
    attachments: Vec<Uuid>,
    /// With `on_hold`: when it waits for support again by itself.
    until: Option<DateTime<Utc>>,
    /// With `on_hold`: what it waits for. Customers read this.
    reason: Option<String>,
}

/// Say where a ticket stands. The team.
#[utoipa::path(
    post, path = "/tickets/{key}/status", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("If-Match" = Option<String>, Header)), request_body = NewStatus,
    responses((status = 200, body = TicketBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<NewStatus>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let body = &submission.body;
    let mut faults = Faults::new();
    let to = faults.take(parse_status("to", &body.to));
    let comment = optional_body(&mut faults, "comment", body.comment.as_deref());
    let resolution = optional_body(&mut faults, "resolution", body.resolution.as_deref());
    let reason = optional_body(&mut faults, "reason", body.reason.as_deref());
    let to = faults.finish(|| to)?;
    let (command, seen) = (&submission.key, submission.if_match);
    let files: Vec<AttachmentId> = body.attachments.iter().copied().map(AttachmentId).collect();
    if comment.is_none() && !files.is_empty() {
        return Err(files_misplaced().into());
    }
    let comment = comment.map(|body| Said { body, files: &files });
    let done = if body.until.is_none() && reason.is_none() {
        let standing = NewStanding { to, comment, resolution };
        state.app.change_status(actor, command, &key, seen, standing).await?
    } else {
        refuse_misplaced(to, body)?;
        let hold = NewHold { until: body.until, reason, comment };
        state.app.hold(actor, command, &key, seen, hold).await?
    };
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}

fn files_misplaced() -> AppError {
    let detail = "Files belong to a comment: send them with `comment`.";
    AppError::Invalid(vec![FieldError::new("attachments", "misplaced", detail)])
}

/// A date and a reason are those of a hold, and what is on hold has no resolution.
fn refuse_misplaced(to: Status, body: &NewStatus) -> Result<(), AppError> {
    let misplaced =
        |field: &str, detail: &str| Err(AppError::Invalid(vec![FieldError::new(field, "misplaced", detail)]));
    match (to, &body.resolution) {
        (Status::OnHold, None) => Ok(()),
        (Status::OnHold, Some(_)) => misplaced("resolution", "What is on hold has no resolution. Send none."),
        _ if body.until.is_some() => {
            misplaced("until", "Only a hold ends by itself. Send it with `on_hold`.")
        }
        _ => misplaced("reason", "Only a hold has a reason. Send it with `on_hold`, or as a comment."),
    }
}
