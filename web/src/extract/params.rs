//! Path and query parameters.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::Problem;

/// The query. Its type refuses parameters it does not know, so that a mistyped filter is not silently ignored.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let Query(value) = Query::<T>::try_from_uri(&parts.uri).map_err(|rejection| {
            let text = rejection.body_text();
            let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
            let code = if text.contains("unknown field") { "unknown_parameter" } else { "bad_parameter" };
            let name = text.split(['`', ':']).nth(usize::from(text.contains("unknown field")));
            Problem::new(StatusCode::BAD_REQUEST, code, format!("A query parameter is not right: {text}."))
                .with_field(name.unwrap_or("query").trim())
        })?;
        Ok(Self(value))
    }
}

/// The path's parameters. What is not even an identifier names nothing: the answer is 404.
#[derive(Debug)]
pub struct ApiPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for ApiPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(value) = Path::<T>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::from(docket_app::AppError::NotFound("resource")))?;
        Ok(Self(value))
    }
}
