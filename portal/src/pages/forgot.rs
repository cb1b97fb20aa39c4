//! Asking for a link: to a new password, or to the first one where the invitation was lost.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use docket_app::{AppError, Faults};
use docket_domain::EmailAddress;
use docket_web::{Network, WebState};

use super::activate::without_referrer;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::GuestForm;
use crate::visitor::Guest;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/forgot", get(show).post(ask))
}

#[derive(Template)]
#[template(path = "forgot.html")]
struct ForgotTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    /// Whether a mail is on its way.
    sent: bool,
    /// Whether somebody comes here with a link that works no longer.
    dead: bool,
}

/// What is shown to somebody whose link was used, has expired or was replaced.
pub(super) fn dead_link(page: &Page) -> Response {
    let form = Form::new(page.t);
    let content = ForgotTemplate { p: page, form: &form, sent: false, dead: true };
    without_referrer(page.html_with(StatusCode::NOT_FOUND, &content))
}

async fn show(State(state): State<WebState>, guest: Guest, RawQuery(query): RawQuery) -> Answer {
    let page = guest.page(&state);
    let sent = Fields::parse(query.unwrap_or_default().as_bytes()).has("sent");
    Ok(page.html(&ForgotTemplate { p: &page, form: &Form::new(page.t), sent, dead: false }))
}

async fn ask(State(state): State<WebState>, network: Network, sent: GuestForm) -> Answer {
    let mut faults = Faults::new();
    let email = faults.parsed("email", EmailAddress::parse(sent.fields.get("email")));
    let asked = match faults.finish(|| email) {
        Ok(email) => state.app.request_password_reset(email, network.0).await,
        Err(error) => Err::<(), AppError>(error),
    };
    let Err(error) = asked else { return Ok(Go::to("/forgot?sent").into_response()) };
    let problem = Stop::unless_refused(error)?;
    let page = sent.guest.page(&state);
    let form = Form::again(page.t, &sent.fields, &problem);
    Ok(page.html_with(problem.status, &ForgotTemplate { p: &page, form: &form, sent: false, dead: false }))
}
