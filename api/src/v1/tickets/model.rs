//! Tickets in JSON.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use docket_app::tickets::{Briefs, HeldFile, Sharing, TicketList};
use docket_app::{AppError, Done, Faults, FieldError, Loaded};
use docket_app::{Excerpt, TicketSummary};
use docket_domain::ticket::{CloseReason, FiledForm, Status, Ticket};
use docket_domain::{Actor, Body, FieldKey, PersonId, Side};
use docket_web::WebState;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::attachments::AttachmentBrief;
use crate::v1::reply::{OrganizationBrief, PersonBrief, answered, parsed, time, time_option};

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketBody {
    id: Uuid,
    /// Its name for people, `AMS-123`.
    key: String,
    /// The desk's key.
    desk: String,
    /// What kind of request it is.
    request_type: String,
    subject: String,
    /// As it was written, in Markdown.
    description: String,
    /// The same as HTML that is safe to show; the keys of tickets that the reader may see are links.
    description_html: String,
    /// The answers to the form it was filed with.
    #[schema(value_type = Object)]
    fields: BTreeMap<String, Value>,
    /// The people whom answers name, by the field's key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    people: BTreeMap<String, PersonBrief>,
    /// The form it was filed with.
    form: FiledFormBody,
    /// `waiting_for_support`, `in_progress`, `waiting_for_customer`, `on_hold`, `resolved`, `closed`.
    status: &'static str,
    /// Whose turn it is, `support` or `customer`; absent once it is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<&'static str>,
    /// `private` or `organization`.
    visibility: &'static str,
    /// The organization it was filed for.
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<OrganizationBrief>,
    /// Who asked.
    reporter: PersonBrief,
    /// The agent who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<PersonBrief>,
    /// `low`, `normal`, `high`, `urgent`.
    priority: &'static str,
    /// Whom it is shared with by name.
    participants: Vec<PersonBrief>,
    /// What was done, once it is resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    resolution: Option<String>,
    /// Why it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    close_reason: Option<&'static str>,
    /// When it is looked at again, while it is on hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    hold_until: Option<DateTime<Utc>>,
    /// The number of its events: the ETag.
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<DateTime<Utc>>,
    /// The files that both sides know: of the description, of comments, and those that came by themselves.
    attachments: Vec<AttachmentBrief>,
}

/// Which form a ticket was filed with; `GET /desks/{desk}/request-types/{request_type}/versions/{version}` has it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FiledFormBody {
    /// The request type it was opened as.
    request_type: String,
    /// The version of that type's form.
    version: u32,
}

impl FiledFormBody {
    fn new(filed: &FiledForm) -> Self {
        Self { request_type: filed.request_type.as_str().to_owned(), version: filed.form_version }
    }
}

impl TicketBody {
    /// Built from what the customer side may know, whoever reads it: nothing internal can get in.
    fn new(
        loaded: &Loaded<Ticket>,
        answered: &BTreeMap<FieldKey, PersonId>,
        briefs: &Briefs,
        html: &str,
        files: &[HeldFile],
    ) -> Self {
        let ticket = loaded.state.for_customers();
        let fields = ticket.fields.iter().map(|(key, value)| {
            let shown = match answered.get(key) {
                // The reader may not know of them by their own id.
                Some(person) => Value::String(briefs.id(*person).to_string()),
                // A checked answer is a plain JSON value.
                None => serde_json::to_value(value).unwrap_or(Value::Null),
            };
            (key.as_str().to_owned(), shown)
        });
        let people = answered.iter();
        let people = people.map(|(key, person)| (key.as_str().to_owned(), PersonBrief::new(*person, briefs)));
        Self {
            id: ticket.id.0,
            key: ticket.key.to_string(),
            desk: ticket.key.desk().as_str().to_owned(),
            request_type: ticket.request_type.as_str().to_owned(),
            subject: ticket.subject.as_str().to_owned(),
            description: ticket.description.as_str().to_owned(),
            description_html: html.to_owned(),
            fields: fields.collect(),
            people: people.collect(),
            form: FiledFormBody::new(&loaded.state.filed),
            status: ticket.status.as_str(),
            turn: ticket.turn.map(side_text),
            visibility: visibility_text(ticket.visibility.organization().is_some()),
            organization: ticket.organization.map(|id| OrganizationBrief::new(id, briefs)),
            reporter: PersonBrief::new(ticket.reporter, briefs),
            assignee: ticket.assignee.map(|id| PersonBrief::new(id, briefs)),
            priority: ticket.priority.as_str(),
            participants: ticket.participants.iter().map(|id| PersonBrief::new(*id, briefs)).collect(),
            resolution: ticket.resolution.map(|text| text.as_str().to_owned()),
            close_reason: ticket.close_reason.map(CloseReason::as_str),
            hold_until: loaded.state.hold_until(),
            version: loaded.version.0,
            created_at: ticket.created_at,
            updated_at: ticket.updated_at,
            closed_at: ticket.closed_at,
            attachments: files.iter().map(AttachmentBrief::from).collect(),
        }
    }
}

