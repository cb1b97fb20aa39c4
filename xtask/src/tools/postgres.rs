use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use docket_test_support::postgres::find_binaries;

use super::packages::install;
use crate::process::Session;

/// Names the folder with the server programs, where they are not to be looked for.
const CHOSEN: &str = "DOCKET_PG_BIN";

/// The folder with PostgreSQL's server programs.
pub(crate) fn postgres(session: &Session) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(CHOSEN) {
        let chosen = PathBuf::from(chosen);
        ensure!(chosen.join("initdb").is_file(), "{CHOSEN}: there is no initdb in {}", chosen.display());
        return Ok(chosen);
    }
    if let Some(found) = find_binaries() {
        return Ok(found);
    }
    let instead = format!(
        "`brew install postgresql`, `dnf install postgresql-server`), or set {CHOSEN} to the folder with initdb and postgres"
    );
    without_a_service(|| install(session, "PostgreSQL", &["postgresql"], &instead))?;
    find_binaries().context("PostgreSQL was installed, but initdb and postgres are not to be found")
}

/// Debian's package makes a server of its own and starts it. We want only the programs: its configuration says so,
/// and is ours only where it was not there before.
fn without_a_service(install: impl FnOnce() -> Result<()>) -> Result<()> {
    let file = Path::new("/etc/postgresql-common/createcluster.conf");
    let ours = !file.exists() && fs::create_dir_all("/etc/postgresql-common").is_ok();
    if ours {
        fs::write(file, "create_main_cluster = false\n").context("cannot tell Debian to make no server")?;
    }
    install()
}
