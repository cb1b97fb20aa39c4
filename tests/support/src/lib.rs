//! What the tests of Docket stand on: servers that run for one test and end with it, however it ends, and that can
//! be told to fail.
//!
//! * [`PgCluster`]: a PostgreSQL server of one's own, to stop, kill and start again.
//! * [`SmtpServer`]: a mail server that can be told to refuse, hang up, hang, or cut the line.
//! * [`CutProxy`]: a line to a server that can be cut, stalled and restored.
//! * [`wait_until`], [`wait_for`]: wait for a condition with a deadline, never for a time.
//! * [`assert_golden`]: a file in the tree that must be what the code makes.
//! * [`rounds()`]: how often a fault test repeats its fault.
//!
//! The programs behind them are found and installed by `cargo xtask test`, which says where they are by the
//! variables in [`variable`]; without them a test panics and says so. Nothing here skips a test.

pub mod clamd;
mod golden;
pub mod postgres;
#[cfg(feature = "async")]
mod proxy;
mod rounds;
pub mod s3;
pub mod smtp;
pub mod variable;
#[cfg(feature = "async")]
mod wait;

pub use golden::assert_golden;
pub use postgres::{PgCluster, PgSettings, StopMode};
#[cfg(feature = "async")]
pub use proxy::CutProxy;
pub use rounds::{number, rounds};
pub use smtp::{Behaviour, SmtpServer};
#[cfg(feature = "async")]
pub use wait::{wait_for, wait_until};
