//! Databases for tests: an SQLite folder that goes away with the test, a fresh PostgreSQL database on the server
//! that `cargo xtask test` starts.
//!
//! ```text
//! docket_eventstore::backend_tests! {
//!     async fn an_event_is_read_as_it_was_written(db: TestDb) {
//!         let store = db.store().await;
//!         …
//!     }
//! }
//! ```
//!
//! makes the tests `sqlite::an_event_…` and `postgres::an_event_…`.

mod bare;

use std::str::FromStr;
use std::sync::Arc;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use tempfile::TempDir;
use uuid::Uuid;

use crate::db::{Databases, Db, Location, sql};
use crate::{Store, StoreOptions};

pub use bare::Bare;

/// The variable with the `postgres://` address of a server for tests. Its role may create databases, and is no
/// superuser: a superuser may do what the program's role must not.
pub const POSTGRES: &str = "DOCKET_TEST_POSTGRES";

/// An empty place for Docket's data, migrated.
#[derive(Clone, Debug)]
pub struct TestDb {
    /// The four databases.
    pub databases: Databases,
    location: Location,
    server: Option<PgConnectOptions>,
    folder: Option<Arc<TempDir>>,
}

impl TestDb {
    /// A folder with SQLite files.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let location = Location::Folder(folder.path().to_owned());
        Self::open(location, None, Some(Arc::new(folder))).await
    }

    /// A database on the test server.
    ///
    /// # Panics
    /// When there is no such server.
    pub async fn postgres() -> Self {
        #[expect(clippy::disallowed_methods, reason = "tests are told of their server by their environment")]
        let address = std::env::var(POSTGRES);
        let Ok(address) = address else {
            panic!("{POSTGRES} is not set: run the tests with `cargo xtask test`, which starts a PostgreSQL");
        };
        Self::postgres_on(&address).await
    }

    /// A database on the server at a `postgres://` address.
    ///
    /// # Panics
    /// When the server does not answer, or the role may not create databases.
    pub async fn postgres_on(server: &str) -> Self {
        let server = PgConnectOptions::from_str(server).expect("an address of PostgreSQL");
        let name = format!("docket_test_{}", Uuid::now_v7().simple());
        let mut conn = server.connect().await.expect("the test server answers");
        conn.execute(sql(format!("CREATE DATABASE {name}")))
            .await
            .expect("the test role may create databases");
        conn.close().await.expect("the connection closes");
        let mut address = server.clone().database(&name).to_url_lossy();
        address.set_query(None);
        Self::open(Location::Postgres(address.to_string()), Some(server), None).await
    }

    async fn open(
        location: Location,
        server: Option<PgConnectOptions>,
        folder: Option<Arc<TempDir>>,
    ) -> Self {
        let databases = Databases::open(&location).await.expect("the database opens");
        Self { databases, location, server, folder }
    }

    /// Where the data is; for a program that is started on it, or a second [`Databases`].
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The log's database.
    pub fn log(&self) -> &Db {
        &self.databases.log
    }

    /// The other durable data's.
    pub fn ops(&self) -> &Db {
        &self.databases.ops
    }

    /// The read views'.
    pub fn views(&self) -> &Db {
        &self.databases.views
    }

    /// A store on it, with the options a program has.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn store(&self) -> Store {
        self.store_with(StoreOptions::default()).await
    }

    /// A store on it.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn store_with(&self, options: StoreOptions) -> Store {
        Store::open(self.databases.log.clone(), options).await.expect("the store opens")
    }

    /// Connections of its own to the same data, as another process would have.
    ///
    /// # Panics
    /// When they cannot be opened.
    pub async fn second(&self) -> Self {
        Self::open(self.location.clone(), self.server.clone(), self.folder.clone()).await
    }

    /// Removes it. A test that fails leaves a PostgreSQL database behind, to be looked at.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn remove(self) {
        self.databases.close().await;
        let (Some(server), Location::Postgres(address)) = (&self.server, &self.location) else { return };
        let options = PgConnectOptions::from_str(address).expect("our own address");
        let name = options.get_database().expect("our own database").to_owned();
        let mut conn = server.connect().await.expect("the test server answers");
        // Not `WITH (FORCE)`: that may meet an autovacuum worker, which only a superuser ends. A plain drop sends such
        // a worker away by itself, and the sessions that are left are our own.
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = $1 AND usename = current_user";
        let drop = format!("DROP DATABASE IF EXISTS {name}");
        for last in [false, false, true] {
            sqlx::query(end).bind(&name).execute(&mut conn).await.expect("our own sessions end");
            match conn.execute(sql(drop.clone())).await {
                Ok(_) => break,
                Err(error) => assert!(!last, "the database {name} cannot be dropped: {error}"),
            }
        }
        conn.close().await.expect("the connection closes");
    }
}

/// Writes each test once and runs it on both databases, as `sqlite::name` and `postgres::name`. Once a module.
#[macro_export]
macro_rules! backend_tests {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: TestDb) $body:block)*) => {
        $(async fn $name($db: $crate::testing::TestDb) $body)*

        mod sqlite {
            $($(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let db = $crate::testing::TestDb::sqlite().await;
                super::$name(db.clone()).await;
                db.remove().await;
            })*
        }

        mod postgres {
            $($(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let db = $crate::testing::TestDb::postgres().await;
                super::$name(db.clone()).await;
                db.remove().await;
            })*
        }
    };
}
