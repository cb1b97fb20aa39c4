//! The same done with several tickets, each for itself: what one refuses the others do not suffer from.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse as _;
use axum::routing::post;
use docket_app::{AppError, Position, require_agent};
use docket_web::{Problem, WebState};

use super::order::Bulk;
use super::show;
use crate::fields::Fields;
use crate::page::{Page, Section, fault};
use crate::stop::{Answer, Go, is_local};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text};

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/queue/bulk", post(bulk))
}

#[derive(Template)]
#[template(path = "bulk.html")]
struct Outcome<'a> {
    p: &'a Page,
    done: Vec<String>,
    /// What was refused, and why.
    refused: Vec<(String, Text)>,
    back: &'a str,
}

async fn bulk(State(state): State<WebState>, sent: Submitted) -> Answer {
    let who = sent.actor();
    require_agent(who)?;
    let back = sent.fields.filled("next").filter(|path| is_local(path)).unwrap_or("/queue");
    let bulk = match Bulk::parse(&sent.fields, who) {
        Ok(bulk) => bulk,
        Err(error) => {
            let query = back.split_once('?').map_or("", |(_, query)| query);
            let asked = Fields::parse(query.as_bytes());
            let refused = Some((&sent.fields, &Problem::from(error)));
            return show::answer(&state, &sent.visitor, &asked, back, refused).await;
        }
    };
    let mut done = Vec::new();
    let mut refused: Vec<(String, Problem)> = Vec::new();
    let mut reached: Option<Position> = None;
    for ticket in bulk.tickets {
        match bulk.order.carry_out(&state.app, who, &sent.fields, &ticket).await {
            Ok(position) => {
                reached = reached.max(Some(position));
                done.push(ticket);
            }
            Err(error) => refused.push((ticket, told(error))),
        }
    }
    if refused.is_empty() {
        let go = Go::to(back).saying(Notice::QueueChanged);
        let go = if let Some(position) = reached { go.at(position) } else { go };
        return Ok(go.into_response());
    }
    let page = sent.visitor.page(&state, Section::Queue).await?;
    let words =
        |(ticket, problem): (String, Problem)| (ticket, fault(page.t, &problem.code, &problem.detail));
    let refused = refused.into_iter().map(words).collect();
    Ok(page.html(&Outcome { p: &page, done, refused, back }))
}

/// Why one was refused, at its field where it is about one.
fn told(error: AppError) -> Problem {
    let mut problem = Problem::from(error);
    if let Some(first) = problem.errors.first() {
        problem.detail.clone_from(&first.detail);
    }
    problem
}
