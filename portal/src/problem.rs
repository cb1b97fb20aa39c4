//! A problem, as a page.

use std::sync::Arc;

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::DateTime;
use docket_web::{Problem, ProblemPage, WebState};

use crate::page::{Face, Page, fault};
use crate::texts::{Text, Voice};
use crate::visitor::language_of;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemTemplate<'a> {
    p: &'a Page,
    title: Text,
    words: Text,
    request: Option<&'a str>,
}

/// What shows a problem as a page to whoever sent these headers.
pub fn problem_page(state: WebState) -> ProblemPage {
    Arc::new(move |problem, headers| show(&state, problem, headers))
}

fn show(state: &WebState, problem: &Problem, headers: &HeaderMap) -> Response {
    let voice = Voice::of(language_of(headers));
    // It may be the database that fails: what was read before has to do. The page says nothing of the time.
    let site = state.app.site_as_known();
    let page = Page {
        face: site.map_or_else(Face::default, |site| Face::of(&site.state)),
        secure: state.is_secure(),
        ..Page::plain(voice, String::new(), DateTime::UNIX_EPOCH)
    };
    let title = match problem.status {
        StatusCode::NOT_FOUND => voice.problem_title_not_found(),
        StatusCode::FORBIDDEN => voice.problem_title_forbidden(),
        StatusCode::TOO_MANY_REQUESTS => voice.problem_title_too_many(),
        status if status.is_server_error() => voice.problem_title_ours(),
        _ => voice.problem_title_other(),
    };
    let content = ProblemTemplate {
        p: &page,
        title,
        words: fault(voice, &problem.code, &problem.detail),
        request: problem.request_id.as_deref(),
    };
    page.html_with(problem.status, &content)
}
