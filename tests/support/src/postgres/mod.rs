//! A throw-away PostgreSQL server on a free loopback port, run by a user without rights.

mod binaries;
mod folder;
mod keeper;
mod user;

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use self::folder::Folder;
use self::keeper::Keeper;
use self::user::User;
use crate::variable;

pub use self::binaries::find as find_binaries;

const ROLE: &str = "docket";
const PASSWORD: &str = "docket";
/// The first start and one after a crash take well under a second; a loaded machine takes longer.
const START_LIMIT: Duration = Duration::from_secs(60);
const STOP_LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(10);
/// Below the range that systems take ports of outgoing connections from: nobody takes the port of a server that is
/// stopped for a moment.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// How a server is made.
#[derive(Clone, Debug)]
pub struct PgSettings {
    /// The folder with `initdb` and `postgres`.
    pub bin: PathBuf,
    /// Whether a commit reaches the disk before it is answered. Tests do without: a server that is killed loses
    /// nothing by it, only a machine that loses its power does.
    pub durable: bool,
    /// The most connections at a time.
    pub max_connections: u32,
}

impl PgSettings {
    /// What tests need, with the programs in this folder.
    #[must_use]
    pub fn for_tests(bin: PathBuf) -> Self {
        Self { bin, durable: false, max_connections: 200 }
    }
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StopMode {
    /// In good order: connections are ended, what they left open is rolled back.
    Fast,
    /// At once, as an administrator in a hurry: connections are cut and the next start recovers.
    Immediate,
    /// `kill -9` of the server's first process.
    Kill,
}

impl StopMode {
    fn signal(self) -> Signal {
        match self {
            Self::Fast => Signal::INT,
            Self::Immediate => Signal::QUIT,
            Self::Kill => Signal::KILL,
        }
    }
}

/// A PostgreSQL server of one's own. It listens on 127.0.0.1 only, knows the role `docket` (may log in and create
/// databases, no superuser) and its database `docket`. Dropping it stops the server and removes its data; so does
/// the end of this process in any other way, `kill -9` included.
#[derive(Debug)]
pub struct PgCluster {
    settings: PgSettings,
    user: User,
    port: u16,
    // Dropped in this order: the server, what watches over it, the data.
    server: Option<Child>,
    keeper: Keeper,
    folder: Folder,
}

impl PgCluster {
    /// Starts a server with the programs that `cargo xtask test` found. Takes a second or two, and blocks.
    ///
    /// # Panics
    /// When the test was not started by `cargo xtask test`, or the server does not come up.
    #[must_use]
    pub fn start() -> Self {
        let bin = PathBuf::from(variable::required(variable::PG_BIN));
        Self::start_with(PgSettings::for_tests(bin)).unwrap_or_else(|error| panic!("PostgreSQL: {error:#}"))
    }

    /// Starts a server as `settings` say.
    ///
    /// # Errors
    /// What the server's programs complained about.
    pub fn start_with(settings: PgSettings) -> Result<Self> {
        let user = User::for_postgres()?;
        let folder = Folder::new(&user)?;
        let keeper = Keeper::start(&user, folder.path())?;
        let mut cluster = Self { settings, user, port: 0, server: None, keeper, folder };
        cluster.initialise()?;
        // Another process may take a free port before the server does.
        let mut attempts = 5;
        loop {
            cluster.port = free_port()?;
            attempts -= 1;
            match cluster.start_again() {
                Err(_) if attempts > 0 && cluster.log().contains("could not bind") => {}
                other => return other.map(|()| cluster),
            }
        }
    }

    /// The address of the role's own database, `docket`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_of("docket", self.port)
    }

    /// The address of a database of this server at a port: its own, or that of a proxy in front of it.
    #[must_use]
    pub fn url_of(&self, database: &str, port: u16) -> String {
        format!("postgres://{ROLE}:{PASSWORD}@127.0.0.1:{port}/{database}")
    }

