//! The project's tasks: `cargo xtask` lists them.

mod bench;
mod check;
mod process;
mod test;
mod tools;

use std::env;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};

use crate::process::{Session, root};

const USAGE: &str = "\
Usage: cargo xtask TASK

  test [ARGS…]           find or install what the tests need, run them all, stop what was started;
                         ARGS go to `cargo test`, as in `cargo xtask test -p docket-domain -- a_name`;
                         `--browser [NAME]` runs the browser tests alone, those with NAME in their name;
                         with DOCKET_TEST_PHONE=1 stories that name no width are told at that of a phone
  contract [EXAMPLES]    the served OpenAPI document against the server, with EXAMPLES requests an operation (50)
  check                  dependency directions, TLS stack, licences, length of files, migrations
  ci                     everything a change must pass: .ci/run
  generate               write the golden files and snapshots anew
  soak [ROUNDS] [ARGS…]  the tests optimised as released, each fault repeated ROUNDS times (200)
  bench [ARGS…]          the measurements; ARGS go to the load generator
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
        "check" => check::run(),
        "ci" => session.run(Command::new("bash").arg(".ci/run").current_dir(root()).env("CI", "true")),
        "generate" => test::generate(session),
        "contract" => test::contract(session, arguments),
        "soak" => test::soak(session, arguments),
        "bench" => bench::run(session, arguments),
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
