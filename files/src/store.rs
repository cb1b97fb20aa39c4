//! Where files are kept: a folder, or a bucket that speaks S3.

use std::fmt;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig,
};
use uuid::Uuid;

use crate::FileError;
use crate::spool::{Spool, blocking};

/// S3 takes no parts below 5 MiB but the last; a part is in memory while it travels.
const S3_PART: u64 = 5 * 1024 * 1024;
/// How long a bucket that is away is asked again. Somebody waits for the answer.
const PATIENCE: Duration = Duration::from_secs(8);
/// What is written to a folder at once.
const FOLDER_PART: u64 = 512 * 1024;
/// What a thumbnail's name ends with.
const THUMBNAIL: &str = "thumbnail";

/// The content of a file, or a part of it.
pub type FileBytes = BoxStream<'static, Result<Bytes, FileError>>;

/// Where the files are.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket.
    S3(S3),
}

/// A bucket that speaks S3.
#[derive(Clone, PartialEq, Eq)]
pub struct S3 {
    /// Its name.
    pub bucket: String,
    /// What stands before all names in it; may be empty.
    pub prefix: String,
    /// Where it is served, where that is not Amazon. Only an `http://` address is spoken to without encryption.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: String,
    /// The id of the key.
    pub access_key: String,
    /// The key.
    pub secret_key: String,
}

/// Without the key.
impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe())
    }
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}/{}", self.bucket, self.prefix)
    }
}

impl Place {
    /// What people call it, without secrets.
    pub fn describe(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::S3(s3) => format!("{s3:?}"),
        }
    }
}

/// Something that lies in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The file it is of.
    pub id: Uuid,
    /// When it was written, by the store's clock.
    pub at: SystemTime,
}

/// The store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct FileStore {
    objects: Arc<dyn ObjectStore>,
    part: u64,
    /// The folder, where it is one.
    folder: Option<PathBuf>,
}

