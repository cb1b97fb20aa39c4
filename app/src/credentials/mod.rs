//! What stands in `ops` beside the log: password hashes, sessions, tokens, second factors, used links, what people
//! who are not logged in asked for. Only hashes of tokens are kept.

mod factors;
mod passwords;
mod requests;
mod sessions;
mod tokens;

use docket_domain::PersonId;
use docket_eventstore::db::Db;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use factors::SealedSecret;
pub(crate) use requests::{AccountRequest, Asked, Mailed};
pub(crate) use sessions::{NewSession, SessionRow};

/// The hash under which a clear token is kept.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// How many tokens are remembered. One takes about 100 bytes.
const KNOWN: usize = 16_384;

/// The tables, as far as the use cases need them.
#[derive(Debug)]
pub(crate) struct Credentials {
    ops: Db,
    /// Whose sessions are, by the hashes of their tokens, where the log can be asked for a session by the way. That never
    /// changes; whether a session has ended is asked each time.
    owners: Option<Cache<[u8; 32], PersonId>>,
    /// The public ids and owners of API tokens, by their hashes. That never changes either; whether a token was revoked,
    /// its owner's stream says.
    api_tokens: Cache<[u8; 32], (Uuid, PersonId)>,
}

impl Credentials {
    pub(crate) fn new(ops: Db, log: &Db) -> Self {
        let owners = ops.is_beside(log).then(|| Cache::new(KNOWN));
        Self { ops, owners, api_tokens: Cache::new(KNOWN) }
    }
}

/// Runs one statement in the transaction `$tx` and answers how many rows it changed.
macro_rules! execute_in {
    ($tx:expr, $text:expr $(, $bind:expr)* $(,)?) => {
        docket_eventstore::on_tx!($tx, c => {
            sqlx::query($text)$(.bind($bind))*.execute(c).await.map(|done| done.rows_affected())
        })
    };
}

/// Runs one statement in a transaction of its own and answers how many rows it changed.
macro_rules! execute {
    ($db:expr, $text:expr $(, $bind:expr)* $(,)?) => {
        $db.write::<u64, docket_eventstore::db::DbError, _>(move |tx| {
            Box::pin(async move { Ok(crate::credentials::execute_in!(tx, $text $(, $bind)*)?) })
        })
        .await
    };
}

pub(crate) use {execute, execute_in};
