use std::io;
use std::path::PathBuf;

use async_trait::async_trait;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

use super::{Accepted, Envelope, MailTransport, SendError};

/// Writes each mail into a file of a folder, for a first look and for tests.
///
/// A file's name begins with the time of the decision and goes on with the mail's id: a listing is in order, and the
/// same mail sent again takes the place of the first.
#[derive(Debug)]
pub struct FolderTransport {
    folder: PathBuf,
}

impl FolderTransport {
    /// Into this folder, made when missing.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.folder).await?;
        let (path, beside) = (self.folder.join(name), self.folder.join(format!(".{name}.part")));
        let mut file = fs::File::create(&beside).await?;
        file.write_all(bytes).await?;
        // What is marked as sent must be there after a power cut too.
        file.sync_all().await?;
        drop(file);
        fs::rename(&beside, &path).await?;
        Ok(path)
    }
}

#[async_trait]
impl MailTransport for FolderTransport {
    async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Accepted, SendError> {
        let id: String = envelope
            .message_id
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@' | '_'))
            .collect();
        let name = format!("{}-{id}.eml", envelope.at.format("%Y%m%dT%H%M%S%6f"));
        let path = self.write(&name, bytes).await.map_err(|error| SendError::Transient(error.to_string()))?;
        Ok(Accepted { answer: format!("written to {}", path.display()) })
    }

    async fn check(&self) -> Result<(), SendError> {
        fs::create_dir_all(&self.folder).await.map_err(|error| SendError::OurFault(error.to_string()))
    }
}
