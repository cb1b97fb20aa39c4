//! A ticket: what was asked, what came of it, and what its reader may do about it.

mod answers;
mod finish;
mod forms;
mod gather;
mod happened;
mod links;
mod manage;
mod say;
mod share;
mod sheet;
mod timeline;
mod told;
mod turn;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::routing::get;
use docket_web::WebState;

use crate::fields::Fields;
use crate::page::Section;
use crate::stop::Answer;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/tickets/{key}", get(show))
        .merge(say::router())
        .merge(finish::router())
        .merge(share::router())
        .merge(manage::router())
        .merge(links::router())
        .merge(told::router())
}

async fn show(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let section = if visitor.actor().is_support() { Section::Queue } else { Section::Tickets };
    let page = visitor.page(&state, section).await?;
    let all = Fields::parse(query.unwrap_or_default().as_bytes()).has("all");
    let sheet = sheet::Sheet::load(&state, &visitor, &page, &key, None, all).await?;
    Ok(page.html(&sheet))
}
