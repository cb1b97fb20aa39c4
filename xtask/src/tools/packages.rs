use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use rustix::process::geteuid;

use crate::process::Session;

/// Installs packages where we are root and there is `apt-get`; else fails with what to do.
pub(super) fn install(session: &Session, what: &str, packages: &[&str], instead: &str) -> Result<()> {
    let names = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("{what} not found. Install it with the system's package manager ({instead})");
    }
    if !geteuid().is_root() {
        bail!(
            "{what} not found. Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"
        );
    }
    eprintln!("{what} not found: installing {names}");
    session.run(apt_get().arg("update"))?;
    session.run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))
}

/// The first file of that name in a folder of the search path.
pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // Nobody is there to be asked whether our configuration is to stay.
    command.arg("-q").env("DEBIAN_FRONTEND", "noninteractive").env("UCF_FORCE_CONFFOLD", "1");
    command
}
