//! What `cargo test`, and the browser tests in its words, said: how many tests ran, and how many of the storage tests on each database.
//!
//! A storage test is written once and runs on both databases: its path has a module `sqlite` or `postgres`, and the
//! two paths differ in that alone. Unit tests below such a module (`db::sqlite::tests`) are about the code of that
//! name and have no twin.

use std::collections::BTreeMap;
use std::fmt;

/// Counted from the lines of a run.
#[derive(Debug, Default)]
pub(crate) struct Report {
    passed: usize,
    failed: usize,
    ignored: usize,
    /// The runs that failed without a failed test.
    crashed: Vec<&'static str>,
    /// How many tests had failed when the last run ended.
    accounted: usize,
    /// Runs on SQLite and on PostgreSQL, by the path with the database left out.
    storage: BTreeMap<String, (usize, usize)>,
}

#[derive(Clone, Copy)]
enum Backend {
    Sqlite,
    Postgres,
}

impl Report {
    /// Takes the next line.
    pub(crate) fn line(&mut self, line: &str) {
        if let Some(summary) = line.strip_prefix("test result: ") {
            self.passed += count(summary, "passed");
            self.failed += count(summary, "failed");
            self.ignored += count(summary, "ignored");
        } else if let Some((path, verdict)) =
            line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... "))
        {
            let ran = verdict.starts_with("ok") || verdict.starts_with("FAILED");
            let path = path.strip_suffix(" - should panic").unwrap_or(path);
            if let Some((neutral, backend)) = storage_test(path).filter(|_| ran) {
                let runs = self.storage.entry(neutral).or_default();
                match backend {
                    Backend::Sqlite => runs.0 += 1,
                    Backend::Postgres => runs.1 += 1,
                }
            }
        }
    }

    /// Takes the end of a run. One that failed without a failed test did not build, or a test program crashed.
    pub(crate) fn ended(&mut self, run: &'static str, success: bool) {
        if !success && self.failed == self.accounted {
            self.crashed.push(run);
        }
        self.accounted = self.failed;
    }

    /// Whether nothing failed so far.
    pub(crate) fn is_success(&self) -> bool {
        self.failed == 0 && self.crashed.is_empty()
    }

    /// Why the run does not count as passed though no test failed. A run of chosen tests need not have storage
    /// tests.
    pub(crate) fn faults(&self, everything: bool) -> Vec<String> {
        let crashed = self.crashed.iter();
        let mut faults: Vec<String> = crashed
            .map(|run| format!("{run} failed, but no test did: it did not build, or a test program crashed"))
            .collect();
        if !everything || !faults.is_empty() {
            return faults;
        }
        let (sqlite, postgres) = self.on_each();
        if sqlite == 0 {
            faults.push("no storage test ran on SQLite".to_owned());
        }
        if postgres == 0 {
            faults.push("no storage test ran on PostgreSQL".to_owned());
        }
        for (path, (sqlite, postgres)) in &self.storage {
            if sqlite != postgres {
                faults
                    .push(format!("{path} ran {sqlite} times on SQLite and {postgres} times on PostgreSQL"));
            }
        }
        faults
    }

    /// One line on the storage tests.
    pub(crate) fn storage(&self) -> String {
        let (sqlite, postgres) = self.on_each();
        format!("storage tests: {sqlite} on SQLite, {postgres} on PostgreSQL")
    }

    fn on_each(&self) -> (usize, usize) {
        self.storage.values().fold((0, 0), |sum, runs| (sum.0 + runs.0, sum.1 + runs.1))
    }
}

/// The closing line.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed = self.failed + self.crashed.len();
        write!(f, "{} passed, {failed} failed", self.passed)?;
        if self.ignored > 0 {
            write!(f, ", {} skipped", self.ignored)?;
        }
        Ok(())
    }
}

/// The number before `word` in `ok. 3 passed; 0 failed; …`.
fn count(summary: &str, word: &str) -> usize {
    let words: Vec<&str> = summary.split([' ', ';']).collect();
    words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
}

fn storage_test(path: &str) -> Option<(String, Backend)> {
    let mut segments: Vec<&str> = path.split("::").collect();
    let modules = segments.len().saturating_sub(1);
    let place = (0..modules).find(|&at| {
        matches!(segments[at], "sqlite" | "postgres") && !segments[at..modules].contains(&"tests")
    })?;
    let backend = if segments[place] == "sqlite" { Backend::Sqlite } else { Backend::Postgres };
    segments[place] = "*";
    Some((segments.join("::"), backend))
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
