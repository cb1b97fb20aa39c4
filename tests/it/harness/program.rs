//! The built program, started on a place of its own and ended with the test.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use docket_eventstore::db::Location;
use docket_eventstore::testing::TestDb;
use docket_test_support::{wait_for, wait_until};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use super::http::{Call, Client};

/// A debug build on a loaded machine, with a story of three months to tell.
const START_LIMIT: Duration = Duration::from_secs(120);
const STOP_LIMIT: Duration = Duration::from_secs(60);

/// Where a program's data, mails and output are. Several programs, and one after the other, can be started on it.
#[derive(Debug)]
pub(crate) struct Site {
    folder: TempDir,
    mail: PathBuf,
    database_url: String,
    port: u16,
}

impl Site {
    /// On a test's database.
    pub(crate) fn new(db: &TestDb) -> Self {
        Self::at(match db.location() {
            Location::Folder(folder) => format!("sqlite:{}", folder.display()),
            Location::Postgres(address) => address.clone(),
        })
    }

    /// On the database of that address.
    pub(crate) fn at(database_url: String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { mail: folder.path().join("mail"), folder, database_url, port: free_port() }
    }

    /// A second node of the site: the same database and mail, a folder and a port of its own.
    pub(crate) fn second_node(&self) -> Self {
        Self { mail: self.mail_folder(), ..Self::at(self.database_url.clone()) }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn mail_folder(&self) -> PathBuf {
        self.mail.clone()
    }

    pub(crate) fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn public_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The program with arguments, not yet started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command
            .args(arguments)
            .env_clear()
            .env("PATH", path())
            .env("DOCKET_DATABASE_URL", &self.database_url)
            .env("DOCKET_DATA_DIR", self.folder.path().join("data"))
            .env("DOCKET_SMTP_URL", format!("file:{}", self.mail_folder().display()))
            .env("DOCKET_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("DOCKET_PUBLIC_URL", self.public_url())
            .stdin(Stdio::null());
        command
    }

    /// Runs a command of the program to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        tokio::task::spawn_blocking(move || command.output().expect("the program runs")).await.unwrap()
    }

    /// Serves, all roles in one process.
    pub(crate) async fn serve(&self) -> Program {
        let program = self.start(&["serve"]);
        program.until_ready().await;
        program
    }

    /// The same with variables of its own.
    pub(crate) async fn serve_with(&self, variables: &[(&str, &str)]) -> Program {
        let mut command = self.command(&["serve"]);
        command.envs(variables.iter().copied());
        let program = Program::spawn(command, self.port, self.folder.path());
        program.until_ready().await;
        program
    }

    /// Serves the demo.
    pub(crate) async fn demo(&self) -> Program {
        let program = self.start(&["demo"]);
        program.until_ready().await;
        program
    }

    /// Starts a process and does not wait for it.
    pub(crate) fn start(&self, arguments: &[&str]) -> Program {
        Program::spawn(self.command(arguments), self.port, self.folder.path())
    }
}

/// A process of the program. It is killed when it is dropped; what it said is shown when the test fails.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    port: u16,
    output: PathBuf,
}

impl Program {
    /// Starts a process whose output goes into a file of `folder`.
    pub(crate) fn spawn(mut command: Command, port: u16, folder: &Path) -> Self {
        static STARTED: AtomicU16 = AtomicU16::new(0);
        let output = folder.join(format!("output-{}", STARTED.fetch_add(1, Ordering::Relaxed)));
        let file = File::create(&output).unwrap();
        let child =
            command.stdout(file.try_clone().unwrap()).stderr(file).spawn().expect("the program starts");
        Self { child, port, output }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn client(&self) -> Client {
        Client::anonymous(self.port)
    }

    pub(crate) fn output(&self) -> String {
        fs::read_to_string(&self.output).unwrap_or_default()
    }

    /// Waits until it says that it can answer.
    pub(crate) async fn until_ready(&self) {
        let client = self.client();
        wait_until(START_LIMIT, "the program to be ready", async || {
            if let Some(status) = self.ended() {
                panic!("the program ended with {status}:\n{}", self.output());
            }
            client.try_send(Call::get("!/readyz")).await.is_ok_and(|answer| answer.status == 200)
        })
        .await;
    }

    /// Whether it has ended; looks and does not wait.
    fn ended(&self) -> Option<String> {
        let state = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // The state follows the name, which is in brackets; one that ended and was not waited for is a zombie.
        let zombie = state.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z'));
        zombie.then(|| "an error".to_owned())
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn wait(&mut self) -> ExitStatus {
        let child = &mut self.child;
        wait_for(STOP_LIMIT, "the program to end", async || child.try_wait().unwrap()).await
    }

    /// Stops it in good order.
    pub(crate) async fn stop(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.wait().await
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        if std::thread::panicking() {
            let output = self.output();
            let lines: Vec<&str> = output.lines().collect();
            eprintln!("--- the end of what process {} said ---", self.child.id());
            eprintln!("{}", lines[lines.len().saturating_sub(40)..].join("\n"));
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the program finds nothing by itself; bash and curl are in the path"
)]
pub(crate) fn path() -> String {
    std::env::var("PATH").unwrap_or_default()
}

/// Below the range that systems take ports of outgoing connections from, so that nobody takes the port of a server
/// that is restarted.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let begin = (std::process::id() % 10_000) as u16;
    (0..10_000)
        .map(|_| 10_000 + begin.wrapping_mul(89).wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}
