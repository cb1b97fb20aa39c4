//! Choosing the first password with a mailed link.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use docket_app::{AppError, Faults, LoggedIn, Password};
use docket_domain::PersonName;
use docket_web::{WebState, user_agent};

use super::forgot::dead_link;
use super::login::session_cookies;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::GuestForm;
use crate::texts::Notice;
use crate::visitor::Guest;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/activate/{token}", get(show).post(choose))
}

#[derive(Template)]
#[template(path = "activate.html")]
struct ActivateTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    email: &'a str,
}

/// The answer without a word to anybody about where its reader was: the address is the secret.
pub(super) fn without_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Changes nothing: mail scanners follow links.
async fn show(State(state): State<WebState>, Path(token): Path<String>, guest: Guest) -> Answer {
    let page = guest.page(&state);
    let activation = match state.app.activation(&token).await {
        Ok(activation) => activation,
        Err(AppError::LinkInvalid) => return Ok(dead_link(&page)),
        Err(error) => return Err(error.into()),
    };
    let person = &activation.person.state;
    // Who was invited by address alone is called by it until they say their name.
    let name = Some(person.name.as_str()).filter(|name| !person.email.as_str().starts_with(name));
    let values: Fields = name.map(|name| ("name", name)).into_iter().collect();
    let form = Form::with(page.t, values);
    let content = ActivateTemplate { p: &page, form: &form, email: person.email.as_str() };
    Ok(without_referrer(page.html(&content)))
}

async fn choose(State(state): State<WebState>, Path(token): Path<String>, sent: GuestForm) -> Answer {
    let problem = match activate(&state, &token, &sent).await {
        Ok(begun) => {
            let go = Go::to("/").saying(Notice::Activated);
            return Ok(session_cookies(&state, &begun).into_iter().fold(go, Go::cookie).into_response());
        }
        Err(AppError::LinkInvalid) => return Ok(dead_link(&sent.guest.page(&state))),
        Err(error) => Stop::unless_refused(error)?,
    };
    let page = sent.guest.page(&state);
    let form = Form::again(page.t, &sent.fields, &problem);
    let content = ActivateTemplate { p: &page, form: &form, email: sent.fields.get("email") };
    Ok(without_referrer(page.html_with(problem.status, &content)))
}

async fn activate(state: &WebState, token: &str, sent: &GuestForm) -> Result<LoggedIn, AppError> {
    let mut faults = Faults::new();
    let name = faults.parsed("name", PersonName::parse(sent.fields.get("name")));
    let password = faults.take(Password::chosen(sent.fields.get("password").to_owned()));
    let (name, password) = faults.finish(|| Some((name?, password?)))?;
    let user_agent = user_agent(&sent.guest.asked.headers);
    state.app.activate(token, Some(name), password, &user_agent).await
}
