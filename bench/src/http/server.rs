//! The program on a fresh place, as a process of its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use docket_eventstore::db::Location;
use docket_eventstore::testing::TestDb;

use super::Database;
use super::client::Client;
use super::machine::{Memory, processor_time};

const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(60);
/// How often a start is looked at: the grain of its measurement.
const POLL: Duration = Duration::from_millis(1);

/// An empty place for the program's data, removed by [`Site::remove`].
pub(super) struct Site {
    binary: PathBuf,
    db: TestDb,
    /// Where the data are, if not there.
    elsewhere: Option<String>,
    folder: PathBuf,
    port: u16,
}

impl Site {
    pub(super) async fn new(binary: &Path, database: Database, server: Option<&str>) -> Result<Self> {
        let db = match database {
            Database::Sqlite => TestDb::sqlite().await,
            Database::Postgres => TestDb::postgres_on(server.context("no PostgreSQL server is named")?).await,
        };
        // The program has the place to itself.
        db.databases.close().await;
        let folder = std::env::temp_dir().join(format!("docket-bench-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder)?;
        Ok(Self { binary: binary.to_owned(), db, elsewhere: None, folder, port: free_port()? })
    }

    /// The same program on data that are there already and stay.
    pub(super) fn on(mut self, database: &str) -> Self {
        self.elsewhere = Some(database.to_owned());
        self
    }

    pub(super) fn mail_folder(&self) -> PathBuf {
        self.folder.join("mail")
    }

    pub(super) fn command(&self) -> Command {
        let database = match self.db.location() {
            Location::Folder(folder) => format!("sqlite:{}", folder.display()),
            Location::Postgres(address) => address.clone(),
        };
        let mut command = Command::new(&self.binary);
        command
            .env("DOCKET_DATABASE_URL", self.elsewhere.as_ref().unwrap_or(&database))
            .env("DOCKET_DATA_DIR", self.folder.join("data"))
            .env("DOCKET_SMTP_URL", format!("file:{}", self.mail_folder().display()))
            .env("DOCKET_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("DOCKET_LIMITS", "0")
            .env("DOCKET_LOG", "warn")
            .stdin(Stdio::null());
        command
    }

    /// Serves with these further arguments and waits until it is ready.
    pub(super) async fn start(&self, arguments: &[&str], smtp: Option<&str>) -> Result<Server> {
        let mut command = self.command();
        if let Some(smtp) = smtp {
            command.env("DOCKET_SMTP_URL", smtp);
        }
        let child = command.arg("serve").args(arguments).stdout(Stdio::null()).spawn()?;
        let mut server = Server { child, port: self.port };
        let limit = Instant::now() + START_LIMIT;
        while !server.is_ready().await {
            if let Some(status) = server.child.try_wait()? {
                bail!("the program ended with {status}");
            }
            ensure!(Instant::now() < limit, "the program is not ready in {START_LIMIT:?}");
            tokio::time::sleep(POLL).await;
        }
        Ok(server)
    }

    pub(super) async fn remove(self) {
        self.db.remove().await;
        // What is left behind lies in the folder for what is left behind.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// A running server; killed when dropped.
pub(super) struct Server {
    child: Child,
    port: u16,
}

impl Server {
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut client) = Client::connect(self.port, None).await else { return false };
        // The document is served by the API itself, without login.
        client.get("/openapi.json").await.is_ok()
    }

    pub(super) fn memory(&self) -> Result<Memory> {
        Memory::of(self.child.id())
    }

    /// Waits until it uses next to no processor time, at most so long.
    pub(super) async fn quiet(&self, limit: Duration) {
        let end = Instant::now() + limit;
        let mut before = processor_time(self.child.id());
        while Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(500)).await;
            let now = processor_time(self.child.id());
            if now.saturating_sub(before) < Duration::from_millis(20) {
                return;
            }
            before = now;
        }
    }

    /// Stops it in good order.
    pub(super) async fn stop(mut self) -> Result<()> {
        // The standard library can only kill.
        let status = Command::new("kill").arg(self.child.id().to_string()).status()?;
        ensure!(status.success(), "cannot signal the program");
        let limit = Instant::now() + STOP_LIMIT;
        loop {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the program ended with {status}");
                return Ok(());
            }
            ensure!(Instant::now() < limit, "the program did not stop in {STOP_LIMIT:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn free_port() -> Result<u16> {
    // Below the range of outgoing connections, which a load makes many of.
    let begin = 20_000 + (std::process::id() % 5_000) as u16;
    (begin..begin + 5_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .context("no free loopback port")
}
