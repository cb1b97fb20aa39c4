//! Comments, answers and internal notes.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::post;
use docket_app::Done;
use docket_app::drafts::Place;
use docket_app::tickets::{NewStanding, Said};
use docket_domain::ticket::{Status, Ticket};
use docket_web::{Problem, WebState};

use super::forms::{Part, refuse, renamed, required, wrong};
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/tickets/{key}/comments", post(say))
}

async fn say(State(state): State<WebState>, Path(key): Path<String>, sent: Submitted) -> Answer {
    let internal = sent.fields.get("audience") == "internal";
    let part = if internal { Part::Note } else { Part::Answer };
    let said = if internal { note(&state, &key, &sent).await } else { answer(&state, &key, &sent).await };
    match said {
        Ok(done) => {
            let own = done.loaded.state.key.clone();
            let place = if internal { Place::Note(own) } else { Place::Comment(own) };
            // What was sent is no draft any more; one that stays is in nobody's way.
            if let Err(error) = state.app.drop_draft(sent.actor(), &place).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a draft stays");
            }
            Ok(Go::to(format!("/tickets/{key}#latest")).at(done.position).into_response())
        }
        Err(problem) => refuse(&state, &sent, &key, part, problem).await,
    }
}

/// A file that could not be taken keeps the text from being sent without it.
fn whole(sent: &Submitted) -> Result<(), Problem> {
    sent.refused_files().map_or(Ok(()), Err)
}

async fn note(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let who = sent.actor();
    // Whether the ticket is there at all comes before what one may do with it.
    state.app.ticket(who, key).await?;
    docket_app::require_agent(who)?;
    whole(sent)?;
    let said = Said { body: required(sent, "note")?, files: &sent.files };
    let done = state.app.note(who, &sent.key, key, None, said).await;
    done.map_err(|error| renamed(error.into(), "body", "note"))
}

async fn answer(state: &WebState, key: &str, sent: &Submitted) -> Result<Done<Ticket>, Problem> {
    let (app, who) = (&state.app, sent.actor());
    app.ticket(who, key).await?;
    whole(sent)?;
    let said = Said { body: required(sent, "body")?, files: &sent.files };
    let then = sent.fields.get("then");
    let status = match then {
        // Where it goes by itself after a comment.
        "" | "waiting_for_customer" => None,
        other => Some(
            Status::parse(other)
                .ok_or_else(|| wrong("then", "unknown", "Choose one of the offered ways to go on."))?,
        ),
    };
    // Who only comments is not held up by what somebody else did; who moves the ticket has to have seen it.
    let done = match status {
        None => app.comment(who, &sent.key, key, None, said, None).await?,
        Some(to) => {
            let standing = NewStanding { to, comment: Some(said), resolution: None };
            app.change_status(who, &sent.key, key, sent.if_match, standing).await?
        }
    };
    Ok(done)
}
