//! Choosing another password with a mailed link.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::{AppError, Faults, Password};
use docket_web::{WebState, session_cookie};

use super::activate::without_referrer;
use super::forgot::dead_link;
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::GuestForm;
use crate::texts::Notice;
use crate::visitor::Guest;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/reset/{token}", get(show).post(choose))
}

#[derive(Template)]
#[template(path = "reset.html")]
struct ResetTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    email: &'a str,
}

/// Changes nothing: mail scanners follow links.
async fn show(State(state): State<WebState>, Path(token): Path<String>, guest: Guest) -> Answer {
    let page = guest.page(&state);
    match state.app.open_reset(&token).await {
        Ok(open) => {
            let email = open.person.state.email.as_str();
            let content = ResetTemplate { p: &page, form: &Form::new(page.t), email };
            Ok(without_referrer(page.html(&content)))
        }
        Err(AppError::LinkInvalid) => Ok(dead_link(&page)),
        Err(error) => Err(error.into()),
    }
}

async fn choose(State(state): State<WebState>, Path(token): Path<String>, sent: GuestForm) -> Answer {
    let mut faults = Faults::new();
    let password = faults.take(Password::chosen(sent.fields.get("password").to_owned()));
    let reset = match faults.finish(|| password) {
        Ok(password) => state.app.reset_password(&token, password).await,
        Err(error) => Err(error),
    };
    let problem = match reset {
        // All sessions have ended, this browser's too.
        Ok(()) => {
            let go = Go::to("/login").saying(Notice::PasswordReset);
            return Ok(go.cookie(session_cookie(&state, None)).into_response());
        }
        Err(AppError::LinkInvalid) => return Ok(dead_link(&sent.guest.page(&state))),
        Err(error) => Stop::unless_refused(error)?,
    };
    let page = sent.guest.page(&state);
    let form = Form::again(page.t, &sent.fields, &problem);
    let content = ResetTemplate { p: &page, form: &form, email: sent.fields.get("email") };
    Ok(without_referrer(page.html_with(problem.status, &content)))
}
