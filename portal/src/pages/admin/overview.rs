//! What there is to administer.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use docket_web::WebState;

use super::enter;
use crate::page::Page;
use crate::stop::Answer;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/admin", get(show))
}

#[derive(Template)]
#[template(path = "admin/overview.html")]
struct Overview<'a> {
    p: &'a Page,
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let page = enter(&state, &visitor).await?;
    Ok(page.html(&Overview { p: &page }))
}
