//! How a finished mail leaves the house.

mod folder;
mod smtp;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use lettre::Address;

pub use folder::FolderTransport;
pub use smtp::SmtpTransport;

use crate::config::MailTarget;

/// Who a mail comes from and goes to, beside its text. One recipient, so that one refused address never holds up or
/// repeats another's mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The sender.
    pub from: Address,
    /// The recipient.
    pub to: Address,
    /// The mail's id, with its angle brackets. The same mail sent again has the same.
    pub message_id: String,
    /// When it was decided to send it.
    pub at: DateTime<Utc>,
}

/// The other side took the mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// What it said.
    pub answer: String,
}

/// Why a mail was not taken, sorted by what is to be done about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// It may go better later: a 4xx answer, or a line that broke before the end of the text.
    #[error("not now: {0}")]
    Transient(String),
    /// This recipient will never take it: a 5xx answer to `RCPT` or to the text.
    #[error("refused: {0}")]
    Refused(String),
    /// We are at fault (name and password, certificate, sender): no mail at all will go out until somebody acts.
    #[error("the mail server does not take our mail: {0}")]
    OurFault(String),
    /// The text was sent to its end and no answer came: it may have been delivered.
    #[error("no answer after the end of the text: {0}")]
    Ambiguous(String),
}

/// A way for mails to leave the house.
#[async_trait]
pub trait MailTransport: Send + Sync + Debug {
    /// Hands a mail over. Ends within the transport's time limit.
    ///
    /// # Errors
    /// [`SendError`].
    async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Accepted, SendError>;

    /// Whether mails can be handed over now, without handing one over.
    ///
    /// # Errors
    /// [`SendError`].
    async fn check(&self) -> Result<(), SendError>;
}

/// The transport to a target. No attempt takes longer than `limit`.
///
/// # Errors
/// [`SendError::OurFault`] when the system's certificates cannot be read.
pub fn open(target: &MailTarget, limit: Duration) -> Result<Arc<dyn MailTransport>, SendError> {
    Ok(match target {
        MailTarget::Smtp(target) => Arc::new(SmtpTransport::new(target.clone(), limit)?),
        MailTarget::Folder(folder) => Arc::new(FolderTransport::new(folder.clone())),
    })
}