pub(crate) fn side_text(side: Side) -> &'static str {
    match side {
        Side::Customer => "customer",
        Side::Support => "support",
    }
}

pub(crate) fn visibility_text(shared: bool) -> &'static str {
    if shared { "organization" } else { "private" }
}

/// A ticket as a list shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketRowBody {
    id: Uuid,
    key: String,
    /// Whether it concerns the reader, and somebody else did something to it that they have not seen.
    unread: bool,
    desk: String,
    request_type: String,
    subject: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<&'static str>,
    visibility: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization: Option<OrganizationBrief>,
    reporter: PersonBrief,
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<PersonBrief>,
    priority: &'static str,
    version: i64,
    #[serde(serialize_with = "time")]
    created_at: DateTime<Utc>,
    #[serde(serialize_with = "time")]
    updated_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "time_option")]
    closed_at: Option<DateTime<Utc>>,
    /// In a search, where the words stand: segments of a text that the caller may read, one behind the other. Absent
    /// where the ticket was found by something else, such as a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<Vec<SegmentBody>>,
}

/// A part of an excerpt. Plain text, without the marks of Markdown: whoever shows it escapes it as any text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SegmentBody {
    text: String,
    /// Whether this is what was looked for.
    hit: bool,
}

impl SegmentBody {
    fn all(Excerpt(segments): &Excerpt) -> Vec<Self> {
        segments.iter().map(|segment| Self { text: segment.text.clone(), hit: segment.hit }).collect()
    }
}

impl TicketRowBody {
    pub(crate) fn new(row: &TicketSummary, list: &TicketList) -> Self {
        let briefs = &list.briefs;
        Self {
            id: row.ticket_id.0,
            unread: list.unread.contains(&row.ticket_id),
            key: row.key.to_string(),
            desk: row.desk().as_str().to_owned(),
            request_type: row.request_type.as_str().to_owned(),
            subject: row.subject.as_str().to_owned(),
            status: row.status.as_str(),
            turn: row.turn().map(side_text),
            visibility: visibility_text(row.visibility.organization().is_some()),
            organization: row.organization_id.map(|id| OrganizationBrief::new(id, briefs)),
            reporter: PersonBrief::new(row.reporter_id, briefs),
            assignee: row.assignee_id.map(|id| PersonBrief::new(id, briefs)),
            priority: row.priority.as_str(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            closed_at: row.closed_at,
            excerpt: list.excerpts.get(&row.ticket_id).map(SegmentBody::all),
        }
    }
}

/// A ticket as one reader sees it.
pub(crate) async fn ticket_body(
    state: &WebState,
    actor: &Actor,
    loaded: &Loaded<Ticket>,
) -> Result<TicketBody, AppError> {
    let briefs = state.app.ticket_briefs(actor, loaded).await?;
    let answered = state.app.people_answered(&loaded.state).await?;
    let html = state.app.html(actor, state.public_url(), &[loaded.state.description.as_str()]).await?;
    let files = state.app.attachments_of(Side::Customer, loaded).await?;
    Ok(TicketBody::new(loaded, &answered, &briefs, &html.concat(), &files))
}

/// The answer to a command on a ticket: the ticket after it.
pub(crate) async fn ticket_answer(
    state: &WebState,
    actor: &Actor,
    status: StatusCode,
    done: &Done<Ticket>,
) -> Result<Response, AppError> {
    let body = ticket_body(state, actor, &done.loaded).await?;
    Ok(answered(status, done.position, Some(done.loaded.version), &body))
}

/// A text that may be absent.
pub(crate) fn optional_body(faults: &mut Faults, field: &str, text: Option<&str>) -> Option<Body> {
    text.and_then(|text| faults.take(parsed(field, Body::parse(text))))
}

pub(crate) fn parse_status(field: &str, text: &str) -> Result<Status, FieldError> {
    Status::parse(text).ok_or_else(|| {
        let known = Status::ALL.map(Status::as_str).join(", ");
        FieldError::new(field, "unknown", format!("A status is one of {known}."))
    })
}

pub(crate) fn parse_reason(text: &str) -> Result<CloseReason, FieldError> {
    CloseReason::ALL.into_iter().find(|reason| reason.as_str() == text).ok_or_else(|| {
        let known = CloseReason::ALL.map(CloseReason::as_str).join(", ");
        FieldError::new("reason", "unknown", format!("A reason is one of {known}."))
    })
}

/// `private` or `organization`.
pub(crate) fn parse_sharing(text: &str) -> Result<Sharing, FieldError> {
    parse_visibility(text).map(|shared| if shared { Sharing::Organization } else { Sharing::Private })
}

/// `private` or `organization`: whether it is to be shared.
pub(crate) fn parse_visibility(text: &str) -> Result<bool, FieldError> {
    match text {
        "private" => Ok(false),
        "organization" => Ok(true),
        _ => Err(FieldError::new("visibility", "unknown", "A visibility is private or organization.")),
    }
}
