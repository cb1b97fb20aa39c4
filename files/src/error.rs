//! What can go wrong with the place where files are.

use std::io;

/// Files cannot be written or read just now, or one is not there.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The store has no such file.
    #[error("the store has no file {0}")]
    Missing(String),
    /// The disk is full.
    #[error("the disk is full")]
    Full(#[source] io::Error),
    /// A file of this process cannot be written or read.
    #[error("a file cannot be written or read")]
    Io(#[source] io::Error),
    /// The store does not answer as it should.
    #[error("the store of files does not answer")]
    Store(#[source] object_store::Error),
    /// The store cannot be set up.
    #[error("{0}")]
    Setup(String),
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::StorageFull { Self::Full(error) } else { Self::Io(error) }
    }
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        if let object_store::Error::NotFound { path, .. } = error {
            return Self::Missing(path);
        }
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(inner) = cause {
            if let Some(io) = inner.downcast_ref::<io::Error>()
                && io.kind() == io::ErrorKind::StorageFull
            {
                return Self::Full(io::Error::new(io::ErrorKind::StorageFull, error));
            }
            cause = inner.source();
        }
        Self::Store(error)
    }
}
