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
#[cfg(test)]
mod tests;
mod timeline;
mod told;
mod turn;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use docket_web::WebState;

use crate::fields::Fields;
use crate::page::Section;
use crate::stop::{Answer, Go};
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
        .merge(FORMS.into_iter().fold(Router::new(), |forms, path| forms.route(path, get(back))))
}

/// Where forms are sent: whoever asks for such an address, as by a reload after a refusal, means the ticket.
const FORMS: [&str; 14] = [
    "/tickets/{key}/comments",
    "/tickets/{key}/close",
    "/tickets/{key}/reopen",
    "/tickets/{key}/status",
    "/tickets/{key}/hold",
    "/tickets/{key}/visibility",
    "/tickets/{key}/participants",
    "/tickets/{key}/mute",
    "/tickets/{key}/assign",
    "/tickets/{key}/priority",
    "/tickets/{key}/type",
    "/tickets/{key}/subject",
    "/tickets/{key}/links",
    "/tickets/{key}/merge",
];

async fn back(Path(key): Path<String>) -> Response {
    Go::to(format!("/tickets/{key}")).into_response()
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
