//! Where one is signed in.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use docket_app::AppError;
use docket_app::accounts::SessionEntry;
use docket_web::{OwnAccount, WebState};
use uuid::Uuid;

use super::Tab;
use super::agent::Agent;
use crate::page::{Page, Section};
use crate::stop::{Answer, Go};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text, Voice};
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/account/sessions", get(show))
        .route("/account/sessions/others/end", post(end_others))
        .route("/account/sessions/{id}/end", post(end))
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    rows: Vec<Row>,
}

struct Row {
    device: Text,
    current: bool,
    entry: SessionEntry,
}

fn device(t: Voice, user_agent: &str) -> Text {
    match Agent::read(user_agent) {
        Some(Agent { browser, system }) => t.session_device(browser, system),
        None if user_agent.is_empty() => t.session_unknown(),
        None => Text::Owned(user_agent.to_owned()),
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    let page = visitor.page(&state, Section::Account).await?;
    let (actor, own) = (visitor.actor(), visitor.session().id);
    let entries = state.app.sessions(actor, actor.person).await?;
    let row = |entry: SessionEntry| Row {
        device: device(page.t, &entry.user_agent),
        current: entry.id == own,
        entry,
    };
    let mut rows: Vec<Row> = entries.into_iter().map(row).collect();
    rows.sort_by_key(|row| (!row.current, std::cmp::Reverse(row.entry.last_seen_at)));
    Ok(page.html(&SessionsTemplate { p: &page, tab: Tab::Sessions, rows }))
}

async fn end(
    State(state): State<WebState>,
    Path(id): Path<Uuid>,
    sent: Submitted<OwnAccount>,
) -> Result<Go, crate::stop::Stop> {
    end_one(&state, &sent, id).await?;
    Ok(Go::to("/account/sessions").saying(Notice::SessionEnded))
}

async fn end_others(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    let (actor, own) = (sent.actor(), sent.visitor.session().id);
    for entry in state.app.sessions(actor, actor.person).await? {
        if entry.id != own {
            end_one(&state, &sent, entry.id).await?;
        }
    }
    Ok(Go::to("/account/sessions").saying(Notice::SessionsEnded).into_response())
}

/// Ends a session. One that has ended meanwhile is what was wanted.
async fn end_one(state: &WebState, sent: &Submitted<OwnAccount>, id: Uuid) -> Result<(), AppError> {
    match state.app.end_sessions(sent.actor(), sent.actor().person, Some(id)).await {
        Err(AppError::NotFound(_)) => Ok(()),
        ended => ended,
    }
}
