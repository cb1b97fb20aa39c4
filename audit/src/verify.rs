//! Whether the log is the one that was written.

use std::collections::HashMap;

use docket_eventstore::chain::{Broken, GENESIS, Verifier};
use docket_eventstore::checkpoint::Checkpoint;
use docket_eventstore::db::DbError;
use docket_eventstore::{Position, Recorded, Store, StreamId, Version};

/// Events read at a time.
const BATCH: usize = 2000;

/// A log that is the one that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many events were checked.
    pub events: u64,
    /// The last one.
    pub head: Position,
    /// The chain's hash there: who has kept it elsewhere, and finds it again later, knows that nothing before was
    /// changed in between.
    pub hash: [u8; 32],
}

/// A log that is not the one that was written: the first thing found.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// An event is missing, moved, added or changed.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A row cannot be read as an event.
    #[error("the event at position {position} cannot be read")]
    Unreadable {
        /// Where it stands, or should.
        position: Position,
        /// Why.
        #[source]
        source: DbError,
    },
    /// A stream's versions do not follow each other.
    #[error(
        "the event at position {position} has version {found} in stream {stream}, {expected} was expected"
    )]
    Version {
        /// Where it stands.
        position: Position,
        /// Its stream.
        stream: StreamId,
        /// What comes next there.
        expected: Version,
        /// What was found.
        found: Version,
    },
    /// The log ends before the place its head says, or before the trusted place: the tail was cut off.
    #[error("the log ends at position {last} and should end at {head}")]
    TailMissing {
        /// The last event that is there.
        last: Position,
        /// Where it should end.
        head: Position,
    },
    /// There are events behind the place where the head says the log ends.
    #[error("there is an event at position {found}, behind the head of the log at {head}")]
    BehindHead {
        /// The first of them.
        found: Position,
        /// Where the head says the log ends.
        head: Position,
    },
    /// The head has another hash than the last event.
    #[error("the head of the log at position {0} has another hash than the event there")]
    HeadHash(Position),
    /// The database failed.
    #[error("the log could not be read")]
    Database(#[from] DbError),
}

impl VerifyError {
    /// The first bad position; none when the database failed.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Broken(Broken::Position { expected, .. }) => Some(*expected),
            Self::Broken(Broken::Hash(position)) | Self::HeadHash(position) => Some(*position),
            Self::Unreadable { position, .. } | Self::Version { position, .. } => Some(*position),
            Self::TailMissing { last, .. } => Some(last.next()),
            Self::BehindHead { found, .. } => Some(*found),
            Self::Database(_) => None,
        }
    }
}

/// Checks every event up to the present head: that positions follow each other, that each event and all before it
/// are those that were written (hash chain), that versions follow each other within a stream as far as a batch shows
/// it, and that the head says the same as the last event. Begins behind `from`, a place whose hash is trusted, or
/// with the first event. `progress` is told the last position that was checked.
///
/// The log may grow meanwhile.
///
/// # Errors
/// What is wrong and where, the first thing only.
pub async fn verify(
    store: &Store,
    from: Option<Checkpoint>,
    mut progress: impl FnMut(Position),
) -> Result<Verified, VerifyError> {
    let from = from.unwrap_or(Checkpoint { position: Position::ZERO, hash: GENESIS });
    let head = store.head().await?;
    if from.position > head.position {
        return Err(VerifyError::TailMissing { last: head.position, head: from.position });
    }
    let mut verifier = Verifier::after(from.position, from.hash);
    let mut next = read(store, from.position);
    while verifier.position() < head.position {
        let Batch { events, fault } = next.await?;
        // The next batch is read while this one is hashed.
        let last = events.last().map_or(head.position, |event| event.position);
        next = read(store, last);
        let mut versions = HashMap::new();
        for event in events.iter().take_while(|event| event.position <= head.position) {
            verifier.check(event)?;
            check_version(&mut versions, event)?;
        }
        progress(verifier.position());
        if let Some(source) = fault {
            return Err(VerifyError::Unreadable { position: verifier.position().next(), source });
        }
        if events.is_empty() && verifier.position() < head.position {
            return Err(VerifyError::TailMissing { last: verifier.position(), head: head.position });
        }
    }
    if verifier.hash() != head.hash {
        return Err(VerifyError::HeadHash(head.position));
    }
    check_end(store, head.position).await?;
    let events = u64::try_from(head.position.0 - from.position.0).unwrap_or(0);
    Ok(Verified { events, head: head.position, hash: verifier.hash() })
}

/// What is behind the head was written after it was read, so the head must have moved.
async fn check_end(store: &Store, head: Position) -> Result<(), VerifyError> {
    let Some(found) = store.read_after(head, 1).await?.first().map(|event| event.position) else {
        return Ok(());
    };
    if store.head().await?.position == head {
        return Err(VerifyError::BehindHead { found, head });
    }
    Ok(())
}

/// Events in a row, and what stands in the way of reading on.
struct Batch {
    events: Vec<Recorded>,
    fault: Option<DbError>,
}

/// Reads the next batch in a task of its own.
fn read(store: &Store, after: Position) -> impl Future<Output = Result<Batch, DbError>> + use<> {
    let task = tokio::spawn(read_batch(store.clone(), after));
    async move { task.await.map_err(|error| DbError::Task(error.to_string()))? }
}

async fn read_batch(store: Store, after: Position) -> Result<Batch, DbError> {
    match store.read_after(after, BATCH).await {
        Ok(events) => Ok(Batch { events, fault: None }),
        Err(error) if error.is_transient() => Err(error),
        // One row of the batch is no event. All before it are.
        Err(_) => {
            let mut events: Vec<Recorded> = Vec::new();
            loop {
                let after = events.last().map_or(after, |event| event.position);
                match store.read_after(after, 1).await {
                    Ok(mut one) if !one.is_empty() => events.append(&mut one),
                    Ok(_) => return Ok(Batch { events, fault: None }),
                    Err(error) => return Ok(Batch { events, fault: Some(error) }),
                }
            }
        }
    }
}

/// Whether an event follows the one before it in its stream, as far as that is in the same batch.
fn check_version(versions: &mut HashMap<StreamId, Version>, event: &Recorded) -> Result<(), VerifyError> {
    match versions.insert(event.stream, event.version) {
        Some(before) if event.version != before.next() => Err(VerifyError::Version {
            position: event.position,
            stream: event.stream,
            expected: before.next(),
            found: event.version,
        }),
        _ => Ok(()),
    }
}
