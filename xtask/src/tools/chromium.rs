use std::env;
use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};

use super::packages::{install, on_path};
use crate::process::Session;

/// Names the browser, where it is not to be looked for.
const CHOSEN: &str = "DOCKET_CHROMIUM";

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// A Chromium, and something to write with.
pub(crate) fn chromium(session: &Session) -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(CHOSEN) {
        let chosen = PathBuf::from(chosen);
        ensure!(chosen.is_file(), "{CHOSEN}: there is no {}", chosen.display());
        return Ok(chosen);
    }
    if let Some(found) = found() {
        return Ok(found);
    }
    let instead = format!("`dnf install chromium`), or set {CHOSEN} to the program");
    install(session, "Chromium", &["chromium", "fonts-dejavu-core"], &instead)?;
    found().context("Chromium was installed, but is not on the search path")
}

fn found() -> Option<PathBuf> {
    NAMES.iter().find_map(|name| on_path(name))
}