    /// The port, the same after a stop and a start.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Stops the server and waits for its end; does nothing when it is stopped.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn stop(&mut self, mode: StopMode) -> Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        let pid = Pid::from_child(&server);
        if server.try_wait()?.is_none() {
            kill_process(pid, mode.signal()).context("cannot signal the server")?;
        }
        let limit = Instant::now() + STOP_LIMIT;
        while server.try_wait()?.is_none() {
            if Instant::now() > limit {
                kill_process(pid, Signal::KILL).context("cannot kill the server")?;
                server.wait()?;
                self.keeper.forget();
                bail!("the server did not stop in {STOP_LIMIT:?} and was killed; {}", self.log());
            }
            thread::sleep(POLL);
        }
        self.keeper.forget();
        Ok(())
    }

    /// Starts the stopped server on its data and its port, and waits until it takes connections.
    ///
    /// # Errors
    /// When it runs already, or does not come up.
    pub fn start_again(&mut self) -> Result<()> {
        ensure!(self.server.is_none(), "the server runs already");
        let limit = Instant::now() + START_LIMIT;
        loop {
            let mut server = self.spawn()?;
            match self.until_ready(&mut server, limit) {
                Ok(()) => {
                    self.server = Some(server);
                    return Ok(());
                }
                Err(error) => {
                    drop(server.kill());
                    server.wait()?;
                    self.keeper.forget();
                    // After `kill -9` the last of the old processes may still hold the shared memory.
                    let lingers = self.log().contains("pre-existing shared memory block");
                    if !lingers || Instant::now() > limit {
                        return Err(error);
                    }
                }
            }
            thread::sleep(POLL);
        }
    }

    /// The end of the server's log.
    #[must_use]
    pub fn log(&self) -> String {
        let text = fs::read(self.folder.log()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.settings.bin.join(name));
        self.user.become_in(&mut command);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    fn initialise(&self) -> Result<()> {
        let output = self
            .program("initdb")
            .args(["--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .args(["--auth-local=trust", "--auth-host=scram-sha-256"])
            .arg("--pgdata")
            .arg(self.folder.data())
            .output()
            .context("cannot run initdb")?;
        ensure!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr));
        // The server alone, for one statement a line: no client program is needed.
        let mut single = self
            .program("postgres")
            .arg("--single")
            .arg("-D")
            .arg(self.folder.data())
            .args(["-c", "fsync=off", "postgres"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run postgres")?;
        if let Some(mut statements) = single.stdin.take() {
            writeln!(statements, "CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{PASSWORD}';")?;
            writeln!(statements, "CREATE DATABASE docket OWNER {ROLE};")?;
        }
        let output = single.wait_with_output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success() && !said.contains("ERROR"), "cannot create the role: {said}");
        Ok(())
    }

    fn spawn(&mut self) -> Result<Child> {
        let log = self.folder.open_log(&self.user)?;
        let on = if self.settings.durable { "on" } else { "off" };
        let server = self
            .program("postgres")
            .arg("-D")
            .arg(self.folder.data())
            .args(["-p", &self.port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1"])
            .arg("-c")
            .arg(format!("unix_socket_directories={}", self.folder.path().display()))
            .args(["-c", &format!("fsync={on}"), "-c", &format!("full_page_writes={on}")])
            .args(["-c", &format!("synchronous_commit={on}")])
            .args(["-c", &format!("max_connections={}", self.settings.max_connections)])
            .stdout(log.try_clone()?)
            .stderr(log)
            // An interrupt from the terminal is for whoever started us, who stops the server in good order.
            .process_group(0)
            .spawn()
            .context("cannot run postgres")?;
        self.keeper.watch(&server);
        Ok(server)
    }

    fn until_ready(&self, server: &mut Child, limit: Instant) -> Result<()> {
        let pid = server.id().to_string();
        loop {
            if let Some(status) = server.try_wait()? {
                bail!("the server ended with {status}: {}", self.log());
            }
            // As pg_ctl does: the first line is the process, the eighth its state.
            let state = fs::read_to_string(self.folder.data().join("postmaster.pid")).unwrap_or_default();
            let mut lines = state.lines();
            if lines.next() == Some(&pid) && lines.nth(6).is_some_and(|state| state.trim() == "ready") {
                return Ok(());
            }
            ensure!(Instant::now() < limit, "the server is not ready in {START_LIMIT:?}: {}", self.log());
            thread::sleep(POLL);
        }
    }
}

impl Drop for PgCluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop(StopMode::Immediate) {
            eprintln!("PostgreSQL: {error:#}");
        }
    }
}

fn free_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let many = PORTS.end - PORTS.start;
    // Processes that start at the same time begin at different places.
    let begin = (std::process::id() % u32::from(many)) as u16;
    for _ in 0..many {
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let port = PORTS.start + (begin.wrapping_mul(97).wrapping_add(step)) % many;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port between {} and {}", PORTS.start, PORTS.end)
}
