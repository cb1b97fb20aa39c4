//! A file on its way in.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};
use std::path::Path;

use sha2::{Digest as _, Sha256};
use tokio::io::AsyncWriteExt as _;

use crate::FileError;

/// A file that is arriving. It has no name on the disk, so that nothing is left of it when the process ends.
#[derive(Debug)]
pub struct Spool {
    file: tokio::fs::File,
    hasher: Sha256,
    size: u64,
    limit: u64,
}

/// A file that has arrived.
#[derive(Debug)]
pub struct Spooled {
    /// Its content, from the beginning.
    pub file: File,
    /// How long it is, in bytes.
    pub size: u64,
    /// SHA-256 of it.
    pub sha256: [u8; 32],
}

impl Spool {
    /// An empty one on the disk of `folder`, for at most `limit` bytes.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub async fn new(folder: &Path, limit: u64) -> Result<Self, FileError> {
        let folder = folder.to_owned();
        let file = blocking(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::tempfile_in(&folder)
        })
        .await?;
        Ok(Self { file: tokio::fs::File::from_std(file), hasher: Sha256::new(), size: 0, limit })
    }

    /// Takes the next bytes. `false` when they are more than the limit allows: nothing of them is kept.
    ///
    /// # Errors
    /// When the disk does not take them.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<bool, FileError> {
        let size = self.size + bytes.len() as u64;
        if size > self.limit {
            return Ok(false);
        }
        self.size = size;
        self.hasher.update(bytes);
        self.file.write_all(bytes).await?;
        Ok(true)
    }

    /// The file as it arrived.
    ///
    /// # Errors
    /// When the disk does not take the rest.
    pub async fn finish(mut self) -> Result<Spooled, FileError> {
        self.file.flush().await?;
        let mut file = self.file.into_std().await;
        let file = blocking(move || file.seek(SeekFrom::Start(0)).map(|_| file)).await?;
        Ok(Spooled { file, size: self.size, sha256: self.hasher.finalize().into() })
    }
}

/// Runs what waits for the disk beside the runtime.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, FileError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(panicked) => Err(FileError::Io(std::io::Error::other(panicked))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[tokio::test]
    async fn what_arrives_is_measured_hashed_and_nowhere_to_be_seen() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path(), 11).await.unwrap();
        assert!(spool.write(b"hello ").await.unwrap());
        assert!(spool.write(b"world").await.unwrap());
        assert!(!spool.write(b"!").await.unwrap(), "one more than the limit");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it has no name");
        let mut spooled = spool.finish().await.unwrap();
        let mut text = String::new();
        spooled.file.read_to_string(&mut text).unwrap();
        assert_eq!((text.as_str(), spooled.size), ("hello world", 11));
        assert_eq!(spooled.sha256, <[u8; 32]>::from(Sha256::digest("hello world")));
    }
}
