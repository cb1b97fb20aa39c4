//! What can go wrong with a database, sorted by what a caller can do about it.

/// A database failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It cannot be reached, or cut the connection. Worth another try; HTTP answers 503.
    #[error("the database cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// The disk or the quota is full. Reads go on; HTTP answers 507.
    #[error("the disk is full")]
    Full(#[source] sqlx::Error),
    /// A file or folder could not be used.
    #[error("a file could not be used")]
    Io(#[source] std::io::Error),
    /// The SQLite library in this program is older than the oldest one without the WAL-reset fault.
    #[error("SQLite {found} is linked in, {needed} or newer is needed")]
    OldSqlite {
        /// What is linked in.
        found: String,
        /// What is needed.
        needed: &'static str,
    },
    /// A stored value is not what was written: a row, a payload, a migration's text.
    #[error("{place} holds something that cannot be read: {what}")]
    Corrupt {
        /// Table, or table and column.
        place: &'static str,
        /// What was found.
        what: String,
    },
    /// A task that worked on the database ended without an answer.
    #[error("a database task ended early: {0}")]
    Task(String),
    /// Anything else: a fault in a statement, a broken constraint.
    #[error("the database refused a statement")]
    Driver(#[source] sqlx::Error),
}

impl DbError {
    /// Whether the same work may succeed a moment later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// Whether the disk under an SQLite file failed, or the file is damaged: nothing read or written afterwards can
    /// be relied on.
    pub fn is_disk_fault(&self) -> bool {
        let Self::Driver(sqlx::Error::Database(error)) = self else { return false };
        error.code().and_then(|code| sqlite_primary(&code)).is_some_and(|code| SQLITE_DISK.contains(&code))
    }

    /// Whether a constraint (uniqueness, check) refused the data (SQLSTATE class 22 and 23).
    pub fn is_refused_data(&self) -> bool {
        let Self::Driver(sqlx::Error::Database(error)) = self else { return false };
        if error.is_unique_violation() || error.is_check_violation() || error.is_foreign_key_violation() {
            return true;
        }
        error.code().is_some_and(|code| code.len() == 5 && (code.starts_with("22") || code.starts_with("23")))
    }
}

/// SQLSTATEs after which PostgreSQL may carry out the same work if asked again.
const TRY_AGAIN: [&str; 8] = ["40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "53300"];
/// SQLite's primary result codes: BUSY and LOCKED.
const SQLITE_BUSY: [u32; 2] = [5, 6];
const SQLITE_FULL: u32 = 13;
/// IOERR, CORRUPT, NOTADB.
const SQLITE_DISK: [u32; 3] = [10, 11, 26];
const DISK_FULL: &str = "53100";

/// The primary result code in one of SQLite's, whose extended ones carry it in the low byte. SQLSTATEs have five
/// characters, SQLite's codes fewer.
fn sqlite_primary(code: &str) -> Option<u32> {
    code.parse::<u32>().ok().filter(|_| code.len() < 5).map(|code| code & 0xff)
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::Io(_) | E::Tls(_) | E::PoolTimedOut | E::PoolClosed | E::WorkerCrashed | E::Protocol(_) => {
                Self::Unavailable(error)
            }
            E::Database(cause) => {
                let code = cause.code().unwrap_or_default();
                let sqlite = sqlite_primary(&code);
                if sqlite == Some(SQLITE_FULL) || code == DISK_FULL {
                    Self::Full(error)
                } else if code.starts_with("08")
                    || TRY_AGAIN.contains(&code.as_ref())
                    || sqlite.is_some_and(|code| SQLITE_BUSY.contains(&code))
                {
                    Self::Unavailable(error)
                } else {
                    Self::Driver(error)
                }
            }
            _ => Self::Driver(error),
        }
    }
}