impl FileStore {
    /// Opens the store; a folder is made if it is not there. Nothing is asked of a bucket yet.
    ///
    /// # Errors
    /// When it cannot be set up.
    pub fn open(place: &Place) -> Result<Self, FileError> {
        match place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                // What is answered as kept has to survive a failure of the power.
                let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
                Ok(Self { objects: Arc::new(objects), part: FOLDER_PART, folder: Some(folder.clone()) })
            }
            Place::S3(s3) => {
                trust_in_ring();
                let mut builder = AmazonS3Builder::new()
                    .with_bucket_name(&s3.bucket)
                    .with_region(&s3.region)
                    .with_access_key_id(&s3.access_key)
                    .with_secret_access_key(&s3.secret_key)
                    .with_retry(RetryConfig {
                        max_retries: 3,
                        retry_timeout: PATIENCE,
                        ..RetryConfig::default()
                    });
                if let Some(endpoint) = &s3.endpoint {
                    builder = builder
                        .with_endpoint(endpoint)
                        .with_virtual_hosted_style_request(false)
                        .with_allow_http(endpoint.starts_with("http://"));
                }
                let bucket = builder.build()?;
                let prefix = Path::parse(&s3.prefix).map_err(|e| FileError::Setup(e.to_string()))?;
                let objects = Arc::new(PrefixStore::new(bucket, prefix));
                Ok(Self { objects, part: S3_PART, folder: None })
            }
        }
    }

    /// Keeps a file under its id, for good once this returns. Memory does not grow with its size.
    ///
    /// # Errors
    /// When the store does not take it; nothing can be read of it then.
    pub async fn put(&self, id: Uuid, mut file: File, size: u64) -> Result<(), FileError> {
        file = blocking(move || file.seek(SeekFrom::Start(0)).map(|_| file)).await?;
        let (file, first) = read(file, self.part).await?;
        if size <= self.part {
            self.objects.put(&path(id), PutPayload::from(first)).await?;
            return Ok(());
        }
        let mut upload = self.objects.put_multipart(&path(id)).await?;
        let sent = self.send(upload.as_mut(), file, first).await;
        if sent.is_err() {
            // What it left behind is looked for again by the sweep.
            if let Err(error) = upload.abort().await {
                tracing::debug!(%error, "an upload to the store cannot be given up in good order");
            }
        }
        sent
    }

    async fn send(
        &self,
        upload: &mut dyn MultipartUpload,
        mut file: File,
        mut part: Vec<u8>,
    ) -> Result<(), FileError> {
        while !part.is_empty() {
            upload.put_part(PutPayload::from(part)).await?;
            (file, part) = read(file, self.part).await?;
        }
        upload.complete().await?;
        Ok(())
    }

    /// The bytes of a file, or of a range of it.
    ///
    /// # Errors
    /// [`FileError::Missing`], or when the store does not answer.
    pub async fn get(&self, id: Uuid, range: Option<Range<u64>>) -> Result<FileBytes, FileError> {
        self.read(&path(id), range).await
    }

    /// How long a file is, in bytes; `None` where there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn size(&self, id: Uuid) -> Result<Option<u64>, FileError> {
        match self.objects.head(&path(id)).await.map_err(FileError::from) {
            Ok(meta) => Ok(Some(meta.size)),
            Err(FileError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A file as one of this machine, without a name, on the disk of `folder`.
    ///
    /// # Errors
    /// [`FileError::Missing`], or when store or disk do not answer.
    pub async fn download(&self, id: Uuid, folder: &std::path::Path) -> Result<File, FileError> {
        let mut spool = Spool::new(folder, u64::MAX).await?;
        let mut bytes = self.get(id, None).await?;
        while let Some(part) = bytes.try_next().await? {
            spool.write(&part).await?;
        }
        Ok(spool.finish().await?.file)
    }

    /// Keeps the thumbnail of a file.
    ///
    /// # Errors
    /// When the store does not take it.
    pub async fn put_thumbnail(&self, id: Uuid, bytes: Bytes) -> Result<(), FileError> {
        self.objects.put(&thumbnail(id), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// The thumbnail of a file, where one was made.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn thumbnail(&self, id: Uuid) -> Result<Option<Bytes>, FileError> {
        match self.read(&thumbnail(id), None).await {
            Ok(bytes) => Ok(Some(gather(bytes).await?)),
            Err(FileError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<FileBytes, FileError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.objects.get_opts(path, options).await?;
        Ok(found.into_stream().map_err(FileError::from).boxed())
    }

    /// Removes a file and its thumbnail; nothing happens where there is none.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn delete(&self, id: Uuid) -> Result<(), FileError> {
        for path in [thumbnail(id), path(id)] {
            match self.objects.delete(&path).await.map_err(FileError::from) {
                Ok(()) | Err(FileError::Missing(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Everything that lies in the store, in no order; a file with a thumbnail twice. What is not ours is passed over.
    pub fn list(&self) -> BoxStream<'static, Result<Found, FileError>> {
        let all = self.objects.list(None).map_err(FileError::from);
        all.try_filter_map(|meta| async move {
            Ok(id_of(&meta.location).map(|id| Found { id, at: meta.last_modified.into() }))
        })
        .boxed()
    }

    /// Removes what writes into the folder left half done before that time, and tells how much. A bucket keeps such
    /// parts apart and forgets them by a rule of its own.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn sweep_half_written(&self, before: SystemTime) -> Result<u64, FileError> {
        let Some(folder) = self.folder.clone() else { return Ok(0) };
        blocking(move || {
            let mut removed = 0;
            for shelf in std::fs::read_dir(&folder)? {
                let shelf = shelf?;
                if !shelf.file_type()?.is_dir() {
                    continue;
                }
                for file in std::fs::read_dir(shelf.path())? {
                    let file = file?;
                    // object_store writes beside the place, with a number behind #, and renames.
                    let half_written = file.file_name().to_string_lossy().contains('#');
                    if half_written && file.metadata()?.modified()? <= before {
                        std::fs::remove_file(file.path())?;
                        removed += 1;
                    }
                }
            }
            Ok(removed)
        })
        .await
    }
}

/// The TLS of the store's client is that of everything else here.
fn trust_in_ring() {
    // Somebody else may have done it: there is only one to choose.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// The next part of a file; empty at its end.
async fn read(mut file: File, most: u64) -> Result<(File, Vec<u8>), FileError> {
    blocking(move || {
        let mut part = Vec::new();
        (&mut file).take(most).read_to_end(&mut part)?;
        Ok((file, part))
    })
    .await
}

async fn gather(mut bytes: FileBytes) -> Result<Bytes, FileError> {
    let mut all = Vec::new();
    while let Some(part) = bytes.try_next().await? {
        all.extend_from_slice(&part);
    }
    Ok(all.into())
}

/// `4f/4f1c…`: the id alone, on one of 256 shelves, which keeps folders small.
fn path(id: Uuid) -> Path {
    let name = id.simple().to_string();
    Path::from_iter([&name[..2], &name])
}

fn thumbnail(id: Uuid) -> Path {
    Path::from(format!("{}.{THUMBNAIL}", path(id)))
}

/// The file that a path is of, if it is a path of ours.
fn id_of(location: &Path) -> Option<Uuid> {
    let name = location.filename()?;
    let id = Uuid::try_parse(name.strip_suffix(&format!(".{THUMBNAIL}")).unwrap_or(name)).ok()?;
    (path(id) == *location || thumbnail(id) == *location).then_some(id)
}

#[cfg(test)]
mod tests;
