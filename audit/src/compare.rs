//! Comparing one table in two databases, in the order of its key.

use std::cmp::Ordering;
use std::fmt;

use docket_eventstore::chain::sha256;
use docket_eventstore::db::{DbError, Kind, Table, Tx};
use serde_json::Value;

/// Differences that are kept; the others are only counted.
pub const MAX_DIFFERENCES: usize = 100;

const PAGE: usize = 500;

/// One difference between a live view and the replay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A value is another one.
    Value {
        /// The table.
        table: &'static str,
        /// The row, as `column=value` of its key.
        key: String,
        /// The column.
        column: &'static str,
        /// What the live view has, as JSON.
        live: String,
        /// What the replay has, as JSON.
        replayed: String,
    },
    /// A row is missing in the live view.
    Missing {
        /// The table.
        table: &'static str,
        /// The row.
        key: String,
    },
    /// The live view has a row that the log does not account for.
    Surplus {
        /// The table.
        table: &'static str,
        /// The row.
        key: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { table, key, column, live, replayed } => {
                write!(f, "{table} ({key}): {column} is {live} in the live view, {replayed} by the log")
            }
            Self::Missing { table, key } => write!(f, "{table} ({key}): is missing in the live view"),
            Self::Surplus { table, key } => write!(f, "{table} ({key}): is in the live view only"),
        }
    }
}

/// What was found, over any number of tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    pub(crate) rows: u64,
    pub(crate) count: u64,
    pub(crate) differences: Vec<Difference>,
}

impl Findings {
    fn add(&mut self, difference: Difference) {
        self.count += 1;
        if self.differences.len() < MAX_DIFFERENCES {
            self.differences.push(difference);
        }
    }
}

/// A table's rows, read page by page.
struct Rows<'t, 'c> {
    table: &'static Table,
    tx: &'t mut Tx<'c>,
    page: std::vec::IntoIter<Value>,
    last: Option<Value>,
    ended: bool,
}

impl<'t, 'c> Rows<'t, 'c> {
    fn of(table: &'static Table, tx: &'t mut Tx<'c>) -> Self {
        Self { table, tx, page: Vec::new().into_iter(), last: None, ended: false }
    }

    async fn next(&mut self) -> Result<Option<Value>, DbError> {
        loop {
            if let Some(row) = self.page.next() {
                return Ok(Some(row));
            }
            if self.ended {
                return Ok(None);
            }
            let page = self.table.rows_after(self.tx, self.last.as_ref(), PAGE).await?;
            self.ended = page.len() < PAGE;
            self.last = page.last().cloned();
            self.page = page.into_iter();
        }
    }
}

/// Compares a table, row by row in the order of its key.
pub(crate) async fn compare(
    table: &'static Table,
    live: &mut Tx<'_>,
    replayed: &mut Tx<'_>,
    findings: &mut Findings,
) -> Result<(), DbError> {
    let (mut live, mut replayed) = (Rows::of(table, live), Rows::of(table, replayed));
    let (mut left, mut right) = (live.next().await?, replayed.next().await?);
    loop {
        let order = match (&left, &right) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(left), Some(right)) => key_order(table, left, right),
        };
        findings.rows += 1;
        match order {
            Ordering::Less => {
                if let Some(row) = &left {
                    findings.add(Difference::Surplus { table: table.name, key: key_text(table, row) });
                }
                left = live.next().await?;
            }
            Ordering::Greater => {
                if let Some(row) = &right {
                    findings.add(Difference::Missing { table: table.name, key: key_text(table, row) });
                }
                right = replayed.next().await?;
            }
            Ordering::Equal => {
                if let (Some(left), Some(right)) = (&left, &right) {
                    compare_row(table, left, right, findings);
                }
                left = live.next().await?;
                right = replayed.next().await?;
            }
        }
    }
}

fn compare_row(table: &'static Table, live: &Value, replayed: &Value, findings: &mut Findings) {
    for column in table.columns {
        let (left, right) = (&live[column.name], &replayed[column.name]);
        if left != right {
            findings.add(Difference::Value {
                table: table.name,
                key: key_text(table, live),
                column: column.name,
                live: left.to_string(),
                replayed: right.to_string(),
            });
        }
    }
}

/// The order in which both databases hand rows out: ids (as hex) and texts by bytes, numbers by size.
fn key_order(table: &Table, left: &Value, right: &Value) -> Ordering {
    let columns = table.columns.iter();
    for name in table.key {
        let is_number = columns.clone().any(|column| column.name == *name && column.kind == Kind::Int);
        let (left, right) = (&left[*name], &right[*name]);
        let order =
            if is_number { left.as_i64().cmp(&right.as_i64()) } else { left.as_str().cmp(&right.as_str()) };
        if order != Ordering::Equal {
            return order;
        }
    }
    Ordering::Equal
}

fn key_text(table: &Table, row: &Value) -> String {
    let columns = table.key.iter().map(|name| match &row[*name] {
        Value::String(text) => format!("{name}={text}"),
        other => format!("{name}={other}"),
    });
    columns.collect::<Vec<_>>().join(" ")
}

/// How many rows a table has, and a digest over all of them in the order of the key.
pub(crate) async fn digest(table: &'static Table, tx: &mut Tx<'_>) -> Result<(u64, [u8; 32]), DbError> {
    let mut rows = Rows::of(table, tx);
    let (mut count, mut digest) = (0, [0; 32]);
    while let Some(row) = rows.next().await? {
        count += 1;
        // A chain over the rows, so that nothing has to be kept: sha256(the digest so far ‖ sha256(row)).
        let row = sha256(row.to_string().as_bytes());
        digest = sha256(&[digest, row].concat());
    }
    Ok((count, digest))
}
