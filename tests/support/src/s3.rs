//! A store that speaks S3: moto, which answers as Amazon does and keeps everything in its memory.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use crate::variable;

/// The bucket that is there from the beginning.
pub const BUCKET: &str = "files";

/// Says its port, and ends with its input.
const PROGRAM: &str = "
import sys, urllib.request
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
port = server.get_host_and_port()[1]
bucket = urllib.request.Request(f'http://127.0.0.1:{port}/files', method='PUT')
urllib.request.urlopen(bucket).read()
print(port, flush=True)
sys.stdin.read()
";

/// An S3 server on a free loopback port, with one bucket. It ends when it is dropped, and with this process.
#[derive(Debug)]
pub struct S3Server {
    port: u16,
    process: Child,
}

impl S3Server {
    /// Starts a server.
    ///
    /// # Panics
    /// When the test was not started by `cargo xtask test`, or the server does not come up.
    #[must_use]
    pub fn start() -> Self {
        Self::try_start().unwrap_or_else(|error| panic!("S3 server: {error:#}"))
    }

    fn try_start() -> Result<Self> {
        let mut process = Command::new(variable::required(variable::SMTP_PYTHON))
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("cannot run it")?;
        let mut said = String::new();
        let output = process.stdout.take().context("no standard output")?;
        BufReader::new(output).read_line(&mut said)?;
        let port = said.trim().parse().with_context(|| format!("it said {said:?}"))?;
        Ok(Self { port, process })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address for `DOCKET_FILES_ENDPOINT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
