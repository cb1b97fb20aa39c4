//! Signing in and out.

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use docket_app::{AppError, Attempt, Password};
use docket_domain::Language;
use docket_web::{
    Problem, WebState, device, device_cookie, named_cookie, require_own_origin, session_cookie, user_agent,
};

use super::resume;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Page;
use crate::stop::{Answer, Go, is_local};
use crate::submitted::GuestForm;
use crate::texts::Notice;
use crate::visitor::{Guest, LANGUAGE_COOKIE};

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/login", get(show).post(sign_in)).route("/logout", post(sign_out))
}

#[derive(Template)]
#[template(path = "login.html")]
pub(super) struct LoginTemplate<'a> {
    pub(super) p: &'a Page,
    pub(super) form: &'a Form,
    /// Whether the code of a second factor is asked for.
    pub(super) code: bool,
    /// Whether something that was written waits to be sent.
    pub(super) resuming: bool,
}

async fn show(State(state): State<WebState>, guest: Guest, RawQuery(query): RawQuery) -> Answer {
    let page = guest.page(&state);
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    let next = asked.filled("next").filter(|next| is_local(next)).unwrap_or("/");
    let form = Form::with(page.t, [("next".to_owned(), next.to_owned())].into_iter().collect());
    Ok(page.html(&LoginTemplate { p: &page, form: &form, code: false, resuming: false }))
}

async fn sign_in(State(state): State<WebState>, sent: GuestForm) -> Answer {
    let fields = &sent.fields;
    let headers = &sent.guest.asked.headers;
    let attempt = Attempt {
        email: fields.get("email").to_owned(),
        password: Password::attempt(fields.get("password").to_owned()),
        code: fields.filled("code").map(str::to_owned),
        device: device(headers),
        user_agent: user_agent(headers),
    };
    let logged_in = match state.app.log_in(attempt).await {
        Ok(logged_in) => logged_in,
        Err(error) => {
            let page = sent.guest.page(&state);
            let code = matches!(error, AppError::SecondFactor { .. });
            let asked = matches!(error, AppError::SecondFactor { code: "second_factor_required" });
            let problem = Problem::from(error);
            if problem.status.is_server_error() {
                return Err(problem.into());
            }
            let form = if asked {
                Form::with(page.t, fields.clone())
            } else {
                Form::again(page.t, fields, &problem)
            };
            let resuming = fields.has(resume::PATH);
            let content = LoginTemplate { p: &page, form: &form, code, resuming };
            let status = if asked { StatusCode::OK } else { problem.status };
            return Ok(page.html_with(status, &content));
        }
    };
    let person = &logged_in.session.person.state;
    let cookies = [
        session_cookie(&state, Some(&logged_in.token)),
        device_cookie(&state, &logged_in.device),
        language_cookie(&state, person.language),
    ];
    if let Some(answer) = resume::offer(&state, &logged_in.session, fields) {
        return Ok(cookies.into_iter().fold(answer, |mut answer, cookie| {
            answer.headers_mut().append(axum::http::header::SET_COOKIE, cookie);
            answer
        }));
    }
    let go = Go::to(fields.filled("next").unwrap_or("/"));
    Ok(cookies.into_iter().fold(go, Go::cookie).into_response())
}

/// The `Set-Cookie` value by which a browser is spoken to in a language also without login.
pub(crate) fn language_cookie(state: &WebState, language: Language) -> HeaderValue {
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
