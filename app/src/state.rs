//! How the house is, for its administrators.

use docket_domain::Actor;
use docket_eventstore::db::DbError;
use docket_eventstore::{Head, Position, on_reader};
use docket_projections::Health;

use crate::App;
use crate::error::AppError;
use crate::ledger::Outbox;
use crate::session::require_administrator;

/// How the house is.
#[derive(Clone, Debug)]
pub struct HouseState {
    /// The end of the log.
    pub log: Head,
    /// The views, by name.
    pub views: Vec<ViewState>,
    /// The mails.
    pub outbox: Outbox,
    /// The files.
    pub files: FileCounts,
}

/// How far a view is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewState {
    /// What it is called.
    pub name: &'static str,
    /// The last event that was worked in.
    pub position: Position,
    /// How many events it is behind.
    pub lag: i64,
    /// Why it cannot go on, where it is this process that fills it.
    pub error: Option<String>,
}

/// How many files there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileCounts {
    /// Attached ones.
    pub attached: i64,
    /// Their bytes.
    pub bytes: i64,
    /// Those that belong to nothing yet.
    pub loose: i64,
}

impl Outbox {
    /// How many events the notifier has not decided about.
    pub fn lag(&self, head: Position) -> i64 {
        (head.0 - self.decided.0).max(0)
    }
}

impl App {
    /// How the house is. Administrators.
    ///
    /// # Errors
    /// When the caller is no administrator, or a database does not answer.
    pub async fn state(&self, who: &Actor) -> Result<HouseState, AppError> {
        require_administrator(who)?;
        // What is asked first is never ahead of what is asked later.
        let log = self.store().head().await?;
        let lag = |position: Position| (log.position.0 - position.0).max(0);
        let views = self.views().checkpoints().await?.into_iter();
        let health = self.views().health();
        let error = |name: &str| match health.get(name) {
            Some(Health::Retrying { error, .. }) => Some(error.clone()),
            Some(Health::Healthy) | None => None,
        };
        let view = |(name, position)| ViewState { name, position, lag: lag(position), error: error(name) };
        let views = views.map(view).collect();
        let outbox = self.inner.parts.ledger.outbox().await?;
        Ok(HouseState { log, views, outbox, files: self.file_counts().await? })
    }

    async fn file_counts(&self) -> Result<FileCounts, DbError> {
        let rows: Vec<(bool, i64, i64)> = on_reader!(&self.inner.parts.databases.ops, c => {
            sqlx::query_as(
                "SELECT attached, count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM uploads GROUP BY attached",
            )
            .fetch_all(c)
            .await
        })?;
        let of = |wanted: bool| {
            rows.iter().find(|row| row.0 == wanted).map_or((0, 0), |(_, count, bytes)| (*count, *bytes))
        };
        let (attached, bytes) = of(true);
        Ok(FileCounts { attached, bytes, loose: of(false).0 })
    }
}
