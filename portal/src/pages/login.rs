//! Signing in and out.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use docket_app::{Attempt, FirstStep, LoggedIn, Password, SecondStep};
use docket_domain::Language;
use docket_web::{
    OwnAccount, WebState, device, device_cookie, named_cookie, require_own_origin, session_cookie, user_agent,
};

use super::resume;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go, Stop, is_local};
use crate::submitted::GuestForm;
use crate::texts::Notice;
use crate::visitor::{Guest, LANGUAGE_COOKIE, Visitor};

/// What proves that the password was right.
const PENDING: &str = "_pending";

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/login", get(show).post(sign_in))
        .route("/login/code", get(start_over).post(send_code))
        .route("/logout", post(sign_out))
}

#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct LoginTemplate<'a> {
    pub(super) p: &'a Page,
    pub(super) form: &'a Form,
    /// Whether something that was written waits to be sent.
    pub(super) resuming: bool,
}

/// The second step: the code of a second factor.
#[derive(Template)]
#[template(path = "login_code.html")]
struct CodeTemplate<'a> {
    p: &'a Page,
    form: &'a Form,
    pending: &'a str,
    resuming: bool,
}

/// Where signing in leads.
fn next(fields: &Fields) -> &str {
    fields.filled("next").filter(|next| is_local(next)).unwrap_or("/")
}

async fn show(
    State(state): State<WebState>,
    visitor: Result<Visitor<OwnAccount>, Stop>,
    guest: Guest,
    RawQuery(query): RawQuery,
) -> Answer {
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    if visitor.is_ok() {
        return Ok(Go::to(next(&asked)).into_response());
    }
    let page = guest.page(&state);
    let form = Form::with(page.t, [("next", next(&asked))].into_iter().collect());
    Ok(page.html(&LoginTemplate { p: &page, form: &form, resuming: false }))
}

async fn sign_in(State(state): State<WebState>, sent: GuestForm) -> Answer {
    let fields = &sent.fields;
    let headers = &sent.guest.asked.headers;
    let attempt = Attempt {
        email: fields.get("email").to_owned(),
        password: Password::attempt(fields.get("password").to_owned()),
        code: None,
        device: device(headers),
        user_agent: user_agent(headers),
    };
    match state.app.begin_login(attempt).await {
        Ok(FirstStep::LoggedIn(begun)) => Ok(welcome(&state, &begun, fields)),
        Ok(FirstStep::CodeAsked(pending)) => {
            let page = sent.guest.page(&state);
            let form = Form::with(page.t, fields.clone());
            let resuming = fields.has(resume::PATH);
            Ok(page.html(&CodeTemplate { p: &page, form: &form, pending: &pending, resuming }))
        }
        Err(error) => {
            let problem = Stop::unless_refused(error)?;
            let page = sent.guest.page(&state);
            let form = Form::again(page.t, fields, &problem);
            let content = LoginTemplate { p: &page, form: &form, resuming: fields.has(resume::PATH) };
            Ok(page.html_with(problem.status, &content))
        }
    }
}

/// Nobody begins with the second step; a page that is loaded anew lands here.
async fn start_over() -> Go {
    Go::to("/login")
}

async fn send_code(State(state): State<WebState>, sent: GuestForm) -> Answer {
    let fields = &sent.fields;
    let headers = &sent.guest.asked.headers;
    let step = SecondStep {
        pending: fields.get(PENDING).to_owned(),
        code: fields.get("code").to_owned(),
        device: device(headers),
        user_agent: user_agent(headers),
    };
    let problem = match state.app.finish_login(step).await {
        Ok(begun) => return Ok(welcome(&state, &begun, fields)),
        Err(error) => Stop::unless_refused(error)?,
    };
    let page = sent.guest.page(&state);
    // A code counts once: nobody sends the same again.
    let kept: Fields = fields.iter().filter(|(name, _)| *name != "code").collect();
    let form = Form::again(page.t, &kept, &problem);
    let resuming = fields.has(resume::PATH);
    if problem.code == "login_expired" {
        let content = LoginTemplate { p: &page, form: &form, resuming };
        return Ok(page.html_with(problem.status, &content));
    }
    let content = CodeTemplate { p: &page, form: &form, pending: fields.get(PENDING), resuming };
    Ok(page.html_with(problem.status, &content))
}

/// The answer to whoever has just signed in: what they had written, else where they wanted to go.
fn welcome(state: &WebState, begun: &LoggedIn, fields: &Fields) -> Response {
    let cookies = session_cookies(state, begun);
    if let Some(mut answer) = resume::offer(state, &begun.session, fields) {
        for cookie in cookies {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
        return answer;
    }
    cookies.into_iter().fold(Go::to(next(fields)), Go::cookie).into_response()
}

/// The cookies of a session that has just begun.
pub(super) fn session_cookies(state: &WebState, begun: &LoggedIn) -> [HeaderValue; 3] {
    [
        session_cookie(state, Some(&begun.token)),
        device_cookie(state, &begun.device),
        language_cookie(state, begun.session.person.state.language),
    ]
}

/// The `Set-Cookie` value by which a browser is spoken to in a language also without login.
pub(super) fn language_cookie(state: &WebState, language: Language) -> HeaderValue {
    let secure = if state.is_secure() { "; Secure" } else { "" };
    let text =
        format!("{LANGUAGE_COOKIE}={language}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

async fn sign_out(State(state): State<WebState>, headers: HeaderMap) -> Answer {
    require_own_origin(&headers, &state)?;
    let name = if state.is_secure() { docket_web::SESSION_COOKIE_SECURE } else { docket_web::SESSION_COOKIE };
    if let Some(token) = named_cookie(&headers, name) {
        state.app.log_out(&token).await?;
    }
    Ok(Go::to("/login").saying(Notice::SignedOut).cookie(session_cookie(&state, None)).into_response())
}
