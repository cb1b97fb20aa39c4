//! Programs we run. Each has a process group of its own; an interrupt ends the whole group, then we tidy up.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Holds the interrupts from its making on.
#[derive(Debug)]
pub(crate) struct Session {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    interrupts: u32,
    group: Option<Pid>,
}

impl Session {
    pub(crate) fn new() -> Result<Self> {
        let state = Arc::new(Mutex::new(State::default()));
        let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM]).context("cannot listen to signals")?;
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for _ in signals.forever() {
                let mut state = lock(&shared);
                state.interrupts += 1;
                if let Some(group) = state.group {
                    let signal = if state.interrupts == 1 { Signal::TERM } else { Signal::KILL };
                    // It may have ended by itself a moment ago.
                    let _ = kill_process_group(group, signal);
                }
            }
        });
        Ok(Self { state })
    }

    /// Whether somebody asked us to stop.
    pub(crate) fn interrupted(&self) -> bool {
        lock(&self.state).interrupts > 0
    }

    /// Runs a command with our output as its own.
    pub(crate) fn run(&self, command: &mut Command) -> Result<()> {
        let shown = show(command);
        let mut child = self.spawn(command)?;
        let status = self.wait(&mut child)?;
        ensure!(status.success(), "`{shown}` ended with {status}");
        Ok(())
    }

    /// Runs a command, shows each line of its standard output as it comes and hands it to `read`.
    pub(crate) fn run_reading(
        &self,
        command: &mut Command,
        mut read: impl FnMut(&str),
    ) -> Result<ExitStatus> {
        self.run_lines(command, |line| {
            std::io::stdout().write_all(line)?;
            std::io::stdout().flush()?;
            read(String::from_utf8_lossy(line).trim_end());
            Ok(())
        })
    }

    /// The same without showing it.
    pub(crate) fn run_quietly(
        &self,
        command: &mut Command,
        mut read: impl FnMut(&str),
    ) -> Result<ExitStatus> {
        self.run_lines(command, |line| {
            read(String::from_utf8_lossy(line).trim_end());
            Ok(())
        })
    }

    fn run_lines(
        &self,
        command: &mut Command,
        mut take: impl FnMut(&[u8]) -> Result<()>,
    ) -> Result<ExitStatus> {
        let mut child = self.spawn(command.stdout(Stdio::piped()))?;
        if let Some(output) = child.stdout.take() {
            let mut output = BufReader::new(output);
            let mut line = Vec::new();
            while output.read_until(b'\n', &mut line)? > 0 {
                take(&line)?;
                line.clear();
            }
        }
        self.wait(&mut child)
    }

    fn spawn(&self, command: &mut Command) -> Result<Child> {
        // Under the lock, so that an interrupt comes either before the start or finds the group.
        let mut state = lock(&self.state);
        if state.interrupts > 0 {
            bail!("interrupted");
        }
        let child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot run `{}`", show(command)))?;
        state.group = Some(Pid::from_child(&child));
        Ok(child)
    }

    fn wait(&self, child: &mut Child) -> Result<ExitStatus> {
        let status = child.wait()?;
        let mut state = lock(&self.state);
        state.group = None;
        if state.interrupts > 0 {
            bail!("interrupted");
        }
        Ok(status)
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// A cargo command in the workspace, as if called from a shell: without what `cargo run` set for us, which would
/// make build scripts that look at it run again.
pub(crate) fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let foreign = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "OUT_DIR"
        });
        if foreign {
            command.env_remove(&name);
        }
    }
    command.current_dir(root()).arg(subcommand);
    if on_ci() {
        // The lock file is part of what is tested.
        command.arg("--locked");
    }
    command
}

/// The name of the system that rustc builds for.
pub(crate) fn host() -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").output().context("cannot run rustc")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc does not say what it builds for")
}

/// Whether we run on a server nobody looks at.
pub(crate) fn on_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty())
}

fn show(command: &Command) -> String {
    let words: Vec<_> = [command.get_program()]
        .into_iter()
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    words.join(" ")
}
