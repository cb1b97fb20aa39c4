use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_app::Position;
use docket_web::{ApiPath, ApiQuery, AtPosition, Login, Problem, WebState, bad_parameter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::comments::{CommentBody, comments_body};
use super::model::{TicketBody, ticket_body};
use super::seen::SeenBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery, etag, is_unchanged};

/// What comes with a ticket.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadTicketQuery {
    /// `comments`: what was written on it as well, the first page of `GET /tickets/{key}/comments`. `Docket-Position`
    /// counts for it as it does there.
    include: Option<String>,
}

impl ReadTicketQuery {
    fn with_comments(&self) -> Result<bool, Problem> {
        match self.include.as_deref() {
            None => Ok(false),
            Some("comments") => Ok(true),
            Some(_) => Err(bad_parameter("include", "include is comments, or left out.")),
        }
    }
}

/// A ticket, and how far one has read it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadTicketBody {
    #[serde(flatten)]
    ticket: TicketBody,
    #[serde(flatten)]
    seen: SeenBody,
    /// What was written on it, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<Items<CommentBody>>,
}

/// One ticket, as the log has it now, and what was written on it in the same answer where that is asked for. The ETag is
/// the ticket's: what one has seen does not change it. There is none on comments that are older than the ticket.
#[utoipa::path(
    get, path = "/tickets/{key}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), ReadTicketQuery),
    responses((status = 200, body = ReadTicketBody), (status = 304), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
    ApiQuery(query): ApiQuery<ReadTicketQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let actor = &login.session.actor;
    // Asked before anything is read: what the views show afterwards is at least as new.
    let at = if query.with_comments()? { Some(AtPosition::asked(&state, &headers).await?) } else { None };
    let (loaded, seen) = state.app.ticket_and_seen(actor, &key).await?;
    let etag = [(header::ETAG, etag(loaded.version).map_err(|_| Problem::internal())?)];
    if is_unchanged(&headers, loaded.version) {
        return Ok((StatusCode::NOT_MODIFIED, etag).into_response());
    }
    let ticket = ticket_body(&state, actor, &loaded).await?;
    let seen = SeenBody::from(seen);
    let Some(at) = at else {
        return Ok((etag, Json(ReadTicketBody { ticket, seen, comments: None })).into_response());
    };
    let (page, files) = state.app.timeline_of(actor, &loaded, &PageQuery::default().request()?).await?;
    let comments = comments_body(&state, actor, page, &files).await?;
    let body = Json(ReadTicketBody { ticket, seen, comments: Some(comments) });
    // An answer that lacks the newest comment must not be taken for this version's when the comment has come.
    let newest = Position(loaded.state.news.of(actor.side()).position);
    Ok(if at.shows(newest) { (at, etag, body).into_response() } else { (at, body).into_response() })
}
