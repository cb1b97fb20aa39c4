use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use super::packages::{install, on_path};
use crate::process::{Session, root};

/// What playwright-core runs on.
const OLDEST: u32 = 20;

const MANIFESTS: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Node.js, and the folder whose `node_modules` has what `tests/browser/package-lock.json` names.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) program: PathBuf,
    pub(crate) packages: PathBuf,
}

/// Finds or installs both; the packages go to a folder under `target`.
pub(crate) fn node(session: &Session) -> Result<Node> {
    let (program, npm) = programs(session)?;
    let packages = root().join("target/test-browser");
    let sources = root().join("tests/browser");
    let mut wanted = String::new();
    for name in MANIFESTS {
        wanted += &fs::read_to_string(sources.join(name)).with_context(|| name.to_owned())?;
    }
    // Written last: what an interrupted installation left is made anew.
    let done = packages.join("installed");
    if !fs::read_to_string(&done).is_ok_and(|had| had == wanted) {
        fs::create_dir_all(&packages).with_context(|| format!("cannot make {}", packages.display()))?;
        for name in MANIFESTS {
            fs::copy(sources.join(name), packages.join(name)).with_context(|| name.to_owned())?;
        }
        session.run(
            Command::new(npm)
                .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
                .current_dir(&packages),
        )?;
        fs::write(&done, wanted)?;
    }
    Ok(Node { program, packages })
}

fn programs(session: &Session) -> Result<(PathBuf, PathBuf)> {
    if on_path("node").is_none() || on_path("npm").is_none() {
        install(session, "Node.js with npm", &["nodejs", "npm"], "Node.js 20 or newer, with npm")?;
    }
    let node = on_path("node").context("node is not on the search path")?;
    let npm = on_path("npm").context("npm is not on the search path")?;
    let output = Command::new(&node).arg("--version").output().context("cannot run node")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|text| text.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST) {
        bail!("the browser tests need Node.js {OLDEST} or newer, and {} is {version}", node.display());
    }
    Ok((node, npm))
}
