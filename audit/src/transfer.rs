//! The whole log as lines of JSON, and back: for moving a site to another database, and for keeping it where no
//! database is needed to read it.
//!
//! The first line says what follows and where the log ends; then one line for each event, as it stands in the log,
//! payload and hash included; then what stands beside the events (commands, claims, counters); then one line that
//! ends it and counts what was there.

use std::io::{BufRead, Write};

use chrono::{DateTime, Utc};
use docket_eventstore::db::{Db, DbError};
use docket_eventstore::transfer::{Beside, Import, ImportError, Part};
use docket_eventstore::{
    ActorId, CommandId, CorrelationId, EventId, Head, Position, Recorded, StreamId, Version, transfer,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// The version of the format.
const FORMAT: u32 = 1;
/// Lines that are brought in at a time.
const BATCH: usize = 5000;
/// A batch of events ends earlier when its payloads are longer than this.
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// A line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Log(Beginning),
    Event(EventLine),
    Command(Value),
    Claim(Value),
    Counter(Value),
    End(End),
}

#[derive(Debug, Serialize, Deserialize)]
struct Beginning {
    format: u32,
    position: i64,
    hash: String,
    epoch: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    events: u64,
    commands: u64,
    claims: u64,
    counters: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct EventLine {
    position: i64,
    event_id: Uuid,
    stream_id: Uuid,
    version: i64,
    #[serde(rename = "type")]
    kind: String,
    schema_version: i64,
    #[serde(with = "docket_eventstore::db::time")]
    recorded_at: DateTime<Utc>,
    actor: Uuid,
    command_id: Uuid,
    correlation_id: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    causation_id: Option<Uuid>,
    payload: Payload,
    hash: String,
}

/// The bytes as they were written: as text, which they are unless the log is damaged, or in hex.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Payload {
    Text(String),
    Hex(String),
}

/// Why a log could not be written as lines or read from them.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The file could not be read or written.
    #[error("the file cannot be read or written")]
    Io(#[from] std::io::Error),
    /// A line is none of ours.
    #[error("line {line} is not one of an exported log: {why}")]
    Line {
        /// Which, from 1.
        line: u64,
        /// What is wrong with it.
        why: String,
    },
    /// The file has no last line.
    #[error("the export ends early, at line {line}: it was cut off")]
    CutOff {
        /// The last line that was read, from 1.
        line: u64,
    },
    /// The log did not take it.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The database failed.
    #[error("the log could not be read")]
    Database(#[from] DbError),
}

/// Writes the log as lines, as of one moment. `progress` is told how far it has come.
///
/// # Errors
/// When the file or the database fails.
pub async fn export(
    log: &Db,
    to: &mut (impl Write + Send),
    mut progress: impl FnMut(Position) + Send,
) -> Result<Head, TransferError> {
    let mut end = End::default();
    let head = transfer::export::<TransferError>(log, |part| {
        match part {
            Part::Head(head) => write(to, &Line::Log(Beginning::new(head)))?,
            Part::Events(events) => {
                for event in events {
                    write(to, &Line::Event(EventLine::new(event)))?;
                    end.events += 1;
                }
                events.last().into_iter().for_each(|event| progress(event.position));
            }
            Part::Beside(which, rows) => {
                for row in rows.iter().cloned() {
                    *end.count(which) += 1;
                    write(to, &Line::beside(which, row))?;
                }
            }
        }
        Ok(())
    })
    .await?;
    write(to, &Line::End(end))?;
    to.flush()?;
    Ok(head)
}

/// Brings a log in from lines, into an empty place, and verifies its chain on the way. Cut off, it goes on where it
/// stands when it is given the same lines again.
///
/// # Errors
/// When the lines are not a whole log, or the place is not empty; when the file or the database fails.
pub async fn import(
    log: &Db,
    from: impl BufRead,
    mut progress: impl FnMut(Position),
) -> Result<Head, TransferError> {
    let mut reader = Reader { lines: from.lines(), line: 0 };
    let Line::Log(beginning) = reader.next()? else { return Err(reader.fault("an export begins otherwise")) };
    if beginning.format != FORMAT {
        return Err(reader.fault("this program does not know its format: a later one wrote it"));
    }
    let said = (Position(beginning.position), reader.hash(&beginning.hash)?);
    let mut import = Import::begin(log).await?;
    let (mut events, mut bytes) = (Vec::with_capacity(BATCH), 0);
    let mut waiting: Option<(Beside, Vec<Value>)> = None;
    let mut counted = End::default();
    loop {
        let line = reader.next()?;
        if let Line::Event(event) = line {
            let event = event.recorded(&reader)?;
            bytes += event.payload.len();
            events.push(event);
            counted.events += 1;
            if events.len() == BATCH || bytes > BATCH_BYTES {
                import.events(&events).await?;
                progress(import.stands_at());
                events.clear();
                bytes = 0;
            }
            continue;
        }
        if !events.is_empty() {
            import.events(&events).await?;
            events.clear();
        }
        let (which, row) = match line {
            Line::Command(row) => (Beside::Commands, row),
            Line::Claim(row) => (Beside::Claims, row),
            Line::Counter(row) => (Beside::Counters, row),
            Line::End(end) => {
                if let Some((which, rows)) = waiting.take() {
                    import.beside(which, &rows).await?;
                }
                if end != counted {
                    return Err(reader.fault("lines are missing, or there are too many"));
                }
                return Ok(import.finish(said).await?);
            }
            Line::Log(_) | Line::Event(_) => return Err(reader.fault("it is out of place")),
        };
        *counted.count(which) += 1;
        match &mut waiting {
            Some((same, rows)) if *same == which && rows.len() < BATCH => rows.push(row),
            other => {
                if let Some((which, rows)) = other.replace((which, vec![row])) {
                    import.beside(which, &rows).await?;
                }
            }
        }
    }
}

fn write(to: &mut impl Write, line: &Line) -> Result<(), TransferError> {
    serde_json::to_writer(&mut *to, line).map_err(std::io::Error::from)?;
    to.write_all(b"\n")?;
    Ok(())
}

struct Reader<L> {
    lines: L,
    line: u64,
}

impl<L: Iterator<Item = std::io::Result<String>>> Reader<L> {
    fn next(&mut self) -> Result<Line, TransferError> {
        let text = self.lines.next().ok_or(TransferError::CutOff { line: self.line })??;
        self.line += 1;
        serde_json::from_str(&text).map_err(|error| self.fault(&error.to_string()))
    }
}

impl<L> Reader<L> {
    fn fault(&self, why: &str) -> TransferError {
        TransferError::Line { line: self.line, why: why.to_owned() }
    }

    fn bytes(&self, text: &str) -> Result<Vec<u8>, TransferError> {
        let pairs = text.as_bytes().chunks(2).map(|pair| {
            let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.len() == 2)?;
            u8::from_str_radix(digits, 16).ok()
        });
        pairs.collect::<Option<_>>().ok_or_else(|| self.fault("it holds what is not hex"))
    }

    fn hash(&self, text: &str) -> Result<[u8; 32], TransferError> {
        self.bytes(text)?.try_into().map_err(|_| self.fault("a hash has 64 digits"))
    }
}

