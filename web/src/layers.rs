//! What happens to every request: an id, a span in the log, a limit, safe headers, a count.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tracing::Instrument;
use uuid::Uuid;

use crate::Problem;
use crate::limits::{self, Act, Limits};

/// Largest body of a request, in bytes. A ticket's description may have 64 KiB, which JSON can write six times as
/// long.
pub const BODY_LIMIT: usize = 512 * 1024;

/// After so long nobody waits any more. Every statement has its time limit, but a network that falls silent keeps the
/// answer back as well.
const PATIENCE: Duration = Duration::from_secs(10);

/// A file may come over a slow line; that something comes at all is seen to where it is read.
const PATIENCE_WITH_FILES: Duration = Duration::from_secs(1_800);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Shows a problem to a person who looks at a page: what it was, and the headers of the request.
pub type ProblemPage = Arc<dyn Fn(&Problem, &HeaderMap) -> Response + Send + Sync>;

/// Puts the common layers and the common 404 and 405 around a finished router. Where a browser asked for a page, a
/// problem is shown as one by `page`.
pub fn finish(router: Router, limits: Limits, page: ProblemPage) -> Router {
    router
        .fallback(|| async {
            Problem::new(StatusCode::NOT_FOUND, "no_such_path", "There is nothing at this path.")
        })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This path does not know this method; the Allow header names those it knows.",
            )
        })
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(limits, limits::limit))
        .layer(CatchPanicLayer::custom(on_panic))
        .layer(middleware::from_fn_with_state(page, observe))
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's callback is given the box")]
fn on_panic(payload: Box<dyn Any + Send>) -> Response<Body> {
    let text = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = text, "a handler panicked");
    Problem::internal().into_response()
}

async fn observe(State(page): State<ProblemPage>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request_id(&request);
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    // The matched route, not the path: paths may carry one-time tokens.
    let span =
        tracing::info_span!("request", request.id = %id, %method, route, person = tracing::field::Empty);
    let looked_at = wants_page(&request).then(|| request.headers().clone());
    let act = limits::act_of(&method, request.uri(), request.extensions());
    let patience =
        if act == Some(Act::Upload) || is_multipart(&request) { PATIENCE_WITH_FILES } else { PATIENCE };
    let answer = tokio::time::timeout(patience, next.run(request).instrument(span.clone()));
    let mut response = answer.await.unwrap_or_else(|_| {
        span.in_scope(|| tracing::warn!("no answer in time: the database does not speak"));
        Problem::unavailable().into_response()
    });
    if let Some(mut problem) = response.extensions_mut().remove::<Problem>() {
        problem.request_id = Some(id.clone());
        if let Some(headers) = looked_at {
            let plain = std::mem::replace(&mut response, page(&problem, &headers));
            // What belongs to the status, whatever shows it.
            for name in [header::ALLOW, header::RETRY_AFTER] {
                if let Some(value) = plain.headers().get(&name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
        } else if let Ok(body) = serde_json::to_vec(&problem) {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = Body::from(body);
        }
    }
    let elapsed = started.elapsed();
    let status = response.status();
    let labels = [("method", method.to_string()), ("route", route), ("status", status.as_u16().to_string())];
    metrics::counter!("docket_http_requests_total", &labels).increment(1);
    metrics::histogram!("docket_http_request_seconds", &labels[1..2]).record(elapsed.as_secs_f64());
    span.in_scope(|| tracing::debug!(status = status.as_u16(), micros = elapsed.as_micros(), "answered"));
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, HeaderValue::try_from(id).unwrap_or_else(|_| HeaderValue::from_static("-")));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether a person looks at what is answered: a browser that goes to a page says so, programs do not.
fn wants_page(request: &Request) -> bool {
    let accepted = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    !request.uri().path().starts_with("/api/") && accepted.is_some_and(|kinds| kinds.contains("text/html"))
}

/// Whether files may come with it.
fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"))
}

/// The caller's id where it is a short plain word, so that logs can be read side by side; else a new one.
fn request_id(request: &Request) -> String {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let plain = |id: &&str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    given.filter(plain).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned)
}
