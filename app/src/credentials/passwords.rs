//! Password hashes, and the links by which one is chosen.

use chrono::{DateTime, Utc};
use docket_domain::PersonId;
use docket_eventstore::db::{DbError, Tx};
use docket_eventstore::on_reader;

use super::{Credentials, execute, execute_in};

/// Stores the hash and ends the person's sessions, but for the one that is to stay.
async fn put(
    tx: &mut Tx<'_>,
    person: PersonId,
    phc: &str,
    now: DateTime<Utc>,
    keep: Option<[u8; 32]>,
) -> Result<(), DbError> {
    execute_in!(
        tx,
        "INSERT INTO credentials (person_id, phc, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (person_id) DO UPDATE SET phc = excluded.phc, updated_at = excluded.updated_at",
        person.0,
        phc,
        now,
    )?;
    // No token hashes to nothing.
    let keep = keep.map_or_else(Vec::new, |hash| hash.to_vec());
    execute_in!(
        tx,
        "DELETE FROM sessions WHERE person_id = $1 AND token_hash <> $2",
        person.0,
        keep.as_slice()
    )?;
    Ok(())
}

impl Credentials {
    pub(crate) async fn password_hash(&self, person: PersonId) -> Result<Option<String>, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_scalar("SELECT phc FROM credentials WHERE person_id = $1")
                .bind(person.0)
                .fetch_optional(c)
                .await
        })?)
    }

    /// Marks a link as used, sets the password and ends all sessions, together: of many at the same instant one wins,
    /// and answers true.
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
                    let used = execute_in!(
                        tx,
                        "INSERT INTO used_links (token_hash, person_id, used_at) VALUES ($1, $2, $3)
                         ON CONFLICT (token_hash) DO NOTHING",
                        hash.as_slice(),
                        person.0,
                        now,
                    )?;
                    if used == 1 {
                        put(tx, person, &phc, now, None).await?;
                    }
                    Ok(used == 1)
                })
            })
            .await
    }

    /// Sets another password and ends all sessions but the one that did it.
    pub(crate) async fn change_password(
        &self,
        person: PersonId,
        phc: String,
        now: DateTime<Utc>,
        keep: [u8; 32],
    ) -> Result<(), DbError> {
        self.ops.write(move |tx| Box::pin(async move { put(tx, person, &phc, now, Some(keep)).await })).await
    }

    /// Stores the same password under a stronger hash, unless it was changed meanwhile.
    pub(crate) async fn strengthen(
        &self,
        person: PersonId,
        weak: String,
        strong: String,
    ) -> Result<(), DbError> {
        execute!(
            self.ops,
            "UPDATE credentials SET phc = $3 WHERE person_id = $1 AND phc = $2",
            person.0,
            weak.as_str(),
            strong.as_str(),
        )
        .map(drop)
    }
}
