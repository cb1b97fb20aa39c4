//! Whether every file that the log names is there, and still the same.

use docket_domain::{AttachedFile, DecodeError, Event};
use docket_eventstore::db::DbError;
use docket_eventstore::{Position, Store};
use docket_files::{FileError, FileStore};
use futures_util::TryStreamExt as _;
use sha2::{Digest as _, Sha256};

/// The kinds of events that [name files](Event::files); others need not be decoded.
const FILED: [&str; 2] = ["ticket.attached", "site.branding_changed"];
/// Events that are read at once.
const BATCH: usize = 1_000;

/// All files are as the log says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerifiedFiles {
    /// How many.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Not all files are as the log says, or that could not be found out.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file is gone, or another.
    #[error("the file {name} ({id}), attached at position {position}, {fault}")]
    Differs {
        /// Where it was attached.
        position: Position,
        /// Its id.
        id: docket_domain::AttachmentId,
        /// What its author calls it.
        name: String,
        /// What is wrong.
        fault: &'static str,
    },
    /// The store does not answer.
    #[error("the store of files does not answer")]
    Store(#[source] FileError),
    /// The log cannot be read.
    #[error("the log cannot be read")]
    Database(#[from] DbError),
    /// An event cannot be read by this program.
    #[error("the event at position {position} cannot be read")]
    Event {
        /// Where.
        position: Position,
        /// Why.
        #[source]
        source: DecodeError,
    },
}

/// Reads every attached file and holds it against its event; ends with the first that differs.
///
/// # Errors
/// The first file that is not as the log says.
pub async fn verify_files(
    store: &Store,
    files: &FileStore,
    mut progress: impl FnMut(Position),
) -> Result<VerifiedFiles, FilesError> {
    let mut verified = VerifiedFiles::default();
    let mut after = Position(0);
    loop {
        let batch = store.read_after(after, BATCH).await?;
        let Some(last) = batch.last() else { return Ok(verified) };
        after = last.position;
        for recorded in batch.iter().filter(|recorded| FILED.contains(&&*recorded.kind)) {
            let position = recorded.position;
            let event = Event::decode(&recorded.kind, recorded.schema_version, &recorded.payload)
                .map_err(|source| FilesError::Event { position, source })?;
            for file in event.files() {
                if let Some(fault) = fault_of(files, file).await? {
                    let name = file.name.as_str().to_owned();
                    return Err(FilesError::Differs { position, id: file.id, name, fault });
                }
                verified.files += 1;
                verified.bytes += file.size;
            }
        }
        progress(after);
    }
}

async fn fault_of(files: &FileStore, file: &AttachedFile) -> Result<Option<&'static str>, FilesError> {
    let mut bytes = match files.get(file.id.0, None).await {
        Ok(bytes) => bytes,
        Err(FileError::Missing(_)) => return Ok(Some("is missing")),
        Err(error) => return Err(FilesError::Store(error)),
    };
    let mut hasher = Sha256::new();
    while let Some(part) = bytes.try_next().await.map_err(FilesError::Store)? {
        hasher.update(&part);
    }
    let same = <[u8; 32]>::from(hasher.finalize()) == file.sha256.0;
    Ok((!same).then_some("has another content than when it was attached"))
}
