//! Sessions of people who logged in.

use chrono::{DateTime, Duration, Utc};
use docket_domain::{PersonId, Role};
use docket_eventstore::db::{DbError, sql};
use docket_eventstore::{Beside, on_reader};
use uuid::Uuid;

use super::{Credentials, execute};

/// The time of last use is written at most this often, so that reading does not mean writing.
const TOUCH_EVERY: Duration = Duration::minutes(5);

/// A session to be kept.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub(crate) token_hash: [u8; 32],
    pub(crate) id: Uuid,
    pub(crate) person: PersonId,
    pub(crate) user_agent: String,
    pub(crate) begun_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

/// A session's row.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct SessionRow {
    pub(crate) session_id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) last_seen_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) user_agent: String,
}

/// The columns of [`SessionRow`].
const COLUMNS: &str = "session_id, person_id, created_at, last_seen_at, expires_at, user_agent";

impl SessionRow {
    /// Where it stands, for whoever reads it together with the log.
    pub(crate) fn beside(hash: &[u8; 32]) -> Beside<'_> {
        Beside { table: "sessions", columns: COLUMNS, key: "token_hash", value: hash }
    }

    /// Whether it still counts for somebody who has this role now, whatever they had when it began.
    pub(crate) fn is_live(&self, role: Role, now: DateTime<Utc>) -> bool {
        now < self.ends_at(role) && now < self.last_seen_at + crate::session::idle(role)
    }

    /// When it ends at the latest.
    pub(crate) fn ends_at(&self, role: Role) -> DateTime<Utc> {
        self.expires_at.min(self.created_at + crate::session::lifetime(role))
    }

    pub(crate) fn needs_touch(&self, now: DateTime<Utc>) -> bool {
        now > self.last_seen_at + TOUCH_EVERY
    }
}

impl Credentials {
    pub(crate) async fn start_session(&self, session: NewSession) -> Result<(), DbError> {
        execute!(
            self.ops,
            "INSERT INTO sessions
             (token_hash, session_id, person_id, created_at, last_seen_at, expires_at, user_agent)
             VALUES ($1, $2, $3, $4, $4, $5, $6)",
            session.token_hash.as_slice(),
            session.id,
            session.person.0,
            session.begun_at,
            session.expires_at,
            session.user_agent.as_str(),
        )
        .map(drop)
    }

    pub(crate) async fn session(&self, hash: [u8; 32]) -> Result<Option<SessionRow>, DbError> {
        let text = format!("SELECT {COLUMNS} FROM sessions WHERE token_hash = $1");
        let row: Option<SessionRow> = on_reader!(&self.ops, c => {
            sqlx::query_as(sql(text)).bind(hash.as_slice()).fetch_optional(c).await
        })?;
        if let (Some(row), Some(owners)) = (&row, &self.owners) {
            owners.insert(hash, PersonId(row.person_id));
        }
        Ok(row)
    }

    /// Whose a session is or was, where this process has seen it and the log can be asked for it by the way, as
    /// [`SessionRow::beside`] says.
    pub(crate) fn owner_beside(&self, hash: &[u8; 32]) -> Option<PersonId> {
        self.owners.as_ref()?.get(hash)
    }

    pub(crate) async fn sessions_of(&self, person: PersonId) -> Result<Vec<SessionRow>, DbError> {
        let text = format!("SELECT {COLUMNS} FROM sessions WHERE person_id = $1");
        Ok(on_reader!(&self.ops, c => sqlx::query_as(sql(text)).bind(person.0).fetch_all(c).await)?)
    }

    pub(crate) async fn touch_session(&self, hash: [u8; 32], now: DateTime<Utc>) -> Result<(), DbError> {
        execute!(
            self.ops,
            "UPDATE sessions SET last_seen_at = $1 WHERE token_hash = $2",
            now,
            hash.as_slice()
        )
        .map(drop)
    }

    pub(crate) async fn end_session(&self, hash: [u8; 32]) -> Result<(), DbError> {
        execute!(self.ops, "DELETE FROM sessions WHERE token_hash = $1", hash.as_slice()).map(drop)
    }

    /// Ends a person's session by its public id. False when there is none.
    pub(crate) async fn end_session_by_id(&self, person: PersonId, session: Uuid) -> Result<bool, DbError> {
        let ended = execute!(
            self.ops,
            "DELETE FROM sessions WHERE person_id = $1 AND session_id = $2",
            person.0,
            session
        )?;
        Ok(ended == 1)
    }

    /// Ends all sessions of a person.
    pub(crate) async fn end_sessions(&self, person: PersonId) -> Result<(), DbError> {
        execute!(self.ops, "DELETE FROM sessions WHERE person_id = $1", person.0).map(drop)
    }
}
