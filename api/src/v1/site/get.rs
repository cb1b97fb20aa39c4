use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use docket_web::{Login, Problem, WebState};

use super::model::SiteBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::etag;

/// What the site is called and how it looks. For everybody, also without login.
#[utoipa::path(
    get, path = "/site", tag = "site", security((), ("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = SiteBody), ReadProblems),
)]
pub(crate) async fn get(State(state): State<WebState>, login: Option<Login>) -> Result<Response, Problem> {
    let site = state.app.site().await?;
    let session = login.as_ref().map(|login| &login.session);
    let body = SiteBody::read(&state, &site.state, session).await?;
    let version = etag(site.version).map_err(|_| Problem::internal())?;
    let kept = HeaderValue::from_static("private, no-cache");
    Ok(([(header::ETAG, version), (header::CACHE_CONTROL, kept)], Json(body)).into_response())
}
