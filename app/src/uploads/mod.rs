//! Files on their way to a ticket: taken, looked at, kept, scanned, and swept when nobody attaches them.
//!
//! The order makes a killed process harmless: the row comes first, then the bytes, then the row says that they are
//! there; they go the other way round. Whether a file is attached is said by the log alone: the claim
//! [`names::ATTACHMENT`] is written with the event, and nothing that has it is ever removed.

mod rows;
mod scan;
mod sweep;

use std::path::PathBuf;
use std::sync::Arc;

use chrono::TimeDelta;
use docket_domain::{Actor, AttachedFile, AttachmentId, FileName, MediaType, Sha256Digest};
use docket_eventstore::db::{Db, DbError};
use docket_files::{Clamd, FileError, FileStore, Flaw, Kind, Spool, Spooled, inspect};
use tokio::sync::{Notify, Semaphore};
use uuid::Uuid;

pub(crate) use rows::{NotReserved, Standing, Taker, Uploads};

use crate::App;
use crate::error::{AppError, FieldError, sentence};

/// So many files are looked into at once: each may take a core for seconds.
const LOOKING: usize = 2;

/// Where files are and what is taken.
#[derive(Clone, Debug)]
pub struct FileRules {
    /// The store.
    pub store: FileStore,
    /// A folder of this machine for what is on its way in.
    pub spool: PathBuf,
    /// The longest file, in bytes.
    pub max_size: u64,
    /// How many files a person may attach to a ticket in a day, and have lying about unattached.
    pub per_day: u32,
    /// How long what is not attached is kept.
    pub kept: TimeDelta,
    /// Who looks at each file before anybody gets it.
    pub scanner: Option<Clamd>,
}

/// Whether a file can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// Not before the scanner has looked at it.
    Waiting,
    /// Yes.
    Clean,
    /// Never: it is harmful.
    Quarantined,
}

impl FileState {
    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Clean => "clean",
            Self::Quarantined => "quarantined",
        }
    }
}

/// A file that was taken and belongs to nothing yet.
#[derive(Clone, Debug)]
pub struct Uploaded {
    /// What events will say of it.
    pub file: AttachedFile,
    /// Whether it can be had.
    pub state: FileState,
}

/// What the use cases have at hand for files.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) rules: FileRules,
    pub(crate) rows: Uploads,
    looking: Semaphore,
    /// Unfolding a picture takes memory: one at a time.
    pub(crate) shrinking: Semaphore,
    /// Something waits for the scanner.
    pub(crate) arrived: Arc<Notify>,
}

impl Files {
    pub(crate) fn new(rules: FileRules, ops: Db) -> Self {
        Self {
            rules,
            rows: Uploads::new(ops),
            looking: Semaphore::new(LOOKING),
            shrinking: Semaphore::new(1),
            arrived: Arc::new(Notify::new()),
        }
    }
}

impl App {
    pub(crate) fn files(&self) -> &Files {
        &self.inner.files
    }

    /// The longest file that is taken, in bytes.
    pub fn max_file_size(&self) -> u64 {
        self.files().rules.max_size
    }

    /// Begins to take a file.
    ///
    /// # Errors
    /// When too many of the caller's lie about unattached, or there is no room.
    pub async fn begin_upload(&self, who: &Actor) -> Result<Spool, AppError> {
        let files = self.files();
        if files.rows.loose_of(who.person).await? >= i64::from(files.rules.per_day) {
            return Err(AppError::Refused {
                code: "too_many_uploads",
                detail: "Too many of your files are not attached to anything: attach or delete some first."
                    .to_owned(),
            });
        }
        Ok(Spool::new(&files.rules.spool, files.rules.max_size).await?)
    }

    /// Looks at a file that has arrived and keeps it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn finish_upload(&self, who: &Actor, spool: Spool, name: &str) -> Result<Uploaded, AppError> {
        let files = self.files();
        let name = FileName::parse(name).map_err(|error| {
            FieldError::new("file", error.code(), format!("The name of the file: {error}."))
        });
        let name = name.map_err(|fault| AppError::Invalid(vec![fault]))?;
        let (spooled, content_type) = self.looked_at(spool.finish().await?, &name).await?;
        let file = AttachedFile {
            id: AttachmentId(random_id()?),
            name,
            content_type,
            size: spooled.size,
            sha256: Sha256Digest(spooled.sha256),
        };
        files.rows.note(who.person, file.clone(), self.now()).await?;
        files.rules.store.put(file.id.0, spooled.file, spooled.size).await?;
        let (standing, state) = match files.rules.scanner {
            Some(_) => (Standing::Waiting, FileState::Waiting),
            None => (Standing::Clean, FileState::Clean),
        };
        if !files.rows.step(file.id, Standing::Receiving, standing).await? {
            // It took so long that the sweep came by.
            files.rules.store.delete(file.id.0).await?;
            files.rows.forget(file.id.0).await?;
            return Err(AppError::Busy);
        }
        files.arrived.notify_one();
        Ok(Uploaded { file, state })
    }

    async fn looked_at(
        &self,
        mut spooled: Spooled,
        name: &FileName,
    ) -> Result<(Spooled, MediaType), AppError> {
        let turn = self.files().looking.acquire().await;
        let named = name.as_str().to_owned();
        let looked = tokio::task::spawn_blocking(move || {
            let kind = inspect(&mut spooled.file, &named)?;
            Ok::<_, Flaw>((spooled, kind))
        })
        .await;
        drop(turn);
        let (spooled, kind) = looked
            .map_err(|panicked| {
                AppError::Internal("a file could not be looked at", Some(Box::new(panicked)))
            })?
            .map_err(flawed)?;
        let content_type = MediaType::parse(kind.media_type)
            .map_err(|error| AppError::Internal("a kind of file has no media type", Some(Box::new(error))))?;
        Ok((spooled, content_type))
    }

    /// Forgets a file of the caller's that belongs to nothing.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for any other, whoever's it is.
    pub async fn discard_upload(&self, who: &Actor, id: AttachmentId) -> Result<(), AppError> {
        let files = self.files();
        if !files.rows.doom(id.0, Some(who.person)).await? {
            return Err(AppError::NotFound("upload"));
        }
        self.remove(id.0).await
    }
}

/// Whether a file is a picture that may be shown in a page and has a thumbnail.
pub fn is_picture(file: &AttachedFile) -> bool {
    Kind::is_picture(file.content_type.as_str())
}

/// Nobody gets a file before the scanner has looked at it.
pub(crate) fn file_waiting() -> AppError {
    AppError::Refused {
        code: "file_waiting",
        detail: "This file has not been scanned yet. Try again in a moment.".to_owned(),
    }
}

/// A UUID of version 4 from the system's randomness.
fn random_id() -> Result<Uuid, AppError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        AppError::Internal("the system has no randomness", Some(error.to_string().into()))
    })?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

fn flawed(flaw: Flaw) -> AppError {
    match flaw {
        Flaw::Io(error) => FileError::from(error).into(),
        flaw => {
            let detail = sentence(&flaw.to_string());
            AppError::Invalid(vec![FieldError::new("file", flaw.code(), detail)])
        }
    }
}

impl From<FileError> for AppError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Full(error) => Self::Full(DbError::Task(error.to_string())),
            error => Self::Files(error),
        }
    }
}
