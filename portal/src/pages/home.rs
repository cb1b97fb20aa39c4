//! The first page: what waits for me, and where to ask.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use docket_web::WebState;

use crate::page::{Page, Section};
use crate::stop::{Answer, Go};
use crate::visitor::Visitor;
use axum::response::IntoResponse;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    p: &'a Page,
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    if visitor.actor().is_support() {
        return Ok(Go::to("/queue").into_response());
    }
    let page = visitor.page(&state, Section::Home).await?;
    Ok(page.html(&Home { p: &page }))
}
