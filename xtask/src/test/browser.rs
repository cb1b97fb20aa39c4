//! The browser tests: the built program before a real Chromium, driven by `tests/browser` in Node.js.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use docket_test_support::variable;

use super::report::Report;
use crate::process::{Session, cargo, root};
use crate::tools;

/// Runs those whose name has `filter` in it. They report in the words of `cargo test`.
pub(super) fn run(session: &Session, filter: &str, report: &mut Report) -> Result<()> {
    let chromium = tools::chromium(session)?;
    let node = tools::node(session)?;
    let program = build(session)?;
    let tests = root().join("tests/browser");
    let mut command = Command::new(node.program);
    command
        .arg("--test")
        .arg("--test-reporter")
        .arg(tests.join("harness/reporter.mjs"))
        .arg(tests.join("all.test.mjs"))
        .env(variable::PROGRAM, program)
        .env(variable::CHROMIUM, chromium)
        .env(variable::NODE_PACKAGES, node.packages)
        .env(variable::SCREENSHOTS, root().join("target/browser"))
        .env(variable::BROWSER_FILTER, filter);
    let status = session
        .run_reading(&mut command, |line| report.line(line))
        .context("the browser tests did not end")?;
    report.ended("the browser tests", status.success());
    Ok(())
}

/// The program, with the features that `cargo test` builds it with: after a full run nothing is compiled again.
fn build(session: &Session) -> Result<PathBuf> {
    let mut program = None;
    let mut command = cargo("build");
    command.args(["--workspace", "--all-features", "--bin", "docket"]);
    command.arg("--message-format=json-render-diagnostics");
    let status =
        session.run_quietly(&mut command, |line| program = program.take().or_else(|| built(line)))?;
    ensure!(status.success(), "the program was not built");
    program.context("cargo does not say where it put the program")
}

/// Where the program is, when this is the message that says so.
fn built(message: &str) -> Option<PathBuf> {
    let message: serde_json::Value = serde_json::from_str(message).ok()?;
    let is_program = message["target"]["name"] == "docket" && message["target"]["kind"][0] == "bin";
    is_program.then(|| message["executable"].as_str().map(PathBuf::from)).flatten()
}

#[cfg(test)]
mod tests {
    use super::built;

    #[test]
    fn the_program_is_told_from_its_library_and_from_other_messages() {
        let program = r#"{"reason":"compiler-artifact","target":{"kind":["bin"],"name":"docket"},"executable":"/x/docket"}"#;
        assert_eq!(built(program).as_deref(), Some(std::path::Path::new("/x/docket")));
        assert_eq!(built(&program.replace("\"bin\"", "\"lib\"")), None);
        assert_eq!(built(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
