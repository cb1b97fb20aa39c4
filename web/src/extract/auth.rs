//! Who is asking.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use docket_app::{AppError, Session};

use crate::{Problem, WebState};

/// The session cookie's name where the portal is served over plain HTTP (loopback, tests).
pub const SESSION_COOKIE: &str = "docket_session";
/// Its name over HTTPS: browsers accept the `__Host-` prefix only with `Secure`, `Path=/` and no `Domain`.
pub const SESSION_COOKIE_SECURE: &str = "__Host-docket_session";

/// A person who is logged in, by bearer token or by cookie. Asking for it is the check.
#[derive(Debug)]
pub struct Login {
    /// The session with the actor as the log knows them now.
    pub session: Session,
    /// The clear token, for ending this session.
    pub token: String,
}

/// A person of the team. Customers are answered 403.
#[derive(Debug)]
pub struct Agent(pub Login);

impl FromRequestParts<WebState> for Login {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let (token, by_cookie) = match bearer(&parts.headers) {
            Some(token) => (token, false),
            None => (cookie(&parts.headers, state).ok_or(AppError::LoginRequired)?, true),
        };
        if by_cookie && !is_safe(&parts.method) {
            same_origin(&parts.headers, state)?;
        }
        let session = state.app.authenticate(&token).await?;
        tracing::Span::current().record("person", tracing::field::display(session.actor.person));
        Ok(Self { session, token })
    }
}

impl FromRequestParts<WebState> for Agent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let login = Login::from_request_parts(parts, state).await?;
        docket_app::require_agent(&login.session.actor)?;
        Ok(Self(login))
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn cookie(headers: &HeaderMap, state: &WebState) -> Option<String> {
    let name = if state.is_secure() { SESSION_COOKIE_SECURE } else { SESSION_COOKIE };
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A page of another site must not act with our visitor's cookie (OWASP ASVS 5.0 3.5.1).
fn same_origin(headers: &HeaderMap, state: &WebState) -> Result<(), Problem> {
    let foreign = match headers.get(header::ORIGIN) {
        Some(origin) => origin.as_bytes() != state.origin().as_bytes(),
        None => headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none"),
    };
    if foreign {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "A request with a session cookie must come from the portal's own pages. Programs use a bearer token.",
        )
        .with_field("Origin"));
    }
    Ok(())
}

/// The `Set-Cookie` value that starts a session (`Some`) or ends it (`None`).
pub fn session_cookie(state: &WebState, token: Option<&str>) -> HeaderValue {
    let (name, secure) =
        if state.is_secure() { (SESSION_COOKIE_SECURE, "; Secure") } else { (SESSION_COOKIE, "") };
    let (value, age) = match token {
        Some(token) => (token, docket_app::SESSION_LIFETIME.num_seconds()),
        None => ("", 0),
    };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}
