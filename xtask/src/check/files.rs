//! Files that have grown too long to be read.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

const LIMIT: usize = 600;

/// What people write; generated files and texts may be long.
const SOURCES: &[&str] = &["css", "html", "js", "mjs", "py", "rs", "sh", "sql"];

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    // Also what is new and not yet committed, but nothing that git ignores.
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("cannot run git")?;
    ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8_lossy(&output.stdout);
    let mut faults = Vec::new();
    for name in names.split('\0').filter(|name| is_source(name)) {
        // One that was removed and not yet committed is listed too.
        let Ok(text) = fs::read_to_string(root.join(name)) else { continue };
        faults.extend(fault(name, &text));
    }
    Ok(faults)
}

fn is_source(name: &str) -> bool {
    Path::new(name).extension().and_then(|extension| extension.to_str()).is_some_and(|e| SOURCES.contains(&e))
}

fn fault(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LIMIT).then(|| format!("{name} has {lines} lines, more than {LIMIT}"))
}

#[cfg(test)]
mod tests {
    use super::{fault, is_source};

    #[test]
    fn a_file_of_601_lines_is_too_long() {
        assert_eq!(fault("a.rs", &"x\n".repeat(600)), None);
        assert_eq!(fault("a.rs", &"x\n".repeat(601)).as_deref(), Some("a.rs has 601 lines, more than 600"));
    }

    #[test]
    fn only_what_people_write_is_measured() {
        assert!(is_source("domain/src/lib.rs"));
        assert!(!is_source("Cargo.lock"));
        assert!(!is_source("api/openapi.json"));
    }
}
