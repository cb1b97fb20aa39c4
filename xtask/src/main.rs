//! The project's tasks: `cargo xtask` lists them.

mod process;
mod test;
mod tools;

use std::env;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::process::Session;

const USAGE: &str = "\
Usage: cargo xtask TASK

  test [ARGS…]      find or install what the tests need, run them all, stop what was started;
                    ARGS go to `cargo test`, as in `cargo xtask test -p docket-domain -- name_of_a_test`
";

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    // `cargo xtask test -- -p X` and `cargo xtask test -p X` are the same.
    let mut rest: Vec<String> = arguments.collect();
    if rest.first().is_some_and(|first| first == "--") {
        rest.remove(0);
    }
    let session = match Session::new() {
        Ok(session) => session,
        Err(error) => return complain(&error),
    };
    match run(&session, &task, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if session.interrupted() => {
            complain(&error);
            ExitCode::from(130)
        }
        Err(error) => complain(&error),
    }
}

fn run(session: &Session, task: &str, arguments: &[String]) -> Result<()> {
    match task {
        "test" => test::run(session, arguments),
        "" | "help" | "-h" | "--help" => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("no task is called {other:?}\n\n{USAGE}"),
    }
}

fn complain(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
