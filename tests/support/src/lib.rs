//! What the tests of Docket stand on: servers that run for one test and end with it, however it ends, and that can
//! be told to fail.
//!
//! * [`PgCluster`]: a PostgreSQL server of one's own, to stop, kill and start again.
//!
//! The programs behind them are found and installed by `cargo xtask test`, which says where they are by the
//! variables in [`variable`]; without them a test panics and says so. Nothing here skips a test.

pub mod postgres;
mod rounds;
pub mod variable;

pub use postgres::{PgCluster, PgSettings, StopMode};
pub use rounds::rounds;
