//! Read your own write: a read that names a position waits for the views to reach it.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponseParts, ResponseParts};
use docket_app::Position;

use crate::{Problem, WebState};

/// On an answer to a command: where in the log it stands. On a read: wait until the views have come so far.
pub const DOCKET_POSITION: HeaderName = HeaderName::from_static("docket-position");
/// `true` on an answer whose views had not come so far in time.
pub const DOCKET_STALE: HeaderName = HeaderName::from_static("docket-stale");

/// Longest wait.
const PATIENCE: Duration = Duration::from_secs(2);

/// Waited for, where the request named a position. Put it into the answer, so that the reader learns what it saw.
#[derive(Clone, Copy, Debug)]
pub struct AtPosition {
    position: Position,
    stale: bool,
}

impl FromRequestParts<WebState> for AtPosition {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        Self::asked(state, &parts.headers).await
    }
}

impl AtPosition {
    /// The same for an operation that reads the views only where it is asked to.
    ///
    /// # Errors
    /// Where the position named is none, or the database fails.
    pub async fn asked(state: &WebState, headers: &HeaderMap) -> Result<Self, Problem> {
        let Some(value) = headers.get(DOCKET_POSITION) else {
            return Ok(Self { position: state.app.views_position().await?, stale: false });
        };
        let wanted = value.to_str().ok().and_then(|text| text.trim().parse::<i64>().ok()).filter(|n| *n >= 0);
        let Some(wanted) = wanted else {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                "bad_position",
                "Docket-Position is a whole number, as an answer to a command gave it.",
            )
            .with_field("Docket-Position"));
        };
        let reached = state.app.views().wait_for(Position(wanted), PATIENCE).await;
        Ok(Self { position: state.app.views_position().await?, stale: !reached })
    }

    /// Whether the views have come as far as an event.
    pub fn shows(&self, event: Position) -> bool {
        self.position >= event
    }
}

impl IntoResponseParts for AtPosition {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Self::Error> {
        response.headers_mut().insert(DOCKET_POSITION, HeaderValue::from(self.position.0));
        if self.stale {
            response.headers_mut().insert(DOCKET_STALE, HeaderValue::from_static("true"));
        }
        Ok(response)
    }
}
