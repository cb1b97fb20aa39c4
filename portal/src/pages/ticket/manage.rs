//! What stands in a ticket's head: who has it, how urgent it is, what it is about; and how far one has read it.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::post;
use docket_app::tickets::TicketChange;
use docket_domain::ticket::Priority;
use docket_domain::{PersonId, RequestTypeKey, Subject};
use docket_web::{Problem, WebState};

use super::forms::{Part, settle, wrong};
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::Notice;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets/{key}/assign", post(assign))
        .route("/tickets/{key}/priority", post(priority))
        .route("/tickets/{key}/type", post(request_type))
        .route("/tickets/{key}/subject", post(subject))
        .route("/tickets/{key}/seen", post(seen))
}

async fn change(
    state: &WebState,
    sent: &Submitted,
    key: &str,
    part: Part,
    change: Result<TicketChange, Problem>,
    notice: Notice,
) -> Answer {
    let outcome = match change {
        Ok(change) => {
            let done = state.app.change_ticket(sent.actor(), &sent.key, key, None, change).await;
            done.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    settle(state, sent, key, part, outcome, notice).await
}

async fn assign(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let assignee = match sent.fields.get("to") {
        "me" => Ok(Some(sent.actor().person)),
        "nobody" => Ok(None),
        id => match id.parse() {
            Ok(id) => Ok(Some(PersonId(id))),
            Err(_) => Err(wrong("to", "unknown", "Choose one of the team, or nobody.")),
        },
    };
    let wanted =
        assignee.map(|assignee| TicketChange { assignee: Some(assignee), ..TicketChange::default() });
    change(&state, &sent, &key, Part::Assign, wanted, Notice::TicketAssigned).await
}

async fn priority(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let all = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];
    let found = all.into_iter().find(|priority| priority.as_str() == sent.fields.get("priority"));
    let found = found.ok_or_else(|| wrong("priority", "unknown", "Choose one of the priorities."));
    let wanted = found.map(|priority| TicketChange { priority: Some(priority), ..TicketChange::default() });
    change(&state, &sent, &key, Part::Priority, wanted, Notice::TicketPriority).await
}

async fn request_type(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let found = RequestTypeKey::parse(sent.fields.get("request_type"));
    let found = found.map_err(|_| wrong("request_type", "unknown", "Choose one of the request types."));
    let wanted = found.map(|kind| TicketChange { request_type: Some(kind), ..TicketChange::default() });
    change(&state, &sent, &key, Part::Type, wanted, Notice::TicketType).await
}

async fn subject(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let found = Subject::parse(sent.fields.get("subject"));
    let found =
        found.map_err(|error| wrong("subject", error.code(), &docket_app::sentence(&error.to_string())));
    let wanted = found.map(|subject| TicketChange { subject: Some(subject), ..TicketChange::default() });
    change(&state, &sent, &key, Part::Subject, wanted, Notice::TicketSubject).await
}

async fn seen(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let position = sent.fields.filled("position").and_then(|text| text.parse().ok());
    let (_, at) = state.app.see(sent.actor(), &sent.key, &key, position).await?;
    Ok(Go::to(format!("/tickets/{key}")).at(at).into_response())
}
