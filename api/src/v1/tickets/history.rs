use axum::Json;
use axum::extract::State;
use docket_app::tickets::Since;
use docket_web::{ApiPath, ApiQuery, Login, Problem, WebState, bad_parameter};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::openapi::ReadProblems;
use crate::v1::reply::{HistoryBody, Items};

/// How much of the history.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct HistoryQuery {
    /// `seen`: what one has not seen yet; or a position of the log: what stands behind it.
    since: Option<String>,
}

impl HistoryQuery {
    fn since(&self) -> Result<Option<Since>, Problem> {
        let Some(text) = self.since.as_deref() else { return Ok(None) };
        if text == "seen" {
            return Ok(Some(Since::Seen));
        }
        let position = text.parse().map_err(|_| bad_parameter("since", "since is seen, or a position."))?;
        Ok(Some(Since::Position(position)))
    }
}

/// Who did what, when: from the log, oldest first.
#[utoipa::path(
    get, path = "/tickets/{key}/history", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path), HistoryQuery), responses((status = 200, body = Items<HistoryBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
    ApiQuery(query): ApiQuery<HistoryQuery>,
) -> Result<Json<Items<HistoryBody>>, Problem> {
    let (entries, briefs) = state.app.history(&login.session.actor, &key, query.since()?).await?;
    Ok(Json(HistoryBody::all(entries, &briefs)))
}
