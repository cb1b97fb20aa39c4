use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use docket_app::state::{HouseState, ViewState};
use docket_domain::Sha256Digest;
use docket_web::{Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ReadProblems;

/// How the house is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateBody {
    log: LogBody,
    views: Vec<ReadViewBody>,
    outbox: OutboxBody,
    files: FilesBody,
}

/// The end of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LogBody {
    /// The last event's position.
    position: i64,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// The hash of the chain up to and with it, in hex: kept elsewhere, it proves the log.
    hash: String,
}

/// How far a view is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadViewBody {
    name: &'static str,
    /// The last event that was worked in.
    position: i64,
    /// How many events it is behind.
    lag: i64,
    /// Why it cannot go on, where the process that answers is the one that fills it.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The mails.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutboxBody {
    /// The last event that was decided about.
    position: i64,
    /// How many events wait for a decision.
    lag: i64,
    /// Mails to be sent, those that are to be tried again among them.
    waiting: i64,
    /// When the oldest of them became due.
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest: Option<DateTime<Utc>>,
    /// Mails that were given up or refused.
    failed: i64,
    /// The most frequent causes of that, at most ten.
    causes: Vec<CauseBody>,
}

/// Why mails were given up or refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CauseBody {
    /// In the mail server's own words.
    error: String,
    /// How many.
    count: i64,
}

/// The files.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FilesBody {
    /// Those that are attached to something.
    attached: i64,
    /// Their bytes.
    bytes: i64,
    /// Those that belong to nothing yet.
    loose: i64,
}

impl From<HouseState> for StateBody {
    fn from(state: HouseState) -> Self {
        let HouseState { log, views, outbox, files } = state;
        let lag = outbox.lag(log.position);
        let causes = outbox.causes.into_iter().map(|(error, count)| CauseBody { error, count });
        Self {
            views: views
                .into_iter()
                .map(|ViewState { name, position, lag, error }| ReadViewBody {
                    name,
                    position: position.0,
                    lag,
                    error,
                })
                .collect(),
            outbox: OutboxBody {
                position: outbox.decided.0,
                lag,
                waiting: outbox.waiting,
                oldest: outbox.oldest_due,
                failed: outbox.failed,
                causes: causes.collect(),
            },
            files: FilesBody { attached: files.attached, bytes: files.bytes, loose: files.loose },
            log: LogBody {
                position: log.position.0,
                recorded_at: log.recorded_at,
                hash: Sha256Digest(log.hash).to_string(),
            },
        }
    }
}

/// How log, views, mails and files are. Administrators.
#[utoipa::path(
    get, path = "/site/state", tag = "site", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = StateBody), ReadProblems),
)]
pub(crate) async fn get(State(state): State<WebState>, login: Login) -> Result<Json<StateBody>, Problem> {
    Ok(Json(state.app.state(&login.session.actor).await?.into()))
}
