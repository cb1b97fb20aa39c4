//! API tokens: which person and which entry of the log a clear token stands for.

use docket_domain::PersonId;
use docket_eventstore::db::DbError;
use docket_eventstore::on_reader;
use uuid::Uuid;

use super::{Credentials, execute};

impl Credentials {
    pub(crate) async fn keep_api_token(
        &self,
        hash: [u8; 32],
        token: Uuid,
        person: PersonId,
    ) -> Result<(), DbError> {
        execute!(
            self.ops,
            "INSERT INTO api_tokens (token_hash, token_id, person_id) VALUES ($1, $2, $3)",
            hash.as_slice(),
            token,
            person.0,
        )
        .map(drop)
    }

    /// The token's public id and whose it is.
    pub(crate) async fn api_token(&self, hash: [u8; 32]) -> Result<Option<(Uuid, PersonId)>, DbError> {
        if let Some(known) = self.api_tokens.get(&hash) {
            return Ok(Some(known));
        }
        let row: Option<(Uuid, Uuid)> = on_reader!(&self.ops, c => {
            sqlx::query_as("SELECT token_id, person_id FROM api_tokens WHERE token_hash = $1")
                .bind(hash.as_slice())
                .fetch_optional(c)
                .await
        })?;
        let found = row.map(|(token, person)| (token, PersonId(person)));
        if let Some(found) = found {
            self.api_tokens.insert(hash, found);
        }
        Ok(found)
    }
}
