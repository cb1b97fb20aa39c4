//! Asking for an account. What is answered is the same for every address; what there is to say, its owner is mailed.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::signups::SignUpRequest;
use docket_app::{AppError, Faults};
use docket_domain::{EmailAddress, PersonName};
use docket_web::{Network, WebState};

use crate::fields::Fields;
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::GuestForm;
use crate::visitor::{Guest, language_of};

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/signup", get(show).post(ask))
}

#[derive(Template)]
#[template(path = "signup.html")]
struct SignUpTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    /// Whether a mail is on its way.
    sent: bool,
    /// Whether anybody can come without an invitation.
    open: bool,
}

async fn show(State(state): State<WebState>, guest: Guest, RawQuery(query): RawQuery) -> Answer {
    let page = guest.page(&state);
    let sent = Fields::parse(query.unwrap_or_default().as_bytes()).has("sent");
    let open = state.app.takes_sign_ups().await?;
    Ok(page.html(&SignUpTemplate { p: &page, form: &Form::new(page.t), sent, open }))
}

async fn ask(State(state): State<WebState>, network: Network, sent: GuestForm) -> Answer {
    let Err(error) = take(&state, network, &sent).await else {
        return Ok(Go::to("/signup?sent").into_response());
    };
    let problem = Stop::unless_refused(error)?;
    let page = sent.guest.page(&state);
    let form = Form::again(page.t, &sent.fields, &problem);
    Ok(page.html_with(problem.status, &SignUpTemplate { p: &page, form: &form, sent: false, open: true }))
}

async fn take(state: &WebState, network: Network, sent: &GuestForm) -> Result<(), AppError> {
    let mut faults = Faults::new();
    let name = faults.parsed("name", PersonName::parse(sent.fields.get("name")));
    let email = faults.parsed("email", EmailAddress::parse(sent.fields.get("email")));
    let language = language_of(&sent.guest.asked.headers);
    let request = faults.finish(|| {
        Some(SignUpRequest { email: email?, name: name?, language, desk: None, network: network.0 })
    })?;
    state.app.sign_up(request).await
}
