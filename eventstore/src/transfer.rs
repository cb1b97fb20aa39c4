//! The whole log out of one database and into another, byte for byte: events with all their columns, and what
//! stands beside them (commands, claims, counters), which no reader can derive from the events alone.
//!
//! An import is many transactions. Until [`Import::finish`] a mark stands in the log, and no [`Store`](crate::Store)
//! opens it; who begins the same import again goes on where it stands.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::chain::{Broken, Verifier};
use crate::db::append::{CLAIMS, COMMANDS, COUNTERS, CounterRow, EVENTS, HeadRow, move_head};
use crate::db::{Conn, Db, DbError, Dialect, Table, time};
use crate::{Head, Position, Recorded, on_reader, on_tx, read};

/// The counter that stands for an import under way; no counter of the program begins so.
const MARK: &str = "import.unfinished";
/// Rows that are read at a time.
const PAGE: usize = 5000;

/// What stands beside the events. A row is a JSON object with the columns of its table, the same on both databases:
/// ids and bytes in hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Which commands were carried out: `command_id`, `fingerprint`, `first_position`, `last_position`, `number`.
    Commands,
    /// Who owns which name: `scope`, `name`, `owner`.
    Claims,
    /// How far each counter has come: `name`, `value`.
    Counters,
}

impl Beside {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Commands, Self::Claims, Self::Counters];

    fn table(self) -> &'static Table {
        match self {
            Self::Commands => &COMMANDS,
            Self::Claims => &CLAIMS,
            Self::Counters => &COUNTERS,
        }
    }
}

