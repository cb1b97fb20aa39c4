use std::convert::Infallible;
use std::fmt::Write as _;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use docket_app::{LiveStream, News, Position, Told};
use docket_web::{ApiQuery, Login, Problem, WebState, bad_parameter};
use futures_util::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::openapi::ReadProblems;
use crate::v1::reply::HistoryBody;

/// After so many milliseconds a browser whose stream has ended opens it again.
const RETRY: u32 = 2_000;

/// From where, and about what.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct StreamQuery {
    /// Begin behind this position of the log. The header `Last-Event-ID`, which browsers send by themselves, comes
    /// first. Without either the stream begins now.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// Only what happens to this ticket.
    ticket: Option<String>,
}

/// What happened, as the ticket's history has it, and the ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StreamBody {
    /// The ticket's key.
    ticket: String,
    #[serde(flatten)]
    entry: HistoryBody,
}

/// What happens, as it happens: server-sent events.
///
/// Each message has the event's position as `id`, its type as `event`, and as `data` the entry of the ticket's history
/// with the ticket's key. A message with an `id` alone says how far the stream has come. Whoever opens a stream with
/// the last `id` in `Last-Event-ID` misses nothing and gets nothing twice. What may be seen is decided at the moment
/// of telling. The stream ends when the session does and when a right is taken away.
#[utoipa::path(
    get, path = "/stream", tag = "stream", security(("bearer" = []), ("cookie" = [])),
    params(StreamQuery, ("Last-Event-ID" = Option<i64>, Header, minimum = 0, description = "The last `id` that was seen.")),
    responses((status = 200, body = StreamBody, content_type = "text/event-stream"), ReadProblems),
)]
pub(crate) async fn open(
    State(state): State<WebState>,
    login: Login,
    headers: HeaderMap,
    ApiQuery(query): ApiQuery<StreamQuery>,
) -> Result<Response, Problem> {
    let after = last_event(&headers)?.or(query.after).map(Position);
    let Login { session, token } = login;
    let opened = state.app.stream(session, token, after, query.ticket.as_deref()).await?;
    let body = stream::unfold((opened, true), |(mut stream, first)| async move {
        let news = LiveStream::next(&mut stream).await?;
        let text = if first { format!("retry: {RETRY}\n{}", message(&news)) } else { message(&news) };
        Some((Ok::<_, Infallible>(text), (stream, false)))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        // A proxy that gathers an answer before it passes it on would keep the news back.
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

fn last_event(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let position = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    position
        .map(Some)
        .ok_or_else(|| bad_parameter("Last-Event-ID", "Last-Event-ID is the last id of a stream, a number."))
}

/// The text of server-sent events (WHATWG HTML, section 9.2.5). JSON has no line breaks of its own.
fn message(news: &News) -> String {
    let mut text = String::new();
    let mut told_to = None;
    for told in &news.told {
        let (position, kind) = (told.entry.position, told.entry.kind);
        // A history entry always has a JSON form, and writing to a String cannot fail.
        let data = serde_json::to_string(&StreamBody::new(told)).unwrap_or_default();
        let _ = write!(text, "id: {position}\nevent: {kind}\ndata: {data}\n\n");
        told_to = Some(position);
    }
    if told_to != Some(news.reached.0) {
        let _ = write!(text, ": nothing up to here\nid: {}\n\n", news.reached);
    }
    text
}

impl StreamBody {
    fn new(told: &Told) -> Self {
        Self { ticket: told.ticket.to_string(), entry: HistoryBody::new(told.entry.clone(), &told.briefs) }
    }
}