impl Beginning {
    fn new(head: &Head) -> Self {
        Self { format: FORMAT, position: head.position.0, hash: hex(&head.hash), epoch: head.epoch }
    }
}

impl End {
    fn count(&mut self, which: Beside) -> &mut u64 {
        match which {
            Beside::Commands => &mut self.commands,
            Beside::Claims => &mut self.claims,
            Beside::Counters => &mut self.counters,
        }
    }
}

impl Line {
    fn beside(which: Beside, row: Value) -> Self {
        match which {
            Beside::Commands => Self::Command(row),
            Beside::Claims => Self::Claim(row),
            Beside::Counters => Self::Counter(row),
        }
    }
}

impl EventLine {
    fn new(event: &Recorded) -> Self {
        let payload = match std::str::from_utf8(&event.payload) {
            Ok(text) => Payload::Text(text.to_owned()),
            Err(_) => Payload::Hex(hex(&event.payload)),
        };
        Self {
            position: event.position.0,
            event_id: event.event_id.0,
            stream_id: event.stream.0,
            version: event.version.0,
            kind: event.kind.clone(),
            schema_version: event.schema_version,
            recorded_at: event.recorded_at,
            actor: event.actor.0,
            command_id: event.command.0,
            correlation_id: event.correlation.0,
            causation_id: event.causation.map(|id| id.0),
            payload,
            hash: hex(&event.hash),
        }
    }

    fn recorded<L>(self, reader: &Reader<L>) -> Result<Recorded, TransferError> {
        let payload = match self.payload {
            Payload::Text(text) => text.into_bytes(),
            Payload::Hex(text) => reader.bytes(&text)?,
        };
        Ok(Recorded {
            position: Position(self.position),
            event_id: EventId(self.event_id),
            stream: StreamId(self.stream_id),
            version: Version(self.version),
            kind: self.kind,
            schema_version: self.schema_version,
            recorded_at: self.recorded_at,
            actor: ActorId(self.actor),
            command: CommandId(self.command_id),
            correlation: CorrelationId(self.correlation_id),
            causation: self.causation_id.map(EventId),
            payload,
            hash: reader.hash(&self.hash)?,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
