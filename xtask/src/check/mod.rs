//! `cargo xtask check`: what no compiler checks.

mod directions;
mod files;
mod licences;
mod lock;
mod metadata;
mod migrations;
mod use_cases;

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::process::root;

/// Runs every check and names everything that is wrong.
pub(crate) fn run() -> Result<()> {
    let root = root();
    let lock = fs::read_to_string(root.join("Cargo.lock")).context("Cargo.lock")?;
    let packages = metadata::every_package()?;
    let found = [
        ("dependencies point one way", directions::faults(&packages)),
        ("one TLS stack, one version", lock::faults(&lock)),
        ("licences", licences::faults(&packages)),
        ("short files", files::faults(&root)?),
        ("migrations in pairs", migrations::faults(&root)?),
        ("pages and API do the same", use_cases::faults(&root)?),
    ];
    for (what, faults) in &found {
        println!("{what}: {}", if faults.is_empty() { "ok" } else { "FAILED" });
        for fault in faults {
            println!("  {fault}");
        }
    }
    match found.iter().map(|(_, faults)| faults.len()).sum() {
        0_usize => Ok(()),
        faults => bail!("{faults} faults found"),
    }
}