/// Why a log could not be brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It can only be brought into an empty log.
    #[error("the log is not empty: it ends at position {at}")]
    NotEmpty {
        /// Its last event.
        at: Position,
    },
    /// An import was begun here before, of another log than this.
    #[error("the import that was begun here, up to position {at}, was of another log")]
    OtherLog {
        /// How far that one came.
        at: Position,
    },
    /// What is brought in is not what was written.
    #[error("what is brought in is damaged")]
    Broken(#[from] Broken),
    /// It ends elsewhere than it says.
    #[error("it says that it ends at position {said}, and ends at {found} or with another hash")]
    End {
        /// Where it says that it ends.
        said: Position,
        /// Where it ends.
        found: Position,
    },
    /// The database failed.
    #[error("the log could not be written")]
    Database(#[from] DbError),
}

/// A log that is being brought in.
#[derive(Debug)]
pub struct Import {
    db: Db,
    conn: Conn,
    /// Over all that was handed in.
    verifier: Verifier,
    /// What is in the database.
    stands: Head,
}

impl Import {
    /// Begins an import into an empty log, or goes on with the one that was begun there.
    ///
    /// # Errors
    /// [`ImportError::NotEmpty`]; when the database fails.
    pub async fn begin(db: &Db) -> Result<Self, ImportError> {
        let stands = read::head(db).await?;
        if !is_unfinished(db).await? {
            if stands.position > Position::ZERO {
                return Err(ImportError::NotEmpty { at: stands.position });
            }
            let mark = [CounterRow { name: MARK.to_owned(), value: 1 }];
            db.write(|tx| Box::pin(async move { COUNTERS.upsert(tx, &mark).await })).await?;
        }
        Ok(Self { db: db.clone(), conn: db.connect().await?, verifier: Verifier::default(), stands })
    }

    /// The last event that is in the database.
    pub fn stands_at(&self) -> Position {
        self.stands.position
    }

    /// Brings in the next events, in one transaction, and verifies the chain on the way. Those that an earlier attempt
    /// has brought in are verified only.
    ///
    /// # Errors
    /// [`ImportError::Broken`], [`ImportError::OtherLog`]; when the database fails.
    pub async fn events(&mut self, events: &[Recorded]) -> Result<(), ImportError> {
        for event in events {
            self.verifier.check(event)?;
            if event.position == self.stands.position && event.hash != self.stands.hash {
                return Err(ImportError::OtherLog { at: self.stands.position });
            }
        }
        let known = events.partition_point(|event| event.position <= self.stands.position);
        let rows: Vec<EventRow<'_>> = events[known..].iter().map(EventRow::from).collect();
        let Some(last) = events[known..].last() else { return Ok(()) };
        let head = HeadRow { position: last.position.0, hash: last.hash, recorded_at: last.recorded_at };
        let mut tx = self.conn.begin().await?;
        EVENTS.insert(&mut tx, &rows).await?;
        if !move_head(&mut tx, &head, self.stands.position.0).await? {
            let what = "the head moved during an import: somebody else writes to this log".to_owned();
            return Err(DbError::Corrupt { place: "log_head", what }.into());
        }
        tx.commit().await?;
        self.stands =
            Head { position: last.position, hash: last.hash, recorded_at: last.recorded_at, ..self.stands };
        Ok(())
    }

    /// Brings in what stands beside the events, in one transaction. Rows that are there already stay as they are.
    ///
    /// # Errors
    /// When the database fails or refuses a row.
    pub async fn beside<R: Serialize>(&mut self, which: Beside, rows: &[R]) -> Result<(), ImportError> {
        let mut tx = self.conn.begin().await?;
        which.table().insert_missing(&mut tx, rows).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends the import: from now on the log opens. `end` is the head of the log that it was taken from.
    ///
    /// # Errors
    /// [`ImportError::End`] when something is missing; when the database fails.
    pub async fn finish(self, end: (Position, [u8; 32])) -> Result<Head, ImportError> {
        let stands = (self.stands.position, self.stands.hash);
        if end != stands || end != (self.verifier.position(), self.verifier.hash()) {
            return Err(ImportError::End { said: end.0, found: self.stands.position });
        }
        self.conn.close().await;
        let mark = [CounterRow { name: MARK.to_owned(), value: 1 }];
        self.db.write(|tx| Box::pin(async move { COUNTERS.delete(tx, &mark).await })).await?;
        look(&self.db).await?;
        Ok(self.stands)
    }
}

/// Lets PostgreSQL look at the tables that were filled in one go: what it knows of them is that they are empty, and
/// until it looks by itself it would read all of the log for each command.
async fn look(db: &Db) -> Result<(), DbError> {
    if db.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    db.write::<(), DbError, _>(|tx| {
        Box::pin(async move {
            const LOOK: &str = "SET LOCAL statement_timeout = 0; ANALYZE log.events; ANALYZE log.commands;
                    ANALYZE log.claims; ANALYZE log.counters";
            Ok(on_tx!(tx, c => sqlx::raw_sql(LOOK).execute(c).await.map(drop))?)
        })
    })
    .await
}

/// Whether an import into this log was begun and not finished.
pub(crate) async fn is_unfinished(db: &Db) -> Result<bool, DbError> {
    let count: i64 = on_reader!(db, c => {
        sqlx::query_scalar("SELECT count(*) FROM counters WHERE name = $1").bind(MARK).fetch_one(c).await
    })?;
    Ok(count > 0)
}

/// A part of a log on its way out.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// Where the log ends, and the hash there. Comes first.
    Head(&'a Head),
    /// The next events.
    Events(&'a [Recorded]),
    /// The next rows of what stands beside them.
    Beside(Beside, &'a [Value]),
}

/// Hands out the whole log: its head, all events in order, then what stands beside them; all as of one moment,
/// whoever writes meanwhile, and page by page, so memory does not grow with the log.
///
/// # Errors
/// What `part` answers; when the database fails.
pub async fn export<E: From<DbError>>(
    db: &Db,
    mut part: impl FnMut(Part<'_>) -> Result<(), E>,
) -> Result<Head, E> {
    let mut conn = db.connect().await?;
    let mut tx = conn.begin_snapshot().await?;
    if tx.dialect() == Dialect::Postgres {
        // Whoever takes the parts may be slower than a server waits for a silent transaction.
        const PATIENT: &str = "SET LOCAL idle_in_transaction_session_timeout = 0";
        on_tx!(&mut tx, c => sqlx::raw_sql(PATIENT).execute(c).await.map(drop)).map_err(DbError::from)?;
    }
    let head = read::head_in(&mut tx).await?;
    part(Part::Head(&head))?;
    let mut after = Position::ZERO;
    while after < head.position {
        let events = read::after_in(&mut tx, after, PAGE).await?;
        let Some(last) = events.last() else { break };
        after = last.position;
        part(Part::Events(&events))?;
    }
    for which in Beside::ALL {
        let mut last = None;
        loop {
            let rows = which.table().rows_after(&mut tx, last.as_ref(), PAGE).await?;
            if rows.is_empty() {
                break;
            }
            part(Part::Beside(which, &rows))?;
            last = rows.into_iter().next_back();
        }
    }
    tx.rollback().await?;
    conn.close().await;
    Ok(head)
}

/// Bytes as they travel in JSON.
struct Hex<'a>(&'a [u8]);

impl Serialize for Hex<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(2 * self.0.len());
        for byte in self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        serializer.serialize_str(&text)
    }
}

#[derive(Serialize)]
struct EventRow<'a> {
    position: i64,
    event_id: uuid::Uuid,
    stream_id: uuid::Uuid,
    version: i64,
    r#type: &'a str,
    schema_version: i64,
    recorded_at: String,
    actor: uuid::Uuid,
    command_id: uuid::Uuid,
    correlation_id: uuid::Uuid,
    causation_id: Option<uuid::Uuid>,
    payload: Hex<'a>,
    hash: Hex<'a>,
}

impl<'a> From<&'a Recorded> for EventRow<'a> {
    fn from(event: &'a Recorded) -> Self {
        Self {
            position: event.position.0,
            event_id: event.event_id.0,
            stream_id: event.stream.0,
            version: event.version.0,
            r#type: &event.kind,
            schema_version: event.schema_version,
            recorded_at: time::text(event.recorded_at),
            actor: event.actor.0,
            command_id: event.command.0,
            correlation_id: event.correlation.0,
            causation_id: event.causation.map(|id| id.0),
            payload: Hex(&event.payload),
            hash: Hex(&event.hash),
        }
    }
}
