//! What a ticket is to others, and where a duplicate ends.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::post;
use docket_app::tickets::Merge;
use docket_app::{AppError, Done};
use docket_domain::ticket::{LinkKind, Ticket};
use docket_web::{Problem, WebState};

use super::forms::{Part, renamed, settle, wrong};
use crate::stop::Answer;
use crate::submitted::Submitted;
use crate::texts::{Notice, Voice};

/// The question whether those who are named are meant to see the other ticket.
pub(super) const WIDENS: &str = "ticket_merge_widens";

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets/{key}/links", post(link))
        .route("/tickets/{key}/links/remove", post(unlink))
        .route("/tickets/{key}/merge", post(merge))
}

/// The key of a ticket as people write it.
fn other(sent: &Submitted, field: &str) -> Result<String, Problem> {
    let written = sent.fields.filled(field).map(str::to_uppercase);
    written.ok_or_else(|| wrong(field, "ticket_missing", "Name the other ticket by its key, like AMS-12."))
}

async fn link(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = linked(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Link, outcome, Notice::TicketLinked).await
}

async fn linked(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let kind = LinkKind::parse(sent.fields.get("kind"));
    let kind = kind.ok_or_else(|| wrong("kind", "unknown", "Choose what it is to the other ticket."))?;
    let other = other(sent, "ticket")?;
    Ok(state.app.link_tickets(sent.actor(), &sent.key, key, kind, &other).await?)
}

async fn unlink(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let done = state.app.unlink_tickets(sent.actor(), &sent.key, &key, sent.fields.get("ticket")).await;
    settle(&state, &sent, &key, Part::Button, done.map_err(Problem::from), Notice::TicketUnlinked).await
}

async fn merge(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let outcome = merged(&state, &key, &sent).await;
    settle(&state, &sent, &key, Part::Merge, outcome, Notice::TicketMerged).await
}

async fn merged(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let merge = Merge {
        into: other(sent, "into")?,
        add_participants: sent.fields.has("add_participants"),
        confirmed: sent.fields.has("confirm"),
    };
    match state.app.merge(sent.actor(), &sent.key, key, sent.if_match, &merge).await {
        Ok(done) => Ok(done),
        Err(AppError::MergeWouldWiden { ticket, people }) => {
            let t = Voice::of(sent.visitor.session().person.state.language);
            let words = t.ticket_merge_widens(people.join(", "), ticket.to_string());
            Err(Problem::new(StatusCode::CONFLICT, WIDENS, words))
        }
        Err(error) => Err(renamed(error.into(), "ticket", "into")),
    }
}
