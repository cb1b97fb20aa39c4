//! One server a data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

const NAME: &str = "lock";

/// Held by the one server that works on a data folder; the system gives it back when the process ends, however it
/// ends. Other commands may write to the folder while it is held: each append looks at the log anew.
#[derive(Debug)]
pub struct DataFolderLock {
    _file: File,
}

/// Why a data folder was not locked.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process holds it.
    #[error("another server works on the data folder {}: stop it, or give this one a folder of its own", folder.display())]
    Held {
        /// The folder.
        folder: PathBuf,
    },
    /// The lock file could not be made or locked.
    #[error("the data folder {} could not be locked", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
}

impl DataFolderLock {
    /// Locks a folder, and makes it when it is missing.
    ///
    /// # Errors
    /// [`LockError::Held`] when another server has it.
    pub fn acquire(folder: &Path) -> Result<Self, LockError> {
        let failed = |cause| LockError::Io { folder: folder.to_owned(), cause };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let path = folder.join(NAME);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held { folder: folder.to_owned() }),
            Err(TryLockError::Error(cause)) => Err(failed(cause)),
        }
    }
}
