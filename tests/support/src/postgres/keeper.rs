//! A small shell that outlives us by a moment. It reads from a pipe that only we hold: when the pipe ends, we have
//! ended, in whatever way, and it stops the server and removes the folder.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context as _, Result};

use super::user::User;

const SCRIPT: &str = r#"
trap '' HUP INT TERM
server=
while read -r line; do server=$line; done
if [ -n "$server" ] && kill -s QUIT "$server" 2>/dev/null; then
    tries=100
    while [ $tries -gt 0 ] && kill -s 0 "$server" 2>/dev/null; do sleep 0.1; tries=$((tries - 1)); done
fi
rm -rf "$1"
"#;

#[derive(Debug)]
pub(super) struct Keeper {
    shell: Child,
    orders: Option<ChildStdin>,
}

impl Keeper {
    pub(super) fn start(user: &User, folder: &Path) -> Result<Self> {
        let mut command = Command::new("/bin/sh");
        user.become_in(&mut command);
        let mut shell = command
            .args(["-c", SCRIPT, "docket-pg-keeper"])
            .arg(folder)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .context("cannot run /bin/sh")?;
        let orders = shell.stdin.take();
        Ok(Self { shell, orders })
    }

    /// From now on this server is stopped when we end.
    pub(super) fn watch(&mut self, server: &Child) {
        self.order(&server.id().to_string());
    }

    /// The server has ended; its number may be somebody else's next.
    pub(super) fn forget(&mut self) {
        self.order("");
    }

    fn order(&mut self, line: &str) {
        if let Some(orders) = &mut self.orders {
            // Without a keeper the server is still stopped when it is dropped.
            drop(writeln!(orders, "{line}"));
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.orders = None;
        drop(self.shell.wait());
    }
}
