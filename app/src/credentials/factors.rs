//! Second factors. The secret comes and goes sealed; codes are counted here, so that each works once.

use chrono::{DateTime, Utc};
use docket_domain::PersonId;
use docket_eventstore::db::DbError;
use docket_eventstore::on_reader;

use super::{Credentials, execute, execute_in};

/// A second factor's row.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct SealedSecret {
    pub(crate) secret: Vec<u8>,
    /// Whether its owner has shown that their authenticator has it.
    pub(crate) confirmed: bool,
}

impl Credentials {
    pub(crate) async fn second_factor(&self, person: PersonId) -> Result<Option<SealedSecret>, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_as("SELECT secret, confirmed FROM second_factors WHERE person_id = $1")
                .bind(person.0)
                .fetch_optional(c)
                .await
        })?)
    }

    /// Keeps a secret that is still to be confirmed. One that was confirmed stays as it is, and the answer is false.
    pub(crate) async fn propose_second_factor(
        &self,
        person: PersonId,
        sealed: Vec<u8>,
        now: DateTime<Utc>,
    ) -> Result<bool, DbError> {
        let kept = execute!(
            self.ops,
            "INSERT INTO second_factors (person_id, secret, confirmed, last_step, updated_at)
             VALUES ($1, $2, $3, 0, $4) ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret,
             last_step = 0, updated_at = excluded.updated_at WHERE second_factors.confirmed = $3",
            person.0,
            sealed.as_slice(),
            false,
            now,
        )?;
        Ok(kept == 1)
    }

    /// Marks the 30 s step of a code as used. False when it, or a later one, was used before.
    pub(crate) async fn use_step(&self, person: PersonId, step: i64) -> Result<bool, DbError> {
        let used = execute!(
            self.ops,
            "UPDATE second_factors SET last_step = $2 WHERE person_id = $1 AND last_step < $2",
            person.0,
            step,
        )?;
        Ok(used == 1)
    }

    /// The secret counts from now on, with these recovery codes in place of all before.
    pub(crate) async fn confirm_second_factor(
        &self,
        person: PersonId,
        codes: Vec<[u8; 32]>,
    ) -> Result<(), DbError> {
        self.ops
            .write::<_, DbError, _>(move |tx| {
                Box::pin(async move {
                    execute_in!(
                        tx,
                        "UPDATE second_factors SET confirmed = $2 WHERE person_id = $1",
                        person.0,
                        true
                    )?;
                    execute_in!(tx, "DELETE FROM recovery_codes WHERE person_id = $1", person.0)?;
                    for code in &codes {
                        execute_in!(
                            tx,
                            "INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)",
                            person.0,
                            code.as_slice()
                        )?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Uses a recovery code up. False when it is none, or none any more.
    pub(crate) async fn use_recovery_code(&self, person: PersonId, code: [u8; 32]) -> Result<bool, DbError> {
        let used = execute!(
            self.ops,
            "DELETE FROM recovery_codes WHERE person_id = $1 AND code_hash = $2",
            person.0,
            code.as_slice()
        )?;
        Ok(used == 1)
    }

    pub(crate) async fn recovery_codes_left(&self, person: PersonId) -> Result<i64, DbError> {
        Ok(on_reader!(&self.ops, c => {
            sqlx::query_scalar("SELECT count(*) FROM recovery_codes WHERE person_id = $1")
                .bind(person.0)
                .fetch_one(c)
                .await
        })?)
    }

    /// Forgets secret and recovery codes.
    pub(crate) async fn forget_second_factor(&self, person: PersonId) -> Result<(), DbError> {
        self.ops
            .write::<_, DbError, _>(move |tx| {
                Box::pin(async move {
                    execute_in!(tx, "DELETE FROM recovery_codes WHERE person_id = $1", person.0)?;
                    execute_in!(tx, "DELETE FROM second_factors WHERE person_id = $1", person.0)?;
                    Ok(())
                })
            })
            .await
    }
}
