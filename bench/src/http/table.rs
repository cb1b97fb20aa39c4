//! What is printed: one Markdown table.

use std::fmt;
use std::time::Duration;

use super::Database;
use super::load::Outcome;
use super::machine::Memory;

/// Rows in the order they were measured.
pub(super) struct Table {
    database: Database,
    rows: Vec<[String; 5]>,
    notes: Vec<String>,
}

impl Table {
    pub(super) fn new(database: Database) -> Self {
        Self { database, rows: Vec::new(), notes: Vec::new() }
    }

    pub(super) fn push(&mut self, what: &str, cells: [String; 4]) {
        // A measurement takes minutes: show how far it has come.
        let [clients, value, p50, p99] = cells;
        eprintln!("{:?}: {what}: {clients} {value} {p50} {p99}", self.database);
        self.rows.push([what.to_owned(), clients, value, p50, p99]);
    }

    pub(super) fn outcome(&mut self, what: &str, clients: usize, outcome: &Outcome) {
        let ms = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1000.0);
        let cells = [clients.to_string(), format!("{:.0}", outcome.rate), ms(outcome.p50), ms(outcome.p99)];
        self.push(what, cells);
    }

    pub(super) fn rate(&mut self, what: &str, clients: usize, rate: f64) {
        self.push(what, [clients.to_string(), format!("{rate:.0}"), String::new(), String::new()]);
    }

    pub(super) fn duration(&mut self, what: &str, time: Duration) {
        let value = format!("{:.3} s", time.as_secs_f64());
        self.push(what, [String::new(), value, String::new(), String::new()]);
    }

    pub(super) fn memory(&mut self, what: &str, memory: Memory) {
        let mib = |kib: u64| kib as f64 / 1024.0;
        let value = format!("{:.0} MiB PSS, {:.0} MiB RSS", mib(memory.pss), mib(memory.rss));
        self.push(what, [String::new(), value, String::new(), String::new()]);
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.database {
            Database::Sqlite => "SQLite",
            Database::Postgres => "PostgreSQL",
        };
        writeln!(f, "| {name} | clients | value | p50 ms | p99 ms |")?;
        writeln!(f, "|---|---:|---:|---:|---:|")?;
        for [what, clients, value, p50, p99] in &self.rows {
            writeln!(f, "| {what} | {clients} | {value} | {p50} | {p99} |")?;
        }
        for note in &self.notes {
            writeln!(f, "\n{note}")?;
        }
        Ok(())
    }
}
