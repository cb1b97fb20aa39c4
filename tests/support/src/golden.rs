use std::fs;
use std::path::Path;

use crate::variable::{self, REGENERATE};

/// Holds a file of the tree against what the code makes now. `cargo xtask generate` writes it anew instead; it runs
/// the tests that have `golden` in their path.
///
/// # Panics
/// When the file is missing or differs.
pub fn assert_golden(file: &Path, made: &str) {
    if variable::optional(REGENERATE).is_some() {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        fs::write(file, made).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        return;
    }
    let name = file.display();
    let had = fs::read_to_string(file)
        .unwrap_or_else(|error| panic!("{name}: {error}; `cargo xtask generate` makes it"));
    if had == made {
        return;
    }
    let differs = had.lines().zip(made.lines()).position(|(had, made)| had != made);
    let line = differs.unwrap_or_else(|| had.lines().count().min(made.lines().count()));
    panic!(
        "{name} differs from line {}:\n  has:   {}\n  wants: {}\nwhere the change is meant: `cargo xtask generate`",
        line + 1,
        had.lines().nth(line).unwrap_or("(nothing)"),
        made.lines().nth(line).unwrap_or("(nothing)"),
    );
}
