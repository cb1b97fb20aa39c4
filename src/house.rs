//! The parts put together: databases, log, views, use cases, notifier.

use std::sync::Arc;

use anyhow::{Context, Result};
use docket_app::{App, FileRules, FileStore, Parts};
use docket_eventstore::db::{Databases, Location};
use docket_eventstore::{Clock, DataFolderLock, Store, StoreOptions, lease, site_key};
use docket_notifier::{MailConfig, Notifier, NotifierOptions};
use docket_projections::Views;

use crate::config::Config;
use crate::ledger::JoinedLedger;

/// What one-time links are derived from, in `keys`.
const LINKS: &str = "links";

/// Everything a process of Docket works with.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) databases: Databases,
    pub(crate) store: Store,
    pub(crate) views: Views,
    pub(crate) app: App,
    /// The bytes of attachments.
    pub(crate) files: FileStore,
    pub(crate) notifier: Arc<Notifier>,
    /// Held as long as the house stands.
    _lock: Option<DataFolderLock>,
}

/// Whether a process may share the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Occupancy {
    /// A server: the only one on a data folder.
    Server,
    /// A short command beside a server.
    Visitor,
}

/// Takes the data folder for oneself, where there is one.
pub(crate) fn lock(config: &Config) -> Result<Option<DataFolderLock>> {
    let Location::Folder(folder) = &config.location else { return Ok(None) };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
    Ok(Some(DataFolderLock::acquire(folder)?))
}

impl House {
    /// Opens everything.
    pub(crate) async fn open(config: &Config, clock: Arc<dyn Clock>, occupancy: Occupancy) -> Result<Self> {
        let lock = match occupancy {
            Occupancy::Server => lock(config)?,
            Occupancy::Visitor => None,
        };
        let databases = Databases::open(&config.location)
            .await
            .with_context(|| format!("{} cannot be opened", config.database_name()))?;
        if lock.is_some() {
            // A server that was killed before us left its leases behind; the folder's lock says that it is gone.
            lease::end_all(&databases.ops).await.context("the leases cannot be ended")?;
        }
        let options = StoreOptions { clock: Arc::clone(&clock), ..StoreOptions::default() };
        let store = Store::open(databases.log.clone(), options).await.context("the log cannot be opened")?;
        let views = Views::open(databases.views.clone()).await.context("the views cannot be opened")?;
        let site_key = site_key(&databases.keys, LINKS).await.context("the site's key cannot be read")?;
        let mail = MailConfig::parse(&config.smtp_url, &config.mail_from, &config.public_url)?;
        let notifier = Arc::new(Notifier::open(
            store.clone(),
            databases.ops.clone(),
            site_key,
            mail,
            Arc::clone(&clock),
            NotifierOptions::default(),
        )?);
        let files = FileStore::open(&config.files)
            .with_context(|| format!("files cannot be kept in {}", config.files.describe()))?;
        let app = App::new(Parts {
            store: store.clone(),
            databases: databases.clone(),
            views: views.clone(),
            ledger: Arc::new(JoinedLedger::new(databases.ops.clone())),
            clock,
            site_key,
            files: FileRules {
                store: files.clone(),
                spool: config.data_dir.join("incoming"),
                max_size: config.max_file_size,
                per_day: config.files_per_day,
                kept: config.uploads_kept,
                scanner: config.scanner.clone(),
            },
            require_second_factor: config.require_second_factor,
        })?;
        Ok(Self { databases, store, views, app, files, notifier, _lock: lock })
    }

    /// What one-time links are derived from.
    pub(crate) async fn site_key(&self) -> Result<[u8; 32]> {
        site_key(&self.databases.keys, LINKS).await.context("the site's key cannot be read")
    }

    /// Closes everything in good order: the log answers what it has taken first.
    pub(crate) async fn close(self) {
        self.store.close().await;
        self.databases.close().await;
    }
}
