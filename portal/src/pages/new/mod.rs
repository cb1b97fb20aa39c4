//! Opening a ticket.

pub(in crate::pages) mod answers;
mod form;
pub(super) mod sharing;
mod submit;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use docket_web::WebState;

use crate::catalog::Catalog;
use crate::page::{Page, Section};
use crate::stop::Answer;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/new", get(choose))
        .route("/new/audience", get(sharing::show))
        .route("/new/{desk}/{type}", get(form::show).post(submit::submit))
}

#[derive(Template)]
#[template(path = "new.html")]
struct New<'a> {
    p: &'a Page,
    catalog: Catalog,
}

/// What can be asked of whom.
async fn choose(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let page = visitor.page(&state, Section::None).await?;
    let catalog = Catalog::load(&state, page.t).await?;
    Ok(page.html(&New { p: &page, catalog }))
}
