//! `docket audit`: the face of the audit library.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use docket_audit::{FilesError, ReplayReport, Stretch, VerifyError};
use docket_eventstore::db::Databases;
use docket_eventstore::{Position, SystemClock};

use crate::config::Config;
use crate::house::{House, Occupancy, lock};

/// Checks the chain from the first event on, and says where it is broken first.
pub(crate) async fn verify(config: &Config, with_files: bool) -> Result<ExitCode> {
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Visitor).await?;
    let mut progress = Progress::new("verified");
    let verified = docket_audit::verify(&house.store, None, |position| progress.at(position)).await;
    progress.end();
    let files = if with_files && verified.is_ok() {
        let mut progress = Progress::new("files verified");
        let files = docket_audit::verify_files(&house.store, &house.files, |at| progress.at(at)).await;
        progress.end();
        Some(files)
    } else {
        None
    };
    house.close().await;
    match verified {
        Ok(verified) => {
            let hash = hex(&verified.hash);
            println!("ok: {} events, the chain is whole up to position {}", verified.events, verified.head);
            println!("hash at {}: {hash}", verified.head);
            match files {
                None => Ok(ExitCode::SUCCESS),
                Some(Ok(files)) => {
                    println!("ok: {} files of {} bytes are as the log says", files.files, files.bytes);
                    Ok(ExitCode::SUCCESS)
                }
                Some(Err(error @ FilesError::Differs { .. })) => {
                    println!("broken: {error}");
                    Ok(ExitCode::FAILURE)
                }
                Some(Err(error)) => Err(error).context("the files could not be read to their end"),
            }
        }
        Err(error) => match error.position() {
            Some(position) => {
                println!("broken: the first bad position is {position}: {}", chain_of(&error));
                Ok(ExitCode::FAILURE)
            }
            None => Err(error).context("the log could not be read to its end"),
        },
    }
}

/// Replays a stretch of the log into a fresh database and says how the live views differ.
pub(crate) async fn replay(config: &Config, from: i64, to: Option<i64>) -> Result<ExitCode> {
    if from < 1 || to.is_some_and(|to| to < from) {
        bail!("--from is a position of 1 or more, and --to is not before it");
    }
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Visitor).await?;
    let stretch = Stretch { from: Position(from), to: to.map(Position) };
    let mut progress = Progress::new("replayed");
    let report =
        docket_audit::replay(&house.store, &house.views, stretch, |position| progress.at(position)).await;
    progress.end();
    house.close().await;
    Ok(tell(&report?))
}

/// Writes the whole log into a file.
pub(crate) async fn export(config: &Config, file: &Path) -> Result<()> {
    let databases = open(config).await?;
    let mut to: BufWriter<Box<dyn Write + Send>> = BufWriter::new(if is_standard(file) {
        Box::new(std::io::stdout())
    } else {
        let made = File::options().write(true).create_new(true).open(file);
        Box::new(made.with_context(|| format!("{} cannot be made", file.display()))?)
    });
    let mut progress = Progress::new("exported");
    let exported = docket_audit::export(&databases.log, &mut to, |position| progress.at(position)).await;
    progress.end();
    databases.close().await;
    let head = exported?;
    eprintln!("exported {} events; hash at {}: {}", head.position, head.position, hex(&head.hash));
    Ok(())
}

/// Brings a log in from a file.
pub(crate) async fn import(config: &Config, file: &Path) -> Result<()> {
    let _lock = lock(config)?;
    let databases = open(config).await?;
    let from: Box<dyn BufRead> = if is_standard(file) {
        Box::new(std::io::stdin().lock())
    } else {
        let opened = File::open(file).with_context(|| format!("{} cannot be opened", file.display()))?;
        Box::new(BufReader::new(opened))
    };
    let mut progress = Progress::new("imported");
    let imported = docket_audit::import(&databases.log, from, |position| progress.at(position)).await;
    progress.end();
    databases.close().await;
    let head = imported.context("the import is not done")?;
    println!("ok: {} events, the chain is whole up to position {}", head.position, head.position);
    println!("hash at {}: {}", head.position, hex(&head.hash));
    Ok(())
}

/// The databases alone: a log that is being brought in opens as no house yet.
async fn open(config: &Config) -> Result<Databases> {
    Databases::open(&config.location)
        .await
        .with_context(|| format!("{} cannot be opened", config.database_name()))
}

fn is_standard(file: &Path) -> bool {
    file == Path::new("-")
}

fn tell(report: &ReplayReport) -> ExitCode {
    println!("replayed {} events, positions {} to {}", report.events, report.from, report.to);
    if report.left_out > 0 {
        println!("left out {} events of streams that begin before the stretch", report.left_out);
    }
    for table in &report.tables {
        println!("  {}/{}: {} rows, digest {}", table.view, table.table, table.rows, hex(&table.digest[..8]));
    }
    let Some(comparison) = &report.comparison else {
        println!("not compared: the stretch is not the whole of what the live views show");
        return ExitCode::SUCCESS;
    };
    if comparison.count == 0 {
        println!("ok: no difference in {} rows", comparison.rows);
        return ExitCode::SUCCESS;
    }
    println!("{} difference(s) in {} rows:", comparison.count, comparison.rows);
    for difference in &comparison.differences {
        println!("  {difference}");
    }
    ExitCode::FAILURE
}

/// A counter on standard error, for people who wait.
struct Progress {
    verb: &'static str,
    shown: i64,
    live: bool,
}

impl Progress {
    /// Positions between two lines.
    const STEP: i64 = 50_000;

    fn new(verb: &'static str) -> Self {
        Self { verb, shown: 0, live: std::io::stderr().is_terminal() }
    }

    fn at(&mut self, position: Position) {
        if self.live && position.0 >= self.shown + Self::STEP {
            self.shown = position.0;
            eprint!("\r{} up to position {position}", self.verb);
        }
    }

    fn end(&self) {
        if self.live && self.shown > 0 {
            eprintln!();
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An error and its causes in one line.
fn chain_of(error: &VerifyError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
