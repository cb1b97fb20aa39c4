use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use docket_app::AppError;
use docket_web::{ApiQuery, Problem, WebState};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::openapi::ReadProblems;
use crate::v1::tickets::attachment::{is_held, safe_headers};

/// Which logo.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogoQuery {
    /// The SHA-256 that the site names: the answer may then be kept for ever.
    v: Option<String>,
}

/// The logo, for everybody.
#[utoipa::path(
    get, path = "/site/logo", tag = "site", params(LogoQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 304), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    ApiQuery(query): ApiQuery<LogoQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let site = state.app.site().await?;
    let logo = site.state.logo.as_ref().ok_or(AppError::NotFound("logo"))?;
    let mut answer = safe_headers(logo, true)?;
    let kept = match query.v {
        Some(named) if named == logo.sha256.to_string() => "public, max-age=31536000, immutable",
        Some(_) | None => "public, no-cache",
    };
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    if is_held(&headers, &answer) {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(logo.size));
    let bytes = state.app.site_logo(&site.state).await?;
    Ok((answer, Body::from_stream(bytes)).into_response())
}
