use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::tickets::{LinkedTicket, Merge};
use docket_app::{Faults, FieldError};
use docket_domain::ticket::LinkKind;
use docket_web::{ApiPath, Login, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::model::ticket_answer;
use crate::openapi::{CommandProblems, ReadProblems};
use crate::v1::reply::{Items, Nothing, answered};

/// A ticket at the other end of a link.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkedBody {
    key: String,
    subject: String,
    status: &'static str,
}

/// A link, from the ticket that was asked about.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketLinkBody {
    /// What it is to the other: `follow_up_of`, `followed_up_by`, `duplicate_of`, `duplicated_by`, `related_to`.
    kind: &'static str,
    /// The other. Those that the reader may not see are left out.
    ticket: LinkedBody,
}

impl TicketLinkBody {
    fn all(links: &[LinkedTicket]) -> Items<Self> {
        let items = links.iter().map(|link| {
            let other = &link.other.state;
            let (key, subject) = (other.key.to_string(), other.subject.as_str().to_owned());
            Self {
                kind: link.kind.as_str(),
                ticket: LinkedBody { key, subject, status: other.status().as_str() },
            }
        });
        Items::all(items.collect())
    }
}

/// A link to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewLink {
    /// What this ticket is to the other: `follow_up_of`, `followed_up_by`, `related_to`, and for the team
    /// `duplicate_of` and `duplicated_by`.
    kind: String,
    /// The other ticket's key.
    ticket: String,
}

/// Where a duplicate ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMerge {
    /// The key of the ticket where the work goes on.
    into: String,
    /// Whether the duplicate's reporter and participants see the other from then on.
    #[serde(default)]
    add_participants: bool,
    /// That this lets people in is meant. Without it the answer says whom, and nothing is done.
    #[serde(default)]
    confirm: bool,
}

/// The tickets that a ticket has to do with.
#[utoipa::path(
    get, path = "/tickets/{key}/links", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<TicketLinkBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<TicketLinkBody>>, Problem> {
    let actor = &login.session.actor;
    let loaded = state.app.ticket(actor, &key).await?;
    Ok(Json(TicketLinkBody::all(&state.app.links(actor, &loaded).await?)))
}

/// Link a ticket to another. Both show it, to those who see both.
#[utoipa::path(
    post, path = "/tickets/{key}/links", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless.")),
    request_body = NewLink, responses((status = 200, body = Items<TicketLinkBody>), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<NewLink>,
) -> Result<Response, Problem> {
    let Submission { login, body, key: command, .. } = submission;
    let actor = &login.session.actor;
    let mut faults = Faults::new();
    let kind = faults.take(parse_kind(&body.kind));
    let kind = faults.finish(|| kind)?;
    let done = state.app.link_tickets(actor, &command, &key, kind, &body.ticket).await?;
    let links = TicketLinkBody::all(&state.app.links(actor, &done.loaded).await?);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &links))
}

/// Remove what links a ticket to another.
#[utoipa::path(
    delete, path = "/tickets/{key}/links/{other}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ("other" = String, Path, description = "The other ticket's key.")),
    responses((status = 200, body = Items<TicketLinkBody>), CommandProblems),
)]
pub(crate) async fn delete(
    State(state): State<WebState>,
    ApiPath((key, other)): ApiPath<(String, String)>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let Submission { login, key: command, .. } = submission;
    let actor = &login.session.actor;
    let done = state.app.unlink_tickets(actor, &command, &key, &other).await?;
    let links = TicketLinkBody::all(&state.app.links(actor, &done.loaded).await?);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &links))
}

/// Close a ticket as the duplicate of another, where the work goes on.
///
/// Who sees the one does not see the other by that. With `add_participants` the duplicate's reporter and participants
/// do; where that lets somebody in, the answer is first a 409 `merge_would_widen` that says whom, until `confirm` is
/// sent.
#[utoipa::path(
    post, path = "/tickets/{key}/merge", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path, description = "The duplicate's key."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes sending it again harmless."),
        ("If-Match" = Option<String>, Header, description = "The ETag one has seen."),
    ),
    request_body = NewMerge, responses((status = 200, body = super::model::TicketBody), CommandProblems),
)]
pub(crate) async fn merge(
    State(state): State<WebState>,
    ApiPath(key): ApiPath<String>,
    submission: Submission<NewMerge>,
) -> Result<Response, Problem> {
    let Submission { login, body, key: command, if_match } = submission;
    let actor = &login.session.actor;
    let NewMerge { into, add_participants, confirm } = body;
    let merge = Merge { into, add_participants, confirmed: confirm };
    let done = state.app.merge(actor, &command, &key, if_match, &merge).await?;
    Ok(ticket_answer(&state, actor, StatusCode::OK, &done).await?)
}

fn parse_kind(text: &str) -> Result<LinkKind, FieldError> {
    LinkKind::parse(text).ok_or_else(|| {
        let known = LinkKind::ALL.map(LinkKind::as_str).join(", ");
        FieldError::new("kind", "unknown", format!("A kind is one of {known}."))
    })
}
