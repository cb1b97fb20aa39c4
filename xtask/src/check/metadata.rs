//! What cargo knows of our packages and those we depend on.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use crate::process::{cargo, host};

/// A package of ours or of others.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) licence: Option<String>,
    /// Whether it lies in this tree.
    pub(crate) ours: bool,
    /// The names of what it needs to be built and to run; not what its tests need.
    pub(crate) dependencies: Vec<String>,
}

/// Everything that is built for this machine, tests included.
pub(crate) fn every_package() -> Result<Vec<Package>> {
    // Packages for other systems only are not downloaded for this.
    packages(&["--all-features", "--filter-platform", &host()?])
}

/// The packages of this tree alone; needs no registry.
#[cfg(test)]
pub(crate) fn our_packages() -> Result<Vec<Package>> {
    packages(&["--no-deps"])
}

fn packages(arguments: &[&str]) -> Result<Vec<Package>> {
    let output = cargo("metadata")
        .args(["--format-version", "1"])
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata ended with {}", output.status);
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("cargo metadata has no packages")?;
    Ok(packages.iter().map(package).collect())
}

fn package(value: &Value) -> Package {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Package {
        name: text(&value["name"]),
        version: text(&value["version"]),
        licence: value["license"].as_str().map(str::to_owned),
        ours: value["source"].is_null(),
        dependencies: value["dependencies"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|dependency| dependency["kind"] != "dev")
            .map(|dependency| text(&dependency["name"]))
            .collect(),
    }
}
