use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use docket_test_support::{PgCluster, PgSettings, variable};

use crate::process::{Session, root};
use crate::tools;

/// What tests need beside the code. Stopped and removed when dropped.
#[derive(Debug)]
pub(crate) struct Surroundings {
    bin: PathBuf,
    python: PathBuf,
    cluster: PgCluster,
}

impl Surroundings {
    pub(crate) fn prepare(session: &Session) -> Result<Self> {
        let bin = tools::postgres(session)?;
        let python = tools::python(session)?;
        let cluster = PgCluster::start_with(PgSettings::for_tests(bin.clone()))?;
        Ok(Self { bin, python, cluster })
    }

    /// Tells a command where everything is.
    pub(crate) fn tell(&self, command: &mut Command) {
        command
            .env(variable::POSTGRES, self.cluster.url_of("postgres", self.cluster.port()))
            .env(variable::PG_BIN, &self.bin)
            .env(variable::SMTP_PYTHON, &self.python)
            .env(variable::SMTP_SERVER, root().join("tests/support/smtp_server.py"));
    }
}
