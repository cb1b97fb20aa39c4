//! Secrets of the installation, made at first use and kept in `keys`, away from the log.

use crate::db::{Db, DbError};
use crate::on_tx;

/// The secret for a purpose: 256 bits from the system's generator, the same for all processes of an installation.
///
/// # Errors
/// When the database fails, or the system has no randomness.
pub async fn site_key(keys: &Db, purpose: &'static str) -> Result<[u8; 32], DbError> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(|e| DbError::Io(std::io::Error::other(e.to_string())))?;
    keys.write::<[u8; 32], DbError, _>(move |tx| {
        Box::pin(async move {
            on_tx!(tx, c => {
                sqlx::query("INSERT INTO site_keys (purpose, key) VALUES ($1, $2) ON CONFLICT (purpose) DO NOTHING")
                    .bind(purpose)
                    .bind(fresh.as_slice())
                    .execute(c)
                    .await
                    .map(drop)
            })?;
            let key: Vec<u8> = on_tx!(tx, c => {
                sqlx::query_scalar("SELECT key FROM site_keys WHERE purpose = $1").bind(purpose).fetch_one(c).await
            })?;
            key.try_into().map_err(|key: Vec<u8>| DbError::Corrupt {
                place: "site_keys",
                what: format!("a key of {} bytes", key.len()),
            })
        })
    })
    .await
}
