use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use docket_app::tickets::NewTicket;
use docket_app::{AppError, Faults, require_agent};
use docket_domain::ticket::Priority;
use docket_domain::{AttachmentId, Body, OrganizationId, RequestTypeKey, Subject};
use docket_web::{Problem, Submission, WebState, parse_priority};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{TicketBody, parse_sharing, ticket_answer};
use crate::openapi::CommandProblems;
use crate::v1::reply::{WhomText, parse_participants, parsed};

/// A ticket to be opened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTicketBody {
    /// The desk's key.
    desk: String,
    /// One of its request types.
    request_type: String,
    /// One line, at most 200 characters.
    subject: String,
    /// At most 64 KiB.
    description: String,
    /// The answers to the form.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    /// `private` or `organization`; what the organization proposes where it is left out, else `private`.
    visibility: Option<String>,
    /// The organization it is for; needed by those who are in several.
    organization: Option<Uuid>,
    /// Whom to share it with by name.
    #[serde(default)]
    participants: Vec<WhomText>,
    /// For whom the team opens it: an id or an address.
    on_behalf_of: Option<WhomText>,
    /// How urgent the team holds it to be.
    priority: Option<String>,
    /// The key of an earlier ticket that it goes on with. Who sees the one does not see the other by that.
    follow_up_of: Option<String>,
    /// Uploads of one's own that belong to the description, by their ids; at most 20.
    #[serde(default)]
    attachments: Vec<Uuid>,
}

fn parse(body: &NewTicketBody) -> Result<NewTicket, AppError> {
    let mut faults = Faults::new();
    let request_type = RequestTypeKey::parse(&body.request_type).map_err(|_| {
        let detail = "The desk has no such request type; GET /api/v1/desks/{desk}/request-types lists them.";
        docket_app::FieldError::new("request_type", "unknown", detail)
    });
    let request_type = faults.take(request_type);
    let subject = faults.take(parsed("subject", Subject::parse(&body.subject)));
    let description = faults.take(parsed("description", Body::parse(&body.description)));
    let sharing = body.visibility.as_deref().and_then(|text| faults.take(parse_sharing(text)));
    let participants = parse_participants(&mut faults, &body.participants);
    let on_behalf_of = body.on_behalf_of.as_ref().and_then(|whom| faults.take(whom.parse("on_behalf_of")));
    let priority = body.priority.as_deref().map_or(Ok(Priority::Normal), parse_priority);
    let priority = faults.take(priority);
    faults.finish(|| {
        Some(NewTicket {
            desk: body.desk.clone(),
            request_type: request_type?,
            subject: subject?,
            description: description?,
            fields: body.fields.clone(),
            sharing,
            organization: body.organization.map(OrganizationId),
            participants,
            on_behalf_of,
            priority: priority?,
            follow_up_of: body.follow_up_of.clone(),
            attachments: body.attachments.iter().copied().map(AttachmentId).collect(),
        })
    })
}

/// Open a ticket.
#[utoipa::path(
    post, path = "/tickets", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless.")),
    request_body = NewTicketBody, responses((status = 201, body = TicketBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<NewTicketBody>,
) -> Result<Response, Problem> {
    let session = &submission.login.session;
    if submission.body.on_behalf_of.is_some() || submission.body.priority.is_some() {
        require_agent(&session.actor)?;
    }
    let new = parse(&submission.body)?;
    let done = state.app.open_ticket(session, &submission.key, new).await?;
    let mut response = ticket_answer(&state, &session.actor, StatusCode::CREATED, &done).await?;
    let location = HeaderValue::try_from(format!("/api/v1/tickets/{}", done.loaded.state.key));
    response.headers_mut().insert(header::LOCATION, location.map_err(|_| Problem::internal())?);
    Ok(response)
}
