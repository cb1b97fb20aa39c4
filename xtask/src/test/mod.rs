//! `cargo xtask test`: the one test command, and the tasks that are a test run with something added.

mod browser;
mod report;
mod surroundings;

use std::process::Command;

use anyhow::{Context as _, Result, bail};
use docket_test_support::variable;

use self::report::Report;
use self::surroundings::Surroundings;
use crate::process::{Session, cargo};

/// How often `cargo xtask soak` lets a fault test repeat its fault, unless told otherwise.
const SOAK_ROUNDS: &str = "200";

/// How many requests `cargo xtask contract` makes for each operation, unless told otherwise.
const CONTRACT_EXAMPLES: &str = "50";

/// Runs every test, or those that `arguments` choose: `--browser [NAME]`, or arguments for `cargo test`.
pub(crate) fn run(session: &Session, arguments: &[String]) -> Result<()> {
    if let Some(("--browser", names)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        let mut report = Report::default();
        browser::run(session, &names.join(" "), &mut report)?;
        return conclude(&report, false);
    }
    let everything = arguments.is_empty();
    let mut report = run_with(session, |command| {
        if !chooses_packages(arguments) {
            command.arg("--workspace");
        }
        command.args(arguments);
    })?;
    if everything {
        browser::run(session, "", &mut report)?;
    }
    conclude(&report, everything)
}

/// Lets the tests that own a file of the tree write it anew.
pub(crate) fn generate(session: &Session) -> Result<()> {
    chosen(session, |command| {
        command
            .args(["--workspace", "--", "golden", "snapshot"])
            .env(variable::REGENERATE, "1")
            .env("INSTA_UPDATE", "always");
    })
}

/// Repeats the faults of the fault tests many times, with the code optimised as it is released: `[ROUNDS] [ARGS…]`.
pub(crate) fn soak(session: &Session, arguments: &[String]) -> Result<()> {
    let (rounds, rest) = match arguments.split_first() {
        Some((first, rest)) if first.parse::<u32>().is_ok() => (first.as_str(), rest),
        _ => (SOAK_ROUNDS, arguments),
    };
    chosen(session, |command| {
        command.args(["--profile", "soak"]);
        if !chooses_packages(rest) {
            command.arg("--workspace");
        }
        command.args(rest).env(variable::ROUNDS, rounds);
    })
}

/// Holds the served OpenAPI document against the server, with many requests for each operation: `[EXAMPLES]`.
pub(crate) fn contract(session: &Session, arguments: &[String]) -> Result<()> {
    let examples = arguments.first().map_or(CONTRACT_EXAMPLES, String::as_str);
    chosen(session, |command| {
        command.args(["-p", "docket", "--test", "it", "--", "contract::"]).env(variable::ROUNDS, examples);
    })
}

fn chosen(session: &Session, complete: impl FnOnce(&mut Command)) -> Result<()> {
    conclude(&run_with(session, complete)?, false)
}

fn run_with(session: &Session, complete: impl FnOnce(&mut Command)) -> Result<Report> {
    let surroundings = Surroundings::prepare(session)?;
    let mut command = cargo("test");
    // All features: the points at which tests make the store fail. The released program has none of them.
    command.args(["--all-features", "--no-fail-fast"]);
    complete(&mut command);
    surroundings.tell(&mut command);
    let mut report = Report::default();
    let status =
        session.run_reading(&mut command, |line| report.line(line)).context("the tests did not end")?;
    drop(surroundings);
    report.ended("cargo test", status.success());
    println!("\n{}", report.storage());
    Ok(report)
}

/// Says how it went; the closing line is the last.
fn conclude(report: &Report, everything: bool) -> Result<()> {
    let faults = report.faults(everything);
    for fault in &faults {
        println!("error: {fault}");
    }
    println!("{report}");
    if !report.is_success() || !faults.is_empty() {
        bail!("the tests failed");
    }
    Ok(())
}

/// Whether arguments for `cargo test` say which packages to test.
fn chooses_packages(arguments: &[String]) -> bool {
    arguments.iter().take_while(|argument| *argument != "--").any(|argument| {
        argument.starts_with("-p") || argument.starts_with("--package") || argument == "--workspace"
    })
}

#[cfg(test)]
mod tests {
    use super::chooses_packages;

    fn chooses(arguments: &str) -> bool {
        chooses_packages(&arguments.split(' ').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn packages_are_chosen_in_each_way_of_cargo() {
        for arguments in
            ["-p docket-domain", "-pdocket-domain", "--package=docket-domain", "--lib --package x"]
        {
            assert!(chooses(arguments), "{arguments}");
        }
    }

    #[test]
    fn what_is_for_the_test_program_chooses_no_package() {
        assert!(!chooses("--release -- -p"));
        assert!(!chooses("closing_a_ticket"));
    }
}
