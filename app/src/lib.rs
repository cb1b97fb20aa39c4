//! The use cases of Docket: one function each. Authorise, decide, append, answer.
//!
//! This is the only crate that joins the log and the views. Commands and single reads judge by the log itself;
//! lists come from the views, whose rows are exactly what [`docket_domain::can_see`] allows.

mod aggregates;
mod credentials;
mod error;
mod execute;
mod failures;
mod key;
mod ledger;
mod live;
mod login;
mod names;
mod password;
mod session;

/// The scopes of unique names, for whoever writes a log as a whole.
pub mod scopes {
    pub use crate::names::{DESK, EMAIL, MEMBERSHIP, ORGANIZATION, TICKET};
}

pub mod accounts;
pub mod desks;
pub mod directory;
pub mod drafts;
pub mod organizations;
pub mod people;
pub mod saved_views;
pub mod second_factor;
pub mod signups;
pub mod site;
pub mod state;
pub mod tickets;
mod uploads;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use docket_eventstore::db::Databases;
use docket_eventstore::{Clock, Store};
use docket_projections::Views;
use quick_cache::sync::Cache;
use tokio::sync::{Mutex, Notify};
use uuid::Uuid;

use aggregates::Aggregates;
pub use aggregates::Loaded;
use credentials::Credentials;
/// Places in the log and in a stream, as answers carry them, and what stands there.
pub use docket_eventstore::{Position, Recorded, Version};
pub use docket_files::{FileBytes, FileStore, Place, Spool};
/// What lists are asked by and what they answer.
pub use docket_projections::{
    AssigneeFilter, Cursor, Entry, Excerpt, Member, Numbers, OrganizationEntry, OrganizationFilter, Page,
    PageRequest, PeopleFilter, PersonState, SearchError, SearchQuery, Sort, StatusFilter, TeamNumbers,
    TicketFilter, TicketSummary,
};
pub use error::{AppError, Faults, FieldError, sentence};
pub use execute::Done;
use failures::Failures;
pub use key::CommandKey;
pub use ledger::{Ledger, LedgerEntry, Outbox};
use live::Live;
pub use live::{LiveStream, News, Told};
pub use login::{Attempt, FirstStep, SecondStep};
use password::Hasher;
pub use password::Password;
pub use session::{LoggedIn, Means, SESSION_LIFETIME, Session, require_administrator, require_agent};
/// The bytes of files, and how they come in.
pub use uploads::is_picture;

use uploads::Files;
pub use uploads::{FileRules, FileState, Uploaded};

/// Turns at one stream are taken by hash; so many that two busy tickets seldom share one.
const STRIPES: usize = 1024;
const NAMES: usize = 65_536;

/// What the use cases stand on.
#[derive(Debug)]
pub struct Parts {
    /// The log.
    pub store: Store,
    /// The other databases.
    pub databases: Databases,
    /// The read views.
    pub views: Views,
    /// Who was told what.
    pub ledger: Arc<dyn Ledger>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The key that one-time links are derived from.
    pub site_key: [u8; 32],
    /// Where files are and what is taken.
    pub files: FileRules,
    /// Whether agents and administrators must have a second factor.
    pub require_second_factor: bool,
}

/// The use cases. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    parts: Parts,
    aggregates: Aggregates,
    credentials: Credentials,
    hasher: Hasher,
    failures: Failures,
    files: Files,
    /// Told when somebody who is not logged in has asked for something.
    requests: Notify,
    live: Live,
    names: Cache<(&'static str, String), Uuid>,
    rendered: tickets::Rendered,
    stripes: Vec<Mutex<()>>,
    striping: RandomState,
}

impl App {
    /// Puts the use cases on their parts.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn new(parts: Parts) -> Result<Self, AppError> {
        let inner = Inner {
            aggregates: Aggregates::new(parts.store.clone()),
            credentials: Credentials::new(parts.databases.ops.clone(), parts.store.db()),
            hasher: Hasher::new()?,
            failures: Failures::new(),
            files: Files::new(parts.files.clone(), parts.databases.ops.clone()),
            requests: Notify::new(),
            live: Live::new(),
            names: Cache::new(NAMES),
            rendered: tickets::rendered(),
            stripes: (0..STRIPES).map(|_| Mutex::new(())).collect(),
            striping: RandomState::new(),
            parts,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The log.
    pub fn store(&self) -> &Store {
        &self.inner.parts.store
    }

    /// The read views.
    pub fn views(&self) -> &Views {
        &self.inner.parts.views
    }

    /// Whether log, credentials and views answer.
    ///
    /// # Errors
    /// The first that does not.
    pub async fn ping(&self) -> Result<(), AppError> {
        self.store().head().await?;
        self.inner.parts.databases.ops.ping().await?;
        self.inner.parts.databases.views.ping().await?;
        Ok(())
    }

    /// How far the views have come. Where another process fills them, its checkpoints are read.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn views_position(&self) -> Result<Position, AppError> {
        let views = self.views();
        Ok(if views.is_writer() { views.position() } else { views.refresh().await? })
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.inner.parts.clock.now()
    }

    fn site_key(&self) -> &[u8; 32] {
        &self.inner.parts.site_key
    }

    fn aggregates(&self) -> &Aggregates {
        &self.inner.aggregates
    }

    fn credentials(&self) -> &Credentials {
        &self.inner.credentials
    }

    fn live(&self) -> &Live {
        &self.inner.live
    }

    fn names(&self) -> &Cache<(&'static str, String), Uuid> {
        &self.inner.names
    }

    fn stripe(&self, stream: Uuid) -> &Mutex<()> {
        let hash = self.inner.striping.hash_one(stream);
        let index = usize::try_from(hash % (STRIPES as u64)).unwrap_or_default();
        &self.inner.stripes[index]
    }
}
