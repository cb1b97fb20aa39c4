//! The folder of one server: data, log and socket.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use super::user::User;

#[derive(Debug)]
pub(super) struct Folder(TempDir);

impl Folder {
    /// A new folder that only `user` may enter.
    pub(super) fn new(user: &User) -> Result<Self> {
        let mut parent = env::temp_dir();
        if user.is_other() && !open_to_all(&parent) {
            parent = PathBuf::from("/tmp");
        }
        let folder = tempfile::Builder::new()
            .prefix("docket-pg-")
            .tempdir_in(&parent)
            .with_context(|| format!("cannot make a folder in {}", parent.display()))?;
        user.own(folder.path())?;
        Ok(Self(folder))
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.path().join("log")
    }

    /// The log, emptied, for the next start.
    pub(super) fn open_log(&self, user: &User) -> Result<File> {
        let path = self.log();
        drop(fs::remove_file(&path));
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        user.own(&path)?;
        Ok(file)
    }
}

/// Whether any user may pass through this folder and those above it.
fn open_to_all(folder: &Path) -> bool {
    folder
        .ancestors()
        .all(|folder| fs::metadata(folder).is_ok_and(|metadata| metadata.permissions().mode() & 0o001 != 0))
}
