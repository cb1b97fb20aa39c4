//! Path and query parameters.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use serde::de::DeserializeOwned;

use crate::Problem;

/// The query. Its type refuses parameters it does not know, so that a mistyped filter is not silently ignored.
#[derive(Debug)]
pub struct ApiQuery<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for ApiQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(&parts.uri).map(Self)
    }
}

fn read<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    let Query(value) = Query::try_from_uri(uri).map_err(|rejection| refused(&rejection.body_text()))?;
    Ok(value)
}

/// What is wrong with a query, by what axum says of it: `limit: invalid digit found in string`, ``missing field `limit` ``.
fn refused(text: &str) -> Problem {
    let text = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(text);
    let in_ticks = text.split('`').nth(1).unwrap_or("query");
    let (name, fault) = text.split_once(": ").unwrap_or((in_ticks, text));
    let code = if fault.starts_with("unknown field") { "unknown_parameter" } else { "bad_parameter" };
    let detail = format!("The query parameter `{name}` is not right: {fault}.");
    Problem::new(StatusCode::BAD_REQUEST, code, detail).with_field(name)
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

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only what cannot be read is looked at")]
    struct Wanted {
        limit: u32,
    }

    #[test]
    fn a_query_that_is_refused_names_its_parameter() {
        for (query, code, field) in [
            ("limit=1&colour=red", "unknown_parameter", "colour"),
            ("limit=many", "bad_parameter", "limit"),
            ("limit=1&limit=2", "bad_parameter", "limit"),
            ("", "bad_parameter", "limit"),
        ] {
            let refused = read::<Wanted>(&format!("/?{query}").parse().unwrap()).unwrap_err();
            let fields: Vec<&str> = refused.errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!(
                (refused.code.as_str(), fields.as_slice()),
                (code, [field].as_slice()),
                "{}",
                refused.detail
            );
        }
    }
}
