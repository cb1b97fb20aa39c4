use docket_domain::{DecodeError, ReplayError};
use docket_eventstore::checkpoint::CheckpointError;
use docket_eventstore::db::DbError;

use crate::transport::SendError;

/// Why the notifier could not go on.
#[derive(Debug, thiserror::Error)]
pub enum NotifierError {
    /// A database failed.
    #[error("a database failed")]
    Database(#[from] DbError),
    /// Another notifier has taken over.
    #[error("another notifier decides by now")]
    Fenced(#[source] CheckpointError),
    /// Another notifier is at work.
    #[error("another notifier is deciding; only one does at a time")]
    Busy,
    /// The log holds an event of a newer program.
    #[error("the log holds what this version cannot read")]
    Decode(#[from] DecodeError),
    /// A stream of the log contradicts itself.
    #[error("a stream of the log contradicts itself")]
    Replay(#[from] ReplayError),
    /// An event is about something the log does not know.
    #[error("the log refers to {what} {id}, which it does not hold")]
    Unknown {
        /// What kind of thing.
        what: &'static str,
        /// Its id.
        id: uuid::Uuid,
    },
    /// A mail could not be put together.
    #[error("a mail could not be written: {0}")]
    Letter(String),
    /// The transport could not be made.
    #[error("mails cannot be sent")]
    Transport(#[from] SendError),
}

impl From<CheckpointError> for NotifierError {
    fn from(error: CheckpointError) -> Self {
        match error {
            CheckpointError::Database(error) => Self::Database(error),
            CheckpointError::Fenced { .. } => Self::Fenced(error),
        }
    }
}
