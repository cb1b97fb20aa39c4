use std::env;
use std::process::Command;

use anyhow::{Result, bail};
use rustix::process::geteuid;

use crate::process::Session;

/// Installs packages where we are root and there is `apt-get`; else fails with what to do.
pub(super) fn install(session: &Session, what: &str, packages: &[&str], instead: &str) -> Result<()> {
    let names = packages.join(" ");
    let apt = env::var_os("PATH")
        .is_some_and(|path| env::split_paths(&path).any(|folder| folder.join("apt-get").is_file()));
    if !apt {
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

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    // Nobody is there to be asked whether our configuration is to stay.
    command.arg("-q").env("DEBIAN_FRONTEND", "noninteractive").env("UCF_FORCE_CONFFOLD", "1");
    command
}
