//! Another password.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::{AppError, Faults, LoggedIn, Password};
use docket_web::{OwnAccount, WebState, user_agent};

use super::Tab;
use crate::form::Form;
use crate::page::{Page, Section};
use crate::pages::login::session_cookies;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/account/password", get(show).post(change))
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct PasswordTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    email: &'a str,
}

async fn show(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    let page = visitor.page(&state, Section::Account).await?;
    let email = visitor.session().person.state.email.as_str();
    Ok(page.html(&PasswordTemplate { p: &page, tab: Tab::Password, form: &Form::new(page.t), email }))
}

async fn change(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    let error = match save(&state, &sent).await {
        Ok(begun) => {
            let go = Go::to("/account/password").saying(Notice::PasswordChanged);
            return Ok(session_cookies(&state, &begun).into_iter().fold(go, Go::cookie).into_response());
        }
        Err(error) => error,
    };
    let problem = Stop::unless_refused(error)?;
    let page = sent.visitor.page(&state, Section::Account).await?;
    let form = Form::again(page.t, &sent.fields, &problem);
    let email = sent.visitor.session().person.state.email.as_str();
    let content = PasswordTemplate { p: &page, tab: Tab::Password, form: &form, email };
    Ok(page.html_with(problem.status, &content))
}

async fn save(state: &WebState, sent: &Submitted<OwnAccount>) -> Result<LoggedIn, AppError> {
    let mut faults = Faults::new();
    let new = faults.take(Password::chosen(sent.fields.get("password").to_owned()));
    let new = faults.finish(|| new)?;
    let present = Password::attempt(sent.fields.get("current_password").to_owned());
    let user_agent = user_agent(&sent.visitor.asked.headers);
    state.app.change_password(sent.visitor.session(), present, new, &user_agent).await
}
