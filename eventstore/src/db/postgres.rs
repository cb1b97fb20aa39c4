//! One PostgreSQL database with the four schemas, found by name through the `search_path`.

use std::net::IpAddr;
use std::num::NonZero;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{Connection, PgConnection};

use super::DbError;
use super::lend::{Lender, Lent, Terms};

/// How long a connection is waited for, and how long one may take to be made.
const WAIT: Duration = Duration::from_secs(3);
/// Connections for each processor of this machine, and how many there are at least and at most. What a node does at a
/// time is bounded by its processors; where all is on one machine, more connections only take turns, and the slowest
/// answers wait longest: 16 clients, two cores, the queue, p99 of 6 connections 12.8 ms and of 4 11.5, at the same p50.
const FOR_EACH_PROCESSOR: usize = 2;
const FEWEST: usize = 4;
const MOST: usize = 12;
/// Asking a connection whether it lives before each use would double the round trips of every statement. One that was
/// used a moment ago is taken at its word; one that has rested is asked, and where the network has fallen silent, the time
/// for which a connection is waited for ends that.
const TRUSTED: Duration = Duration::from_millis(500);
/// How a transaction that writes begins.
pub(super) const WRITE: &str = "BEGIN";
/// How one begins that only reads, and may read an index by a bitmap.
pub(super) const READ_BY_BITMAP: &str = "BEGIN READ ONLY; SET LOCAL enable_bitmapscan = on";
/// A statement has one plan that is worth having, as scans are ruled out. Planning some of them anew each time, since
/// guesses about values nobody has seen look dear, took five times as long as carrying them out.
pub(super) const ONE_PLAN: (&str, &str) = ("plan_cache_mode", "force_generic_plan");

/// An open PostgreSQL database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PgDb {
    options: Arc<PgConnectOptions>,
    lender: Lender<PgConnection>,
}

/// How Docket connects. To another machine only over TLS, and only to whom a certificate the system trusts vouches for,
/// unless the address says otherwise by `sslmode` (OWASP ASVS 5.0 12.3.2).
fn options(address: &str) -> Result<PgConnectOptions, DbError> {
    let mut options = PgConnectOptions::from_str(address)?;
    let is_chosen = ["sslmode=", "ssl-mode="].iter().any(|parameter| address.contains(parameter));
    if !is_chosen && !is_this_machine(&options) {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    let options = options.application_name("docket").options([
        ("search_path", "log,ops,keys,views"),
        // A node that stops in the middle must lose its locks, not stop the others.
        ("lock_timeout", "2s"),
        ("statement_timeout", "5s"),
        ("idle_in_transaction_session_timeout", "5s"),
        ("tcp_keepalives_idle", "10"),
        ("tcp_keepalives_interval", "5"),
        ("tcp_keepalives_count", "3"),
        ("timezone", "UTC"),
        // A statement that was planned while a table was small would go on to read all of it as it grows; on
        // the writer's connection that happens under the lock. Every read has its index.
        ("enable_seqscan", "off"),
        // A page of a list ends after 50 rows of its index; a bitmap would first collect all that match, and before
        // the first statistics of a new table the planner takes that for the same work.
        ("enable_bitmapscan", "off"),
        // The penalty on scans would look like a query worth compiling.
        ("jit", "off"),
    ]);
    Ok(options)
}

fn is_this_machine(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn connections() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    (processors * FOR_EACH_PROCESSOR).clamp(FEWEST, MOST)
}

impl PgDb {
    /// Opens the database and makes the schemas where they are missing.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the server cannot be reached; [`DbError::Driver`] when the address is not
    /// one, or the role may not create schemas.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        let db = Self::connect_to(address)?;
        let mut lent = db.lend().await?;
        for schema in ["log", "ops", "keys", "views"] {
            super::migrate::create_schema(lent.connection(), schema).await?;
        }
        lent.give_back();
        Ok(db)
    }

    /// Opens the database as it is.
    pub(super) fn connect_to(address: &str) -> Result<Self, DbError> {
        let options = options(address)?;
        let terms = Terms { size: connections(), wait: WAIT, trusted: Some(TRUSTED) };
        let lender = Lender::new(options.clone().options([ONE_PLAN]), terms);
        Ok(Self { options: Arc::new(options), lender })
    }

    /// Opens one connection and closes it again. Where that fails, the error says why: a pool that tries again until
    /// its time is over only says that it is.
    pub(super) async fn try_once(address: &str) -> Result<(), DbError> {
        let connected = tokio::time::timeout(WAIT, PgConnection::connect_with(&options(address)?)).await;
        connected.map_err(|_| DbError::Unavailable(sqlx::Error::PoolTimedOut))??.close().await?;
        Ok(())
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// When the server cannot be reached, or none came back in time.
    pub async fn lend(&self) -> Result<Lent<PgConnection>, sqlx::Error> {
        self.lender.lend().await
    }

    pub(super) async fn close(&self) {
        self.lender.close().await;
    }

    /// Whether it is the same, opened once.
    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.options, &other.options)
    }

    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, DbError> {
        Ok(PgConnection::connect_with(&self.options).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d55_a_database_on_another_machine_has_to_prove_who_it_is() {
        let mode = |address| options(address).unwrap().get_ssl_mode();
        assert!(matches!(mode("postgres://docket@db.meridian.example/docket"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://docket@192.0.2.7:5433/docket"), PgSslMode::VerifyFull));
        assert!(matches!(mode("postgres://docket@127.0.0.1/docket"), PgSslMode::Prefer));
        assert!(matches!(mode("postgres://docket@localhost/docket"), PgSslMode::Prefer));
        let chosen = "postgres://docket@db.meridian.example/docket?sslmode=require";
        assert!(matches!(mode(chosen), PgSslMode::Require));
    }
}
