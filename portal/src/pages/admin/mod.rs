//! What administrators do: desks and their forms, the site, the team, the state of the program and its log.

mod changes;
mod desk;
mod desks;
mod history;
mod localized;
mod log;
mod overview;
mod site;
mod slug;
mod state;
mod team;
mod types;

use axum::Router;
use docket_app::{AppError, require_administrator};
use docket_web::{Problem, WebState};

use crate::page::{Page, Section};
use crate::stop::Stop;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .merge(overview::router())
        .merge(desks::router())
        .merge(desk::router())
        .merge(types::router())
        .merge(site::router())
        .merge(team::router())
        .merge(state::router())
        .merge(log::router())
}

/// What goes around a page of administration; anybody else than an administrator is told so.
async fn enter(state: &WebState, visitor: &Visitor) -> Result<Page, Stop> {
    require_administrator(visitor.actor())?;
    visitor.page(state, Section::Administration).await
}

/// What was refused, to be shown beside what was typed; what is our own fault ends here.
fn refusal(error: AppError) -> Result<Problem, Stop> {
    let problem = Problem::from(error);
    if problem.status.is_server_error() { Err(problem.into()) } else { Ok(problem) }
}
