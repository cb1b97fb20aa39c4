//! The scanner looks at each file before anybody gets it. Whatever is unclear keeps a file waiting.

use std::sync::Arc;

use docket_domain::ticket::{Ticket, TicketCommand};
use docket_domain::{Actor, AttachmentId, CommandContext};
use docket_files::{Clamd, ClamdError, Verdict};
use tokio::sync::Notify;
use uuid::Uuid;

use super::Standing;
use crate::App;
use crate::error::AppError;
use crate::execute::Decision;
use crate::key::CommandKey;

const BATCH: i64 = 1_000;

impl App {
    /// Tells when something arrived that is to be scanned; `None` where there is no scanner.
    pub fn unscanned_arrived(&self) -> Option<Arc<Notify>> {
        let files = self.files();
        files.rules.scanner.is_some().then(|| Arc::clone(&files.arrived))
    }

    /// Lets the scanner look at everything that waits for it.
    ///
    /// # Errors
    /// When the scanner is away or gives no verdict: the file waits, and this is to be called again. Several processes
    /// may do so at once.
    pub async fn scan_uploads(&self) -> Result<(), AppError> {
        let files = self.files();
        let Some(scanner) = &files.rules.scanner else { return Ok(()) };
        loop {
            let unscanned = files.rows.unscanned(BATCH).await?;
            let (mut moved, mut failed) = (false, None);
            for upload in unscanned {
                let id = AttachmentId(upload.upload_id);
                let done = if Standing::read(&upload.state)? == Standing::Waiting {
                    self.scan(scanner, id).await
                } else {
                    self.keep_back(id, upload.command_id).await
                };
                match done {
                    Ok(done) => moved |= done,
                    Err(error @ AppError::Scanner(ClamdError::Away(_))) => return Err(error),
                    // One file that gets no verdict does not keep the others waiting.
                    Err(error) => failed = Some(error),
                }
            }
            if !moved {
                return failed.map_or(Ok(()), Err);
            }
        }
    }

    async fn scan(&self, scanner: &Clamd, id: AttachmentId) -> Result<bool, AppError> {
        let files = self.files();
        let content = files.rules.store.get(id.0, None).await?;
        let verdict = scanner.scan(content).await.map_err(AppError::Scanner)?;
        let next = match verdict {
            Verdict::Clean => Standing::Clean,
            Verdict::Found(signature) => {
                tracing::warn!(target: "docket::security", file = %id, signature, "a file is harmful");
                Standing::Harmful
            }
        };
        Ok(files.rows.step(id, Standing::Waiting, next).await?)
    }

    /// Tells the ticket of a harmful file, where it has one.
    async fn keep_back(&self, id: AttachmentId, command: Option<Uuid>) -> Result<bool, AppError> {
        match self.ticket_of_file(id.0).await? {
            Some(ticket) => {
                let who = &Actor::system();
                let key = CommandKey::unique();
                let told = self.execute::<Ticket, _>(
                    who,
                    &key,
                    ticket.0,
                    None,
                    |_, _| true,
                    |loaded, now| async move {
                        let context = &CommandContext { now, actor: who };
                        let command = TicketCommand::Quarantine { attachment: id };
                        self.decide_all(&loaded, context, &[command], Decision::default()).await
                    },
                );
                told.await?;
            }
            // A command has taken it and may be about to attach it: the next time tells.
            None if command.is_some() => return Ok(false),
            None => {}
        }
        Ok(self.files().rows.step(id, Standing::Harmful, Standing::Quarantined).await?)
    }
}
