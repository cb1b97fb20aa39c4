//! PostgreSQL refuses to run as root, so root lends it another user.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use rustix::process::geteuid;

/// Who runs the server.
#[derive(Debug)]
pub(super) enum User {
    /// The one who runs the tests.
    Ourselves,
    /// Somebody without rights.
    Other {
        /// The user's number.
        uid: u32,
        /// The group's number.
        gid: u32,
    },
}

impl User {
    /// Ourselves, unless we are root: then `postgres` where a package made it, else `nobody`.
    pub(super) fn for_postgres() -> Result<Self> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        for name in ["postgres", "nobody"] {
            if let (Some(uid), Some(gid)) = (id("-u", name)?, id("-g", name)?) {
                return Ok(Self::Other { uid, gid });
            }
        }
        bail!("PostgreSQL does not run as root, and there is neither a user `postgres` nor a user `nobody`")
    }

    /// Makes a command run as this user, with nothing of our environment but the search path.
    pub(super) fn become_in(&self, command: &mut Command) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).env("LC_ALL", "C");
        if let Self::Other { uid, gid } = self {
            // The standard library drops the supplementary groups when root sets a user.
            command.uid(*uid).gid(*gid);
        }
    }

    /// Gives a file or folder to this user.
    pub(super) fn own(&self, path: &Path) -> Result<()> {
        if let Self::Other { uid, gid } = self {
            std::os::unix::fs::chown(path, Some(*uid), Some(*gid))
                .with_context(|| format!("cannot give {} away", path.display()))?;
        }
        Ok(())
    }

    pub(super) fn is_other(&self) -> bool {
        matches!(self, Self::Other { .. })
    }
}

fn id(which: &str, name: &str) -> Result<Option<u32>> {
    let output = Command::new("id").args([which, name]).output().context("cannot run `id`")?;
    Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().parse().ok()).flatten())
}
