//! A group commit through SQLite's C API: no driver, no other task, one prepared statement a row. The upper end of
//! what any store in this process could reach on an SQLite file.
#![expect(unsafe_code, reason = "the reference is the C API itself; nothing but the benchmark links this")]

use std::ffi::{CString, c_int};
use std::path::Path;
use std::ptr;

use anyhow::{Context, bail};
use docket_eventstore::db::time;
use docket_eventstore::{Append, Clock, SystemClock};
use libsqlite3_sys as ffi;
use tokio::sync::{mpsc, oneshot};

const MAX_BATCH: usize = 256;

type Sent = (Append, oneshot::Sender<()>);

/// The writer's other end. The writer stops at the first error.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    queue: mpsc::Sender<Sent>,
}

impl Plain {
    /// Opens a log that has its tables, and starts the writer on a thread of its own.
    pub(crate) fn open(file: &Path) -> anyhow::Result<Self> {
        let mut connection = Connection::open(file)?;
        let (queue, mut waiting) = mpsc::channel(1024);
        std::thread::spawn(move || {
            let mut batch = Vec::with_capacity(MAX_BATCH);
            let mut position = 0;
            while waiting.blocking_recv_many(&mut batch, MAX_BATCH) > 0 {
                match connection.write(position, &batch) {
                    Ok(last) => position = last,
                    Err(error) => return eprintln!("the plain writer ends: {error:#}"),
                }
                for (_, reply) in batch.drain(..) {
                    // A writer that the round's end stopped waits for nothing.
                    let _ = reply.send(());
                }
            }
        });
        Ok(Self { queue })
    }

    /// Writes a command's events, each as the first of its stream.
    pub(crate) async fn append(&self, append: Append) -> anyhow::Result<()> {
        let (reply, answer) = oneshot::channel();
        self.queue.send((append, reply)).await.ok().context("the plain writer has ended")?;
        answer.await.context("the plain writer has ended")
    }
}

struct Connection {
    db: *mut ffi::sqlite3,
    event: *mut ffi::sqlite3_stmt,
    command: *mut ffi::sqlite3_stmt,
    head: *mut ffi::sqlite3_stmt,
}

// SAFETY: SQLite is built in serialized mode, and the connection moves to one thread and stays there.
unsafe impl Send for Connection {}

impl Connection {
    fn open(file: &Path) -> anyhow::Result<Self> {
        let path = CString::new(file.to_str().context("a path in UTF-8")?)?;
        let mut db = ptr::null_mut();
        // SAFETY: `path` outlives the call, and `db` is checked before use.
        let code = unsafe { ffi::sqlite3_open(path.as_ptr(), &raw mut db) };
        if code != ffi::SQLITE_OK {
            bail!("sqlite3_open answers {code}");
        }
        let mut connection =
            Self { db, event: ptr::null_mut(), command: ptr::null_mut(), head: ptr::null_mut() };
        connection.run("PRAGMA synchronous = FULL")?;
        connection.run("PRAGMA wal_autocheckpoint = 16384")?;
        connection.event = connection.prepare("INSERT INTO events VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")?;
        connection.command = connection.prepare("INSERT INTO commands VALUES (?,?,?,?,NULL)")?;
        connection.head =
            connection.prepare("UPDATE log_head SET position = ?, recorded_at = ? WHERE log_id = 1")?;
        Ok(connection)
    }

    fn prepare(&self, text: &str) -> anyhow::Result<*mut ffi::sqlite3_stmt> {
        let text = CString::new(text)?;
        let mut statement = ptr::null_mut();
        // SAFETY: the connection is open, the text ends with a NUL.
        let code = unsafe {
            ffi::sqlite3_prepare_v2(self.db, text.as_ptr(), -1, &raw mut statement, ptr::null_mut())
        };
        if code != ffi::SQLITE_OK {
            bail!("sqlite3_prepare_v2 answers {code}");
        }
        Ok(statement)
    }

    fn run(&self, text: &str) -> anyhow::Result<()> {
        let text = CString::new(text)?;
        // SAFETY: the connection is open, the text ends with a NUL, and there is no callback.
        let code =
            unsafe { ffi::sqlite3_exec(self.db, text.as_ptr(), None, ptr::null_mut(), ptr::null_mut()) };
        if code != ffi::SQLITE_OK {
            bail!("sqlite3_exec answers {code}");
        }
        Ok(())
    }

    fn write(&mut self, after: i64, batch: &[Sent]) -> anyhow::Result<i64> {
        let at = time::text(SystemClock.now());
        let mut last = after;
        self.run("BEGIN IMMEDIATE")?;
        for (append, _) in batch {
            let first = last + 1;
            for event in &append.events {
                last += 1;
                let values = [
                    Value::Int(last),
                    Value::Blob(event.event_id.0.as_bytes()),
                    Value::Blob(event.stream.0.as_bytes()),
                    Value::Int(1),
                    Value::Text(event.kind),
                    Value::Int(event.schema_version),
                    Value::Text(&at),
                    Value::Blob(append.actor.0.as_bytes()),
                    Value::Blob(append.command.0.as_bytes()),
                    Value::Blob(append.correlation.0.as_bytes()),
                    Value::Null,
                    Value::Blob(event.payload.bytes()),
                    Value::Blob(&[0; 32]),
                ];
                step(self.event, &values)?;
            }
            let values = [
                Value::Blob(append.command.0.as_bytes()),
                Value::Blob(&append.fingerprint),
                Value::Int(first),
                Value::Int(last),
            ];
            step(self.command, &values)?;
        }
        step(self.head, &[Value::Int(last), Value::Text(&at)])?;
        self.run("COMMIT")?;
        Ok(last)
    }
}

enum Value<'a> {
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
    Null,
}

/// Runs a prepared statement that answers no rows.
fn step(statement: *mut ffi::sqlite3_stmt, values: &[Value<'_>]) -> anyhow::Result<()> {
    for (value, index) in values.iter().zip(1..) {
        // SAFETY: the statement is prepared and reset; bytes outlive the step below, so SQLite need not copy them.
        let code = unsafe {
            match value {
                Value::Int(number) => ffi::sqlite3_bind_int64(statement, index, *number),
                Value::Text(text) => ffi::sqlite3_bind_text(
                    statement,
                    index,
                    text.as_ptr().cast(),
                    c_int::try_from(text.len())?,
                    ffi::SQLITE_STATIC(),
                ),
                Value::Blob(bytes) => ffi::sqlite3_bind_blob(
                    statement,
                    index,
                    bytes.as_ptr().cast(),
                    c_int::try_from(bytes.len())?,
                    ffi::SQLITE_STATIC(),
                ),
                Value::Null => ffi::sqlite3_bind_null(statement, index),
            }
        };
        if code != ffi::SQLITE_OK {
            bail!("a value cannot be bound: {code}");
        }
    }
    // SAFETY: the statement is prepared, and every parameter is bound.
    let code = unsafe { ffi::sqlite3_step(statement) };
    // SAFETY: as above; a reset repeats the step's error, which is looked at below.
    unsafe { ffi::sqlite3_reset(statement) };
    if code != ffi::SQLITE_DONE {
        bail!("sqlite3_step answers {code}");
    }
    Ok(())
}
