//! What a use case may answer instead of its result. The HTTP layer turns each into one problem document.

use docket_domain::{TextError, TicketKey};
use docket_eventstore::Version;
use docket_eventstore::db::DbError;
use docket_files::{ClamdError, FileError};
use docket_projections::{CursorError, QueryError};

/// One thing wrong with one field of what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field as the sender knows it: `subject`, `fields.severity`, `participants[2]`.
    pub field: String,
    /// Stable: `subject_too_long`.
    pub code: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl FieldError {
    /// An error whose code is the field's name and the fault: `subject` and `too_long` give `subject_too_long`.
    pub fn new(field: impl Into<String>, fault: &str, detail: impl Into<String>) -> Self {
        let field = field.into();
        let name = field.split(['.', '[']).next().unwrap_or_default();
        let name = if name == "fields" { "field" } else { name };
        Self { code: format!("{name}_{fault}"), field, detail: detail.into() }
    }

    /// What is wrong with the text of a field.
    pub fn text(field: impl Into<String>, error: &TextError) -> Self {
        Self::new(field, error.code(), sentence(&error.to_string()))
    }
}

/// A use case was not carried out. Nothing was written, unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Nobody is logged in, or the session has ended.
    #[error("login is required")]
    LoginRequired,
    /// The address and the password do not belong together, or nobody has this address: the answer is the same.
    #[error("the address or the password is wrong")]
    BadCredentials,
    /// There is no such thing, or the caller may not know of it: the answer is the same.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The caller may know of the thing but not do this to it.
    #[error("{detail}")]
    Forbidden {
        /// Stable.
        code: &'static str,
        /// In plain words, with the remedy.
        detail: String,
    },
    /// What was sent is not right; every fault that was found.
    #[error("{} field(s) are not right", .0.len())]
    Invalid(Vec<FieldError>),
    /// It cannot be done in the present state.
    #[error("{detail}")]
    Refused {
        /// Stable.
        code: &'static str,
        /// In plain words, with the remedy.
        detail: String,
    },
    /// A merge would let others see the ticket where the work goes on, and nobody said that this is meant.
    #[error(
        "More people would see {ticket} from now on: {}. Send confirm if that is meant, or leave add_participants out.",
        .people.join(", ")
    )]
    MergeWouldWiden {
        /// Where the work goes on.
        ticket: TicketKey,
        /// Who would be let in, by the names the caller knows them by.
        people: Vec<String>,
    },
    /// The thing has changed since the version the caller named.
    #[error("it has changed since version {expected}: it is now at version {actual}")]
    Stale {
        /// What `If-Match` said.
        expected: Version,
        /// What is true.
        actual: Version,
    },
    /// The idempotency key was used before with other content.
    #[error("this Idempotency-Key was used before with other content")]
    KeyReused,
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// The password is right, and a code is asked for beside it.
    #[error("a second factor is asked for")]
    SecondFactor {
        /// `second_factor_required` or `second_factor_wrong`.
        code: &'static str,
    },
    /// Too often in too short a time.
    #[error("too many tries")]
    TooMany {
        /// How long to wait.
        wait: std::time::Duration,
    },
    /// Too much of what takes long is under way.
    #[error("too much is under way")]
    Busy,
    /// The link was used, has expired, was superseded or never existed: the answer is the same.
    #[error("this link is no longer valid")]
    LinkInvalid,
    /// The database cannot be reached. Whether a command was carried out may be unknown: repeat it with the same
    /// idempotency key.
    #[error("the database cannot be reached")]
    Unavailable(#[source] DbError),
    /// The disk is full; reading goes on.
    #[error("the disk is full")]
    Full(#[source] DbError),
    /// Files cannot be kept or read just now.
    #[error("the store of files does not answer")]
    Files(#[source] FileError),
    /// The scanner gives no verdict: files wait.
    #[error("the scanner of files gives no verdict")]
    Scanner(#[source] ClamdError),
    /// A fault of ours.
    #[error("an internal fault: {0}")]
    Internal(&'static str, #[source] Option<Box<dyn std::error::Error + Send + Sync>>),
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            error if error.is_transient() => Self::Unavailable(error),
            error @ DbError::Full(_) => Self::Full(error),
            error => Self::Internal("the database refused", Some(Box::new(error))),
        }
    }
}

impl From<QueryError> for AppError {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Cursor(error) => Self::Cursor(error),
            QueryError::Database(error) => error.into(),
        }
    }
}

/// The messages of what stands below begin in lower case; an answer's detail is a sentence.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// Gathers the faults of all fields, so that the sender learns of them together.
#[derive(Debug, Default)]
pub struct Faults(Vec<FieldError>);

impl Faults {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes one fault.
    pub fn add(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// The value, or `None` with the fault noted.
    pub fn take<T>(&mut self, value: Result<T, FieldError>) -> Option<T> {
        value.map_err(|error| self.0.push(error)).ok()
    }

    /// The parsed text of a field, or `None` with the fault noted.
    pub fn parsed<T>(&mut self, field: &str, parsed: Result<T, TextError>) -> Option<T> {
        self.take(parsed.map_err(|error| FieldError::text(field, &error)))
    }

    /// Whether all was right so far.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was gathered, when all was right: `gather` puts the values together and answers `None` only where one
    /// of them is missing because of a noted fault.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything that was noted.
    pub fn finish<T>(self, gather: impl FnOnce() -> Option<T>) -> Result<T, AppError> {
        self.check()?;
        gather().ok_or(AppError::Internal("a field is missing and no fault was noted", None))
    }

    /// Goes on when all was right.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything that was noted.
    pub fn check(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.0)) }
    }
}
