//! What stands in `ops` beside the log: password hashes, sessions, used links. Only hashes of tokens are kept.

use chrono::{DateTime, Duration, Utc};
use docket_domain::PersonId;
use docket_eventstore::db::{Db, DbError};
use docket_eventstore::{on_reader, on_tx};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long a session lasts at most.
pub const SESSION_LIFETIME: Duration = Duration::days(14);
/// How long a session lasts without being used.
pub const SESSION_IDLE: Duration = Duration::hours(8);
/// The time of last use is written at most this often, so that reading does not mean writing.
const TOUCH_EVERY: Duration = Duration::minutes(5);

/// The hash under which a clear token is kept.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A session's row.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct SessionRow {
    pub(crate) session_id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) last_seen_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

impl SessionRow {
    pub(crate) fn is_live(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at && now < self.last_seen_at + SESSION_IDLE
    }

    pub(crate) fn needs_touch(&self, now: DateTime<Utc>) -> bool {
        now > self.last_seen_at + TOUCH_EVERY
    }
}

/// The tables, as far as the use cases need them.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    ops: Db,
}

impl Credentials {
    pub(crate) fn new(ops: Db) -> Self {
        Self { ops }
    }

    pub(crate) async fn password_hash(&self, person: PersonId) -> Result<Option<String>, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_scalar("SELECT phc FROM credentials WHERE person_id = $1")
                .bind(person.0)
                .fetch_optional(c)
                .await
        })?)
    }

    pub(crate) async fn start_session(
        &self,
        hash: [u8; 32],
        session: Uuid,
        person: PersonId,
        now: DateTime<Utc>,
    ) -> Result<(), DbError> {
        let expires = now + SESSION_LIFETIME;
        self.ops
            .write(move |tx| {
                Box::pin(async move {
                    on_tx!(tx, c => {
                        sqlx::query(
                            "INSERT INTO sessions
                             (token_hash, session_id, person_id, created_at, last_seen_at, expires_at)
                             VALUES ($1, $2, $3, $4, $4, $5)",
                        )
                        .bind(hash.as_slice())
                        .bind(session)
                        .bind(person.0)
                        .bind(now)
                        .bind(expires)
                        .execute(c)
                        .await
                        .map(drop)
                    })?;
                    Ok(())
                })
            })
            .await
    }

    pub(crate) async fn session(&self, hash: [u8; 32]) -> Result<Option<SessionRow>, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_as(
                "SELECT session_id, person_id, last_seen_at, expires_at FROM sessions WHERE token_hash = $1",
            )
            .bind(hash.as_slice())
            .fetch_optional(c)
            .await
        })?)
    }

    pub(crate) async fn touch_session(&self, hash: [u8; 32], now: DateTime<Utc>) -> Result<(), DbError> {
        self.ops
            .write(move |tx| {
                Box::pin(async move {
                    on_tx!(tx, c => {
                        sqlx::query("UPDATE sessions SET last_seen_at = $1 WHERE token_hash = $2")
                            .bind(now)
                            .bind(hash.as_slice())
                            .execute(c)
                            .await
                            .map(drop)
                    })?;
                    Ok(())
                })
            })
            .await
    }

    pub(crate) async fn end_session(&self, hash: [u8; 32]) -> Result<(), DbError> {
        self.ops
            .write(move |tx| {
                Box::pin(async move {
                    on_tx!(tx, c => {
                        sqlx::query("DELETE FROM sessions WHERE token_hash = $1")
                            .bind(hash.as_slice())
                            .execute(c)
                            .await
                            .map(drop)
                    })?;
                    Ok(())
                })
            })
            .await
    }

    /// Marks a link as used and sets the password, together: of many at the same instant one wins, and answers
    /// true.
    pub(crate) async fn use_link(
        &self,
        hash: [u8; 32],
        person: PersonId,
        phc: String,
        now: DateTime<Utc>,
    ) -> Result<bool, DbError> {
        self.ops
            .write(move |tx| {
                Box::pin(async move {
                    let used = on_tx!(tx, c => {
                        sqlx::query(
                            "INSERT INTO used_links (token_hash, person_id, used_at) VALUES ($1, $2, $3)
                             ON CONFLICT (token_hash) DO NOTHING",
                        )
                        .bind(hash.as_slice())
                        .bind(person.0)
                        .bind(now)
                        .execute(c)
                        .await
                        .map(|done| done.rows_affected())
                    })?;
                    if used == 0 {
                        return Ok(false);
                    }
                    on_tx!(tx, c => {
                        sqlx::query(
                            "INSERT INTO credentials (person_id, phc, updated_at) VALUES ($1, $2, $3)
                             ON CONFLICT (person_id)
                             DO UPDATE SET phc = excluded.phc, updated_at = excluded.updated_at",
                        )
                        .bind(person.0)
                        .bind(phc)
                        .bind(now)
                        .execute(c)
                        .await
                        .map(drop)
                    })?;
                    Ok(true)
                })
            })
            .await
    }
}
