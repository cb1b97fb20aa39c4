//! The bytes of a file, for those who may see its ticket at this moment.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use docket_domain::{AttachedFile, AttachmentId};
use docket_web::{ApiPath, ApiQuery, Login, Problem, WebState};
use http_range_header::parse_range_header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::openapi::ReadProblems;

/// What may stand in an extended parameter as it is (RFC 8187 section 3.2.1).
const EXTENDED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'~').remove(b'!').remove(b'+');

/// How a file is to be had.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FileQuery {
    /// `true` shows a picture in the page; anything else is offered for saving.
    #[serde(default)]
    inline: bool,
}

/// The content of a file.
#[utoipa::path(
    get, path = "/tickets/{key}/attachments/{id}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(
        ("key" = String, Path), ("id" = Uuid, Path), FileQuery,
        ("Range" = Option<String>, Header, description = "One range of bytes."),
    ),
    responses(
        (status = 200, content_type = "application/octet-stream", body = Vec<u8>),
        (status = 206, description = "The range."), (status = 304), (status = 409, description = "Not scanned yet."),
        (status = 416, description = "No such range."), ReadProblems,
    ),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath((key, id)): ApiPath<(String, Uuid)>,
    ApiQuery(query): ApiQuery<FileQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = state.app.attachment(&login.session.actor, &key, AttachmentId(id)).await?;
    let file = &held.file;
    let mut answer = safe_headers(file, query.inline)?;
    if is_held(&headers, &answer) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let (status, range) = match wanted(&headers, file.size, &answer) {
        Wanted::All => (StatusCode::OK, 0..file.size),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Nothing => {
            let mut problem = Problem::new(
                StatusCode::RANGE_NOT_SATISFIABLE,
                "range_not_satisfiable",
                format!("The file has {} bytes.", file.size),
            )
            .into_response();
            problem.headers_mut().insert(header::CONTENT_RANGE, valued(format!("bytes */{}", file.size))?);
            return Ok(problem);
        }
    };
    if status == StatusCode::PARTIAL_CONTENT {
        let last = range.end.saturating_sub(1);
        answer.insert(header::CONTENT_RANGE, valued(format!("bytes {}-{last}/{}", range.start, file.size))?);
    }
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    let range = (status == StatusCode::PARTIAL_CONTENT).then_some(range);
    let bytes = state.app.file_bytes(file, range).await?;
    Ok((status, answer, Body::from_stream(bytes)).into_response())
}

/// A small picture of a picture.
#[utoipa::path(
    get, path = "/tickets/{key}/attachments/{id}/thumbnail", tag = "tickets",
    security(("bearer" = []), ("cookie" = [])), params(("key" = String, Path), ("id" = Uuid, Path)),
    responses(
        (status = 200, content_type = "image/jpeg", body = Vec<u8>),
        (status = 304), (status = 409, description = "Not scanned yet."), ReadProblems,
    ),
)]
pub(crate) async fn thumbnail(
    State(state): State<WebState>,
    login: Login,
    ApiPath((key, id)): ApiPath<(String, Uuid)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let held = state.app.attachment(&login.session.actor, &key, AttachmentId(id)).await?;
    let mut answer = safe_headers(&held.file, true)?;
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/jpeg"));
    if is_held(&headers, &answer) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    let bytes = state.app.file_thumbnail(&held.file).await?;
    Ok((answer, bytes).into_response())
}

/// What keeps a file from being more than a file, whatever it holds. `nosniff` is on every answer.
pub(crate) fn safe_headers(file: &AttachedFile, inline: bool) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, valued(file.content_type.to_string())?);
    headers.insert(header::ETAG, valued(format!("\"{}\"", file.sha256))?);
    let inline = inline && docket_app::is_picture(file);
    headers.insert(header::CONTENT_DISPOSITION, valued(disposition(file.name.as_str(), inline))?);
    let policy = "sandbox; default-src 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    // Asked for again each time, since a right may have been taken away; answered with 304 where it was not.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(headers)
}

/// The name, for old readers in ASCII and for others as it is (RFC 6266 section 4.3).
fn disposition(name: &str, inline: bool) -> String {
    let kind = if inline { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '%') || c == ' ' { c } else { '_' })
        .collect();
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, EXTENDED))
}

pub(crate) fn valued(text: String) -> Result<HeaderValue, Problem> {
    HeaderValue::try_from(text).map_err(|_| Problem::internal())
}

/// Whether the sender has it already.
pub(crate) fn is_held(sent: &HeaderMap, answer: &HeaderMap) -> bool {
    let own = answer.get(header::ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    let named = sent.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    named.split(',').map(str::trim).any(|tag| tag == own || tag.strip_prefix("W/") == Some(own))
}

enum Wanted {
    All,
    Part(std::ops::Range<u64>),
    Nothing,
}

/// The one range that is asked for. Several, or one of another content, lead to the whole (RFC 9110 section 14.2).
fn wanted(sent: &HeaderMap, size: u64, answer: &HeaderMap) -> Wanted {
    let text = |name| sent.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(asked) = text(header::RANGE) else { return Wanted::All };
    let own = answer.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|tag| Some(tag) != own) {
        return Wanted::All;
    }
    let Ok(parsed) = parse_range_header(asked) else { return Wanted::All };
    match parsed.validate(size).as_deref() {
        Ok([one]) => Wanted::Part(*one.start()..*one.end() + 1),
        Ok(_) => Wanted::All,
        Err(_) => Wanted::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d43_a_name_is_told_in_both_ways_and_breaks_no_header() {
        assert_eq!(
            disposition("Märkte \"2026\";\\.csv", false),
            "attachment; filename=\"M_rkte _2026_;_.csv\"; filename*=UTF-8''M%C3%A4rkte%20%222026%22%3B%5C.csv"
        );
        assert!(disposition("a.png", true).starts_with("inline; "));
    }

    #[test]
    fn one_range_is_answered_and_others_are_not() {
        let asked = |range: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, range.parse().unwrap());
            match wanted(&headers, 100, &HeaderMap::new()) {
                Wanted::All => "all".to_owned(),
                Wanted::Part(range) => format!("{range:?}"),
                Wanted::Nothing => "nothing".to_owned(),
            }
        };
        for (range, expected) in [
            ("bytes=0-9", "0..10"),
            ("bytes=90-", "90..100"),
            ("bytes=-5", "95..100"),
            ("bytes=0-1,5-6", "all"),
            ("lines=0-1", "all"),
            ("bytes=100-", "nothing"),
        ] {
            assert_eq!(asked(range), expected, "{range}");
        }
    }
}
