//! The JSON body of a request.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::Problem;

/// A JSON body, read strictly: a wrong content type, malformed JSON, a missing, unknown or ill-typed member each
/// has its own code.
#[derive(Debug)]
pub struct ApiJson<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for ApiJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let bytes = read_body(request).await?;
        Ok(Self(parse(&headers, &bytes)?))
    }
}

/// Reads the body up to the limit of the router.
pub(super) async fn read_body(request: Request) -> Result<Bytes, Problem> {
    Bytes::from_request(request, &()).await.map_err(|rejection| {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            too_large()
        } else {
            Problem::new(StatusCode::BAD_REQUEST, "body_unreadable", "The body could not be read to its end.")
        }
    })
}

/// The body is over the limit.
pub(crate) fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        format!("The body is larger than {} KiB.", crate::BODY_LIMIT / 1024),
    )
}

/// Parses a body. An absent body counts as `{}` so that commands without content need none.
pub(super) fn parse<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let bytes = match (content_type, bytes) {
        (None, []) => b"{}".as_slice(),
        (Some(kind), bytes) if is_json(kind) => bytes,
        (kind, _) => {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                format!("Send `Content-Type: application/json`, not `{}`.", kind.unwrap_or("nothing")),
            )
            .with_field("Content-Type"));
        }
    };
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        explain(&path, error.inner())
    })?;
    deserializer.end().map_err(|error| explain(".", &error))?;
    Ok(value)
}

fn is_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/json")
}

/// Names the member and the fault. serde's messages are the only place where it says which member is meant.
fn explain(path: &str, error: &serde_json::Error) -> Problem {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    if !error.is_data() {
        let place = format!("line {}, column {}", error.line(), error.column());
        return Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed_json",
            format!("The body is not JSON: {message} ({place})."),
        );
    }
    let named = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        rest.split('`').next()
    };
    let (code, field, detail) = if let Some(name) = named("unknown field `") {
        ("unknown_field", member(path, name), format!("There is no such member here ({message})."))
    } else if let Some(name) = named("missing field `") {
        ("missing_field", member(path, name), "This member is required.".to_owned())
    } else {
        (
            "wrong_type",
            path.trim_start_matches('.').to_owned(),
            format!("This has the wrong type: {}.", without_our_types(message)),
        )
    };
    let field = if field.is_empty() { "body".to_owned() } else { field };
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_field(field.clone());
    problem.detail = format!("{field}: {}", problem.detail);
    problem
}

/// serde tells what it expected by the name of our type, which says nothing to whoever sent something else.
fn without_our_types(message: &str) -> String {
    match message.split_once(", expected struct ") {
        Some((found, _)) => format!("{found}, expected an object"),
        None => message.to_owned(),
    }
}

fn member(path: &str, name: &str) -> String {
    // For an unknown member serde's path already ends with its name.
    let parent = path.strip_suffix(name).unwrap_or(path).trim_matches('.');
    if parent.is_empty() || parent == "?" { name.to_owned() } else { format!("{parent}.{name}") }
}

#[cfg(test)]
mod tests;
