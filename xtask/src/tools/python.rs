use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::packages::install;
use crate::process::{Session, root};

const REQUIREMENTS: &str = "tests/support/requirements.txt";

/// A Python with what `tests/support/requirements.txt` names, in a virtual environment under `target`.
pub(crate) fn python(session: &Session) -> Result<PathBuf> {
    let folder = root().join("target/test-python");
    let python = folder.join("bin/python");
    let wanted = fs::read_to_string(root().join(REQUIREMENTS)).context(REQUIREMENTS)?;
    // Written last: what an interrupted installation left is made anew.
    let done = folder.join("requirements.txt");
    if fs::read_to_string(&done).is_ok_and(|had| had == wanted)
        && runs(&python, "import aiosmtpd, schemathesis")
    {
        return Ok(python);
    }
    let system = PathBuf::from("python3");
    if !runs(&system, "import ensurepip, venv") {
        let instead = "Python 3 with its modules venv and ensurepip";
        install(session, "Python with venv", &["python3", "python3-venv"], instead)?;
        ensure!(runs(&system, "import ensurepip, venv"), "the python3 on the search path has no module venv");
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    }
    session.run(Command::new(&system).args(["-m", "venv"]).arg(&folder))?;
    session.run(
        Command::new(&python)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--requirement",
                REQUIREMENTS,
            ])
            .current_dir(root()),
    )?;
    fs::write(&done, wanted)?;
    Ok(python)
}

fn runs(python: &PathBuf, program: &str) -> bool {
    Command::new(python)
        .args(["-c", program])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
