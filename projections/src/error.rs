//! What can go wrong while views are written and read.

use docket_domain::{DecodeError, ReplayError};
use docket_eventstore::Position;
use docket_eventstore::checkpoint::CheckpointError;
use docket_eventstore::db::DbError;

use crate::page::CursorError;

/// A projector could not work an event in.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// The event is not one this program knows.
    #[error("the event at position {position} cannot be read")]
    Decode {
        /// Where it stands.
        position: Position,
        /// What is wrong with it.
        #[source]
        source: DecodeError,
    },
    /// The event does not fit to those before it.
    #[error("the event at position {position} does not fit to those before it")]
    Replay {
        /// Where it stands.
        position: Position,
        /// What is wrong.
        #[source]
        source: ReplayError,
    },
    /// The checkpoint does not move.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The database failed.
    #[error("the views could not be written")]
    Database(#[from] DbError),
}

impl ProjectionError {
    /// Whether the database is at fault as a whole, not the event: then every projector waits. A statement that
    /// the database refuses is the projector's own fault.
    pub fn is_infrastructure(&self) -> bool {
        match self {
            Self::Decode { .. } | Self::Replay { .. } => false,
            Self::Checkpoint(_) => true,
            Self::Database(error) => match error {
                DbError::Driver(_) | DbError::Corrupt { .. } => error.is_disk_fault(),
                DbError::Unavailable(_)
                | DbError::Full(_)
                | DbError::Io(_)
                | DbError::OldSqlite { .. }
                | DbError::Task(_) => true,
            },
        }
    }

    /// The event at fault, where one is known to be.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Decode { position, .. } | Self::Replay { position, .. } => Some(*position),
            Self::Checkpoint(_) | Self::Database(_) => None,
        }
    }

    /// The message with all its causes, on one line.
    pub(crate) fn with_causes(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

/// A query could not be answered.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// The database failed.
    #[error("the views could not be read")]
    Database(#[from] DbError),
}

impl From<sqlx::Error> for QueryError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.into())
    }
}
