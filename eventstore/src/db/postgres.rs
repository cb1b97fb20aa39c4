//! One PostgreSQL database with the four schemas, found by name through the `search_path`.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{Connection, PgConnection, PgPool, Postgres, Transaction};

use super::DbError;

const POOL: u32 = 12;
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(3);
/// For how long after its last use a connection is taken to live.
const TRUSTED: Duration = Duration::from_millis(500);

/// An open PostgreSQL database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PgDb {
    options: Arc<PgConnectOptions>,
    pool: PgPool,
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

impl PgDb {
    /// Opens the database and makes the schemas where they are missing.
    ///
    /// # Errors
    /// [`DbError::Unavailable`] when the server cannot be reached; [`DbError::Driver`] when the address is not
    /// one, or the role may not create schemas.
    pub async fn open(address: &str) -> Result<Self, DbError> {
        let db = Self::connect_to(address).await?;
        for schema in ["log", "ops", "keys", "views"] {
            super::migrate::create_schema(&db.pool, schema).await?;
        }
        Ok(db)
    }

    /// Opens the database as it is.
    pub(super) async fn connect_to(address: &str) -> Result<Self, DbError> {
        let options = options(address)?;
        // Maintenance of sqlx 0.9 pools can spin (sqlx #3645): without limits on age there is none.
        let pool = PoolOptions::<Postgres>::new()
            .max_connections(POOL)
            .min_connections(0)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            // Asking a connection whether it lives before each use would double the round trips of every statement.
            // One that was used a moment ago is taken at its word; one that has rested is asked, and where the
            // network has fallen silent, the time for acquiring it ends the wait.
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > TRUSTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options.clone())
            .await?;
        Ok(Self { options: Arc::new(options), pool })
    }

    /// Opens one connection and closes it again. Where that fails, the error says why: a pool that tries again until
    /// its time is over only says that it is.
    pub(super) async fn try_once(address: &str) -> Result<(), DbError> {
        let connected =
            tokio::time::timeout(ACQUIRE_TIMEOUT, PgConnection::connect_with(&options(address)?)).await;
        connected.map_err(|_| DbError::Unavailable(sqlx::Error::PoolTimedOut))??.close().await?;
        Ok(())
    }

    /// Connections for autocommit statements.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(super) fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    pub(super) async fn connect(&self) -> Result<PgConnection, DbError> {
        Ok(PgConnection::connect_with(&self.options).await?)
    }

    pub(super) async fn begin(&self) -> Result<Transaction<'static, Postgres>, DbError> {
        Ok(self.pool.begin().await?)
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
