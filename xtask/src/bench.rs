//! `cargo xtask bench`: the measurements, with a PostgreSQL server beside them.

use anyhow::Result;
use docket_test_support::{PgCluster, PgSettings, variable};

use crate::process::{Session, cargo};
use crate::tools;

/// Runs the load generator with `arguments`.
pub(crate) fn run(session: &Session, arguments: &[String]) -> Result<()> {
    let bin = tools::postgres(session)?;
    // Durable: a commit that does not reach the disk measures nothing.
    let cluster = PgCluster::start_with(PgSettings { bin, durable: true, max_connections: 200 })?;
    session.run(
        cargo("run")
            .args(["--release", "--package", "docket-bench", "--"])
            .args(arguments)
            .env(variable::BENCH_POSTGRES, cluster.url()),
    )
}
