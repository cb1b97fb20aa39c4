//! A command as it is sent: who, what, under which key, against which version.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, Method, StatusCode, header};
use docket_app::CommandKey;
use docket_app::Version;
use serde::de::DeserializeOwned;

use super::auth::{Caller, Login};
use super::json;
use crate::{Problem, WebState};

/// The version the sender has seen (`If-Match: "7"`), where one was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub Option<Version>);

/// Everything a changing request carries. Login is judged first, then the key, then the content.
#[derive(Debug)]
pub struct Submission<T, C = Login> {
    /// Who sends it.
    pub login: C,
    /// The parsed body.
    pub body: T,
    /// Makes repeating it harmless.
    pub key: CommandKey,
    /// What the sender has seen.
    pub if_match: Option<Version>,
}

impl<T: DeserializeOwned + Send, C: Caller> FromRequest<WebState> for Submission<T, C> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let login = C::from_request_parts(&mut parts, state).await?;
        let IfMatch(if_match) = if_match(&parts.headers)?;
        let given = idempotency_key(&parts.headers)?;
        let headers = parts.headers.clone();
        let method = parts.method.clone();
        let target = format!("{} {}", parts.method, parts.uri.path());
        let bytes = json::read_body(Request::from_parts(parts, body)).await?;
        let key = CommandKey::new(login.session().actor.person, given.as_deref(), &target, &bytes);
        if bytes.is_empty() && matches!(method, Method::PATCH | Method::PUT) {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "body_missing",
                "Send what is to change as JSON: `{}` changes nothing.",
            ));
        }
        let body = json::parse(&headers, &bytes)?;
        Ok(Self { login, body, key, if_match })
    }
}

pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().ok().map(str::trim).filter(|text| (1..=255).contains(&text.len()));
    text.map(|text| Some(text.to_owned())).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_idempotency_key",
            "Idempotency-Key has 1 to 255 visible ASCII characters; a UUID is a good one.",
        )
        .with_field("Idempotency-Key")
    })
}

pub(super) fn if_match(headers: &HeaderMap) -> Result<IfMatch, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(IfMatch(None)) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(IfMatch(None));
    }
    let number = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).and_then(|t| t.parse().ok());
    number.map(|n| IfMatch(Some(Version(n)))).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_if_match",
            "If-Match is one ETag as it was given, with its quotation marks: \"7\".",
        )
        .with_field("If-Match")
    })
}
