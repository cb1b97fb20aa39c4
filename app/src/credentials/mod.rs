//! What stands in `ops` beside the log: password hashes, sessions, tokens, second factors, used links, what people
//! who are not logged in asked for. Only hashes of tokens are kept.

mod factors;
mod passwords;
mod requests;
mod sessions;
mod tokens;

use docket_eventstore::db::Db;
use sha2::{Digest, Sha256};

pub(crate) use factors::SealedSecret;
pub(crate) use requests::{AccountRequest, Asked, Mailed};
pub(crate) use sessions::{NewSession, SessionRow};

/// The hash under which a clear token is kept.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
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
