//! `cargo xtask test`: the one test command.

mod report;

use anyhow::{Result, bail};
use docket_test_support::{PgCluster, PgSettings, variable};

use self::report::Report;
use crate::process::{Session, cargo, root};
use crate::tools;

/// Runs every test, or those that `arguments` for `cargo test` choose.
pub(crate) fn run(session: &Session, arguments: &[String]) -> Result<()> {
    let bin = tools::postgres(session)?;
    let python = tools::python(session)?;
    let cluster = PgCluster::start_with(PgSettings::for_tests(bin.clone()))?;

    let mut command = cargo("test");
    // All features: the points at which tests make the store fail. The released program has none of them.
    command.args(["--all-features", "--no-fail-fast"]);
    if !chooses_packages(arguments) {
        command.arg("--workspace");
    }
    command
        .args(arguments)
        .env(variable::POSTGRES, cluster.url_of("postgres", cluster.port()))
        .env(variable::PG_BIN, bin)
        .env(variable::SMTP_PYTHON, python)
        .env(variable::SMTP_SERVER, root().join("tests/support/smtp_server.py"));
    let mut report = Report::default();
    let status = session.run_reading(&mut command, |line| report.line(line))?;
    drop(cluster);

    report.ended(status.success());
    let faults = report.faults(arguments.is_empty());
    println!("\n{}", report.storage());
    for fault in &faults {
        println!("error: {fault}");
    }
    println!("{report}");
    if !status.success() || !faults.is_empty() {
        bail!("the tests failed");
    }
    Ok(())
}

fn chooses_packages(arguments: &[String]) -> bool {
    arguments.iter().take_while(|argument| *argument != "--").any(|argument| {
        argument == "--package"
            || argument.starts_with("--package=")
            || argument == "--workspace"
            || (argument.starts_with("-p") && !argument.starts_with("--"))
    })
}
