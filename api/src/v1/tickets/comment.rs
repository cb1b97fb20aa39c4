use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::tickets::Said;
use docket_app::{Faults, FieldError, require_agent};
use docket_domain::ticket::{AttachedTo, TicketEvent};
use docket_domain::{AttachmentId, Body, Event, PersonId};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::attachments::of;
use super::comments::CommentBody;
use super::model::side_text;
use crate::openapi::CommandProblems;
use crate::v1::reply::{PersonBrief, answered, parsed};

/// A comment to be written.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewComment {
    /// At most 64 KiB.
    body: String,
    /// `public` (the default), or `internal` for a note that only the team reads.
    audience: Option<String>,
    /// From the team, `true` resolves. From a customer, `true` closes and `false` reopens what is resolved.
    solves: Option<bool>,
    /// Uploads of one's own that belong to it, by their ids; at most 20.
    #[serde(default)]
    attachments: Vec<Uuid>,
}

/// Where a ticket stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StandingBody {
    key: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<&'static str>,
    version: i64,
}

/// A comment that was written, and where the ticket stands after it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WrittenBody {
    #[serde(flatten)]
    comment: CommentBody,
    ticket: StandingBody,
}

/// Whether it is a note.
pub(super) fn is_internal(audience: Option<&str>) -> Result<bool, FieldError> {
    match audience {
        None | Some("public") => Ok(false),
        Some("internal") => Ok(true),
        Some(_) => Err(FieldError::new("audience", "unknown", "An audience is public or internal.")),
    }
}

/// What a command wrote.
struct Written<'a> {
    id: Uuid,
    body: &'a Body,
    /// Where files of it belong.
    to: AttachedTo,
    mentions: BTreeSet<PersonId>,
}

fn written(events: &[Event]) -> Option<Written<'_>> {
    events.iter().find_map(|event| match event {
        Event::Ticket(TicketEvent::Commented(comment)) => Some(Written {
            id: comment.comment.0,
            body: &comment.body,
            to: AttachedTo::Comment(comment.comment),
            mentions: BTreeSet::new(),
        }),
        Event::Ticket(TicketEvent::Noted(note)) => Some(Written {
            id: note.note.0,
            body: &note.body,
            to: AttachedTo::Note(note.note),
            mentions: note.mentions.clone(),
        }),
        Event::Ticket(_)
        | Event::Person(_)
        | Event::Organization(_)
        | Event::Desk(_)
        | Event::Reading(_)
        | Event::Site(_) => None,
    })
}

/// Write a comment or an internal note.
#[utoipa::path(
    post, path = "/tickets/{key}/comments", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless."),
        ("If-Match" = Option<String>, Header, description = "The ETag one has seen."),
    ),
    request_body = NewComment, responses((status = 201, body = WrittenBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<NewComment>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let sent = &submission.body;
    let mut faults = Faults::new();
    let body = faults.take(parsed("body", Body::parse(&sent.body)));
    let internal = faults.take(is_internal(sent.audience.as_deref()));
    if internal == Some(true) && sent.solves.is_some() {
        faults.add(FieldError::new(
            "solves",
            "not_allowed",
            "An internal note cannot say whether it is done.",
        ));
    }
    let (body, internal) = faults.finish(|| Some((body?, internal?)))?;
    let files: Vec<AttachmentId> = sent.attachments.iter().copied().map(AttachmentId).collect();
    let said = Said { body, files: &files };
    let done = if internal {
        // Whether the ticket is there at all comes before what one may do with it.
        state.app.ticket(actor, &key).await?;
        require_agent(actor)?;
        state.app.note(actor, &submission.key, &key, submission.if_match, said).await?
    } else {
        state.app.comment(actor, &submission.key, &key, submission.if_match, said, sent.solves).await?
    };
    let Written { id, body, to, mentions } = written(&done.events).ok_or_else(Problem::internal)?;
    let people = mentions.iter().copied().chain([actor.person]);
    let briefs = state.app.briefs(actor, people, None).await?;
    let html = state.app.html(actor, state.public_url(), &[body.as_str()]).await?;
    let files = state.app.attachments_of(actor.side(), &done.loaded).await?;
    let ticket = &done.loaded.state;
    let answer = WrittenBody {
        comment: CommentBody {
            id,
            author: PersonBrief::new(actor.person, &briefs),
            body: body.as_str().to_owned(),
            body_html: html.concat(),
            audience: if to.is_internal() { "internal" } else { "public" },
            mentions: mentions.iter().map(|person| PersonBrief::new(*person, &briefs)).collect(),
            created_at: done.at,
            attachments: of(&files, to),
        },
        ticket: StandingBody {
            key: ticket.key.to_string(),
            status: ticket.status().as_str(),
            turn: ticket.turn().map(side_text),
            version: done.loaded.version.0,
        },
    };
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &answer))
}
