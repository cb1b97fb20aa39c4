//! Who is asking.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use docket_app::{AppError, Means, Session};
use docket_domain::person::TokenScope;

use crate::limits::act_of;
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

/// Somebody at work on their own account: also before a second factor that is due was set up, but not by a token
/// that programs have, unless to read.
#[derive(Debug)]
pub struct OwnAccount(pub Login);

/// Somebody who was recognised, in one of the ways above.
pub trait Caller: FromRequestParts<WebState, Rejection = Problem> + Send {
    /// Their session.
    fn session(&self) -> &Session;

    /// The clear token they were recognised by.
    fn token(&self) -> &str;
}

impl Caller for Login {
    fn session(&self) -> &Session {
        &self.session
    }

    fn token(&self) -> &str {
        &self.token
    }
}

impl Caller for OwnAccount {
    fn session(&self) -> &Session {
        &self.0.session
    }

    fn token(&self) -> &str {
        &self.0.token
    }
}

impl FromRequestParts<WebState> for Login {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let login = recognise(parts, state).await?;
        if login.session.second_factor_due {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "second_factor_due",
                "The team needs a second factor here. Set one up first: POST /api/v1/me/second-factor.",
            ));
        }
        Ok(login)
    }
}

/// For what is shown to strangers too: whoever is not logged in, or may do nothing yet, is nobody.
impl OptionalFromRequestParts<WebState> for Login {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Option<Self>, Problem> {
        match <Self as FromRequestParts<WebState>>::from_request_parts(parts, state).await {
            Ok(login) => Ok(Some(login)),
            Err(problem) if matches!(problem.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => {
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }
}

impl FromRequestParts<WebState> for Agent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let login = <Login as FromRequestParts<WebState>>::from_request_parts(parts, state).await?;
        docket_app::require_agent(&login.session.actor)?;
        Ok(Self(login))
    }
}

impl FromRequestParts<WebState> for OwnAccount {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let login = recognise(parts, state).await?;
        if matches!(login.session.means, Means::Token(_)) && !is_safe(&parts.method) {
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "session_required",
                "An account is not changed with an API token. Log in with the password.",
            ));
        }
        Ok(Self(login))
    }
}

/// Who has sent a request, within what their token is for and how often they may.
async fn recognise(parts: &Parts, state: &WebState) -> Result<Login, Problem> {
    let (token, session) = match authorization(&parts.headers) {
        Some(Authorization::Bearer(token)) => {
            let session = state.app.authenticate(&token).await?;
            (token, session)
        }
        Some(Authorization::Basic { email, token }) => {
            let session = state.app.authenticate_program(&token, Some(&email)).await?;
            (token, session)
        }
        None => {
            let token = cookie(&parts.headers, state).ok_or(AppError::LoginRequired)?;
            if !is_safe(&parts.method) {
                require_own_origin(&parts.headers, state)?;
            }
            let session = state.app.authenticate(&token).await?;
            (token, session)
        }
    };
    let person = session.actor.person;
    tracing::Span::current().record("person", tracing::field::display(person));
    if session.means == Means::Token(TokenScope::Read) && !is_safe(&parts.method) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "read_only_token",
            "This API token is for reading. Use one that may write.",
        ));
    }
    if let Some(act) = act_of(&parts.method, &parts.uri, &parts.extensions) {
        state.limits().person(act, person)?;
    }
    Ok(Login { session, token })
}

enum Authorization {
    Bearer(String),
    Basic { email: String, token: String },
}

/// What the `Authorization` header says (RFC 6750, RFC 7617), where it can be read.
fn authorization(headers: &HeaderMap) -> Option<Authorization> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Authorization::Bearer(rest.to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
    let (email, token) = pair.split_once(':')?;
    Some(Authorization::Basic { email: email.to_owned(), token: token.to_owned() })
}

fn cookie(headers: &HeaderMap, state: &WebState) -> Option<String> {
    named_cookie(headers, if state.is_secure() { SESSION_COOKIE_SECURE } else { SESSION_COOKIE })
}

/// The value of a cookie.
pub fn named_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
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

/// A page of another site must not act with our visitor's cookie (OWASP ASVS 5.0 3.5.1). Every browser says where a
/// changing request comes from; whoever does not has no cookie to act with.
///
/// # Errors
/// `foreign_origin`.
pub fn require_own_origin(headers: &HeaderMap, state: &WebState) -> Result<(), Problem> {
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    let own = match headers.get(header::ORIGIN).map(HeaderValue::as_bytes) {
        // A page that tells nobody where its visitors come from, such as that of a one-time link, sends `null`.
        None | Some(b"null") => matches!(site, Some(b"same-origin" | b"none")),
        Some(origin) if origin == state.origin().as_bytes() => true,
        // Reached by another of its names, `localhost` for one: the browser itself says that nothing foreign is in it.
        Some(origin) => site == Some(b"same-origin") && is_host(origin, headers),
    };
    if !own {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "foreign_origin",
            "A request with a session cookie must come from the portal's own pages. Programs use a bearer token.",
        )
        .with_field("Origin"));
    }
    Ok(())
}

/// Whether an origin names the host that was asked.
fn is_host(origin: &[u8], headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).map_or(&b""[..], HeaderValue::as_bytes);
    let after_scheme = origin.windows(3).position(|at| at == b"://").map(|at| &origin[at + 3..]);
    !host.is_empty() && after_scheme == Some(host)
}

/// The cookie in which a device keeps that somebody has logged in on it before.
const DEVICE_COOKIE: &str = "docket_device";
/// A year.
const DEVICE_AGE: u32 = 31_536_000;

/// What a device has kept from an earlier login.
pub fn device(headers: &HeaderMap) -> Option<String> {
    named_cookie(headers, DEVICE_COOKIE)
}

/// The `Set-Cookie` value by which a device keeps it.
pub fn device_cookie(state: &WebState, value: &str) -> HeaderValue {
    let secure = if state.is_secure() { "; Secure" } else { "" };
    let text =
        format!("{DEVICE_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={DEVICE_AGE}{secure}");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// What a browser or program calls itself.
pub fn user_agent(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
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
