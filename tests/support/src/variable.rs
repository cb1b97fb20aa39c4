//! The variables by which `cargo xtask` tells the tests what it prepared for them.

/// The address of the run's PostgreSQL server, as a role that may create databases and is no superuser:
/// `postgres://…/postgres`.
pub const POSTGRES: &str = "DOCKET_TEST_POSTGRES";

/// The folder with `initdb` and `postgres`.
pub const PG_BIN: &str = "DOCKET_TEST_PG_BIN";

/// The Python program that has aiosmtpd.
pub const SMTP_PYTHON: &str = "DOCKET_TEST_SMTP_PYTHON";

/// The script of the SMTP server.
pub const SMTP_SERVER: &str = "DOCKET_TEST_SMTP_SERVER";

/// The built program, for the browser tests.
pub const PROGRAM: &str = "DOCKET_TEST_PROGRAM";

/// The browser.
pub const CHROMIUM: &str = "DOCKET_TEST_CHROMIUM";

/// The folder whose `node_modules` the browser tests use.
pub const NODE_PACKAGES: &str = "DOCKET_TEST_NODE_PACKAGES";

/// Where the browser tests put screenshots.
pub const SCREENSHOTS: &str = "DOCKET_TEST_SCREENSHOTS";

/// Which browser tests are to run: those whose name has this in it.
pub const BROWSER_FILTER: &str = "DOCKET_TEST_BROWSER_FILTER";

/// How often a fault test repeats its fault; see [`rounds()`](crate::rounds()).
pub const ROUNDS: &str = "DOCKET_ROUNDS";

/// How many random worlds a property test lives through.
pub const WORLDS: &str = "DOCKET_WORLDS";

/// The seed of the first of them.
pub const FIRST_WORLD: &str = "DOCKET_WORLD";

/// Set by `cargo xtask generate`: tests that own a file write it anew; see [`assert_golden`](crate::assert_golden).
pub const REGENERATE: &str = "DOCKET_REGENERATE";

/// Set by `cargo xtask bench`: the address of a PostgreSQL server whose commits reach the disk.
pub const BENCH_POSTGRES: &str = "DOCKET_BENCH_POSTGRES";

/// What `cargo xtask test` put into a variable.
///
/// # Panics
/// When the variable is missing: the test was not started by `cargo xtask test`.
#[must_use]
pub fn required(name: &str) -> String {
    optional(name).unwrap_or_else(|| panic!("{name} is not set: run the tests by `cargo xtask test`"))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tests are told by their environment where the servers are"
)]
pub(crate) fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
