//! `docket doctor`: looks at everything Docket stands on, says how it is and what to do. It changes nothing, so it can
//! be asked beside a running server and when nothing runs at all.

mod checks;
mod data;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use docket_eventstore::SystemClock;

use crate::cli::Options;
use crate::config::{self, Config};

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Ok,
    /// It works, and somebody should look at it.
    Warn,
    /// It does not work.
    Fail,
}

/// One line of the report: what was looked at, how it is, and where it is not well, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    verdict: Verdict,
    subject: &'static str,
    text: String,
}

impl Finding {
    fn ok(subject: &'static str, text: impl Into<String>) -> Self {
        Self { verdict: Verdict::Ok, subject, text: text.into() }
    }

    fn warn(subject: &'static str, found: impl std::fmt::Display, remedy: impl std::fmt::Display) -> Self {
        Self { verdict: Verdict::Warn, subject, text: format!("{found}. {remedy}") }
    }

    fn fail(subject: &'static str, found: impl std::fmt::Display, remedy: impl std::fmt::Display) -> Self {
        Self { verdict: Verdict::Fail, subject, text: format!("{found}. {remedy}") }
    }

    fn line(&self) -> String {
        let verdict = match self.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
        };
        // What servers and libraries say may have line ends in it.
        let text: String = self.text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        format!("{verdict:<5} {:<15} {text}", self.subject)
    }
}

/// An error with its causes in one line; they name no password.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// Checks everything and prints a line for each. Fails when something does not work.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let mut failed = false;
    let mut tell = |findings: Vec<Finding>| {
        for finding in findings {
            failed |= finding.verdict == Verdict::Fail;
            println!("{}", finding.line());
        }
    };
    match Config::new(options) {
        Ok(config) => {
            tell(checks::configuration(&config));
            tell(vec![checks::server(&config)]);
            tell(vec![checks::data_folder(&config)]);
            tell(data::database(&config.location, &config.database_name(), &SystemClock).await);
            tell(vec![checks::mail(&config).await]);
        }
        Err(error) => {
            let remedy = "Correct it and ask again; `docket --help` shows every setting";
            tell(vec![Finding::fail("configuration", format_args!("{error:#}"), remedy)]);
            // The database may be well all the same, and is named by a setting of its own.
            if let Ok(location) = config::location(options.database_url.as_deref(), &options.data_dir) {
                tell(data::database(&location, &config::name_of(&location), &SystemClock).await);
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
