//! What nobody attached goes after its time, and what a killed process left half done as well.

use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use docket_domain::TicketId;
use docket_eventstore::CommandId;
use futures_util::TryStreamExt as _;
use uuid::Uuid;

use crate::App;
use crate::error::AppError;
use crate::names;

/// A command that took files is over after this, whatever became of it: nobody waits for an answer for so long.
const RESERVED: TimeDelta = TimeDelta::minutes(10);
/// Rows that are looked at at once.
const BATCH: i64 = 200;
/// Objects whose claims are asked for at once.
const NAMES: usize = 200;

impl App {
    /// Removes uploads that belong to nothing for longer than they are kept. To be called now and then.
    ///
    /// # Errors
    /// When database or store do not answer; the rest is for the next time.
    pub async fn sweep_uploads(&self) -> Result<(), AppError> {
        let files = self.files();
        let (now, kept) = (self.now(), files.rules.kept);
        loop {
            let loose = files.rows.loose(now - kept, now - kept.min(RESERVED), BATCH).await?;
            let full = i64::try_from(loose.len()).unwrap_or(i64::MAX) == BATCH;
            for upload in loose {
                if let Some(ticket) = self.ticket_of_file(upload.upload_id).await? {
                    files.rows.attached_to(upload.upload_id, ticket.0).await?;
                } else if let Some(command) = upload.command_id {
                    files.rows.release(CommandId(command)).await?;
                }
                if files.rows.doom(upload.upload_id, None).await? {
                    self.remove(upload.upload_id).await?;
                }
            }
            if !full {
                return Ok(());
            }
        }
    }

    /// Removes files that no row and no event knows: they are left when `ops` was restored from an older copy. Reads the
    /// names of all files, so for the start of a server and seldom after.
    ///
    /// # Errors
    /// When database or store do not answer; the rest is for the next time.
    pub async fn sweep_strays(&self) -> Result<(), AppError> {
        let files = self.files();
        let kept = files.rules.kept.to_std().unwrap_or(Duration::ZERO);
        let Some(before) = SystemTime::now().checked_sub(kept) else { return Ok(()) };
        let half_written = files.rules.store.sweep_half_written(before).await?;
        if half_written > 0 {
            tracing::info!(half_written, "files that were left half written are removed");
        }
        let mut chunks = files.rules.store.list().try_chunks(NAMES);
        while let Some(chunk) = chunks.try_next().await.map_err(|error| error.1)? {
            let old = chunk.into_iter().filter(|found| found.at <= before);
            let names: Vec<String> = old.map(|found| found.id.to_string()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let claimed = self.store().claims_of(names::ATTACHMENT, &names).await?;
            for name in names.into_iter().filter(|name| !claimed.contains_key(*name)) {
                let Ok(id) = Uuid::parse_str(name) else { continue };
                if !files.rows.is_known(id).await? {
                    tracing::warn!(file = name, "a file that nobody knows is removed");
                    files.rules.store.delete(id).await?;
                }
            }
        }
        Ok(())
    }

    /// Removes the bytes, then the row: what is left in between is found again.
    pub(super) async fn remove(&self, id: Uuid) -> Result<(), AppError> {
        let files = self.files();
        files.rules.store.delete(id).await?;
        files.rows.forget(id).await?;
        Ok(())
    }

    /// The ticket a file is attached to, by the log.
    pub(super) async fn ticket_of_file(&self, id: Uuid) -> Result<Option<TicketId>, AppError> {
        Ok(self.store().claimed(names::ATTACHMENT, &id.to_string()).await?.map(TicketId))
    }
}
