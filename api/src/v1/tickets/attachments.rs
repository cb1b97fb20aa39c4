//! The files of a ticket: a list, and files that come by themselves.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use docket_app::tickets::{Briefs, HeldFile};
use docket_app::{Faults, require_agent};
use docket_domain::ticket::AttachedTo;
use docket_domain::{AttachmentId, PersonId};
use docket_web::{ApiPath, FileForm, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::comment::is_internal;
use crate::openapi::{CommandProblems, ReadProblems};
use crate::v1::reply::{Items, PersonBrief, answered};

/// A file where it appears in another thing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentBrief {
    id: Uuid,
    name: String,
    /// Its media type, by its content.
    #[serde(rename = "type")]
    media_type: String,
    /// In bytes.
    size: u64,
    /// `clean`; `waiting` until the scanner has looked at it; `quarantined` where it is harmful.
    state: &'static str,
}

impl From<&HeldFile> for AttachmentBrief {
    fn from(HeldFile { held, state }: &HeldFile) -> Self {
        Self {
            id: held.file.id.0,
            name: held.file.name.as_str().to_owned(),
            media_type: held.file.content_type.to_string(),
            size: held.file.size,
            state: state.as_str(),
        }
    }
}

/// Those of a ticket's files that belong to one thing.
pub(crate) fn of(files: &[HeldFile], to: AttachedTo) -> Vec<AttachmentBrief> {
    files.iter().filter(|file| file.held.to == to).map(AttachmentBrief::from).collect()
}

/// A file of a ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentBody {
    #[serde(flatten)]
    file: AttachmentBrief,
    /// Of its content, in hexadecimal digits.
    sha256: String,
    author: PersonBrief,
    /// `public`, or `internal` for files of the team.
    audience: &'static str,
    /// The comment or the note it belongs to; absent where it came with the description or by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<Uuid>,
    created_at: DateTime<Utc>,
}

impl AttachmentBody {
    fn new(file: &HeldFile, briefs: &Briefs) -> Self {
        let held = &file.held;
        Self {
            file: file.into(),
            sha256: held.file.sha256.to_string(),
            author: PersonBrief::new(held.by, briefs),
            audience: if held.to.is_internal() { "internal" } else { "public" },
            comment: match held.to {
                AttachedTo::Comment(comment) => Some(comment.0),
                AttachedTo::Note(note) => Some(note.0),
                AttachedTo::Description | AttachedTo::Public | AttachedTo::Internal => None,
            },
            created_at: held.at,
        }
    }
}

/// A file as a form sends it, and for whom it is.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct AttachmentForm {
    /// The file, with its name.
    #[schema(value_type = String, format = Binary)]
    file: String,
    /// `public` (the default), or `internal` for a file that only the team reads.
    audience: Option<String>,
}

/// The files of a ticket, oldest first.
#[utoipa::path(
    get, path = "/tickets/{key}/attachments", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<AttachmentBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<AttachmentBody>>, Problem> {
    let actor = &login.session.actor;
    let files = state.app.attachments(actor, &key).await?;
    let authors: Vec<PersonId> = files.iter().map(|file| file.held.by).collect();
    let briefs = state.app.briefs(actor, authors, None).await?;
    Ok(Json(Items::all(files.iter().map(|file| AttachmentBody::new(file, &briefs)).collect())))
}

/// Send a file and attach it at once, by itself. It counts as what was said in a comment.
#[utoipa::path(
    post, path = "/tickets/{key}/attachments", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless."),
        ("If-Match" = Option<String>, Header, description = "The ETag one has seen."),
    ),
    request_body(content = AttachmentForm, content_type = "multipart/form-data"),
    responses((status = 201, body = AttachmentBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    form: FileForm,
) -> Result<Response, Problem> {
    let session = form.login.session.clone();
    let actor = &session.actor;
    // Nothing is taken for a ticket that is not there.
    state.app.ticket(actor, &key).await?;
    let if_match = form.if_match;
    let received = form.receive(&state, &["audience"]).await?;
    let mut faults = Faults::new();
    let internal = faults.take(is_internal(received.fields.get("audience").map(String::as_str)));
    let internal = faults.finish(|| internal)?;
    if internal {
        require_agent(actor)?;
    }
    let ids = [received.uploaded.file.id];
    let done = state.app.attach(actor, &received.key, &key, if_match, &ids, internal).await;
    let attached = done.as_ref().ok().and_then(|done| attached_by(&done.events));
    if attached != Some(ids[0]) {
        // Refused, or done the first time it was sent: nobody will attach this one. If it stays, the sweep takes it.
        drop(state.app.discard_upload(actor, ids[0]).await);
    }
    let (done, id) = (done?, attached.ok_or_else(Problem::internal)?);
    let files = state.app.attachments_of(actor.side(), &done.loaded).await?;
    let file = files.iter().find(|file| file.held.file.id == id).ok_or_else(Problem::internal)?;
    let briefs = state.app.briefs(actor, [file.held.by], None).await?;
    let body = AttachmentBody::new(file, &briefs);
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &body))
}

/// The file that a command attached; for a repeated one, that of the first time.
fn attached_by(events: &[docket_domain::Event]) -> Option<AttachmentId> {
    events.iter().find_map(|event| match event {
        docket_domain::Event::Ticket(docket_domain::ticket::TicketEvent::Attached(attached)) => {
            attached.files.first().map(|file| file.id)
        }
        _ => None,
    })
}
