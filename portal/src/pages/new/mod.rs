//! Opening a ticket.

pub(in crate::pages) mod answers;
mod form;
pub(super) mod sharing;
mod submit;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use docket_web::WebState;

use crate::catalog::Catalog;
use crate::fields::Fields;
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

/// What can be asked of whom. The ticket that the new one goes on with is named on the way to the form.
async fn choose(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let page = visitor.page(&state, Section::None).await?;
    let mut catalog = Catalog::load(&state, page.t).await?;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    if let Some(key) = asked.filled("follow_up") {
        let along = Fields::from_iter([("follow_up".to_owned(), key.to_owned())]);
        catalog.along = format!("?{}", along.encoded());
    }
    Ok(page.html(&New { p: &page, catalog }))
}
