//! Where PostgreSQL's server programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that packages put the programs in, outside the search path. A `*` stands for any name.
const KNOWN: &[&str] = &[
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/local/pgsql/bin",
];

/// The folder with `initdb` and `postgres`: on the search path, else the newest where packages put them.
#[must_use]
pub fn find() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        // A link on the search path leads to the folder where the programs are together.
        .filter_map(|folder| fs::canonicalize(folder.join("initdb")).ok())
        .filter_map(|initdb| initdb.parent().map(Path::to_owned))
        .chain(KNOWN.iter().flat_map(|pattern| newest_first(pattern)))
        .find(|folder| is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file())
}

fn newest_first(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else { return vec![PathBuf::from(pattern)] };
    let (folder, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(version(name)));
    names.iter().map(|name| PathBuf::from(format!("{folder}/{name}{after}"))).collect()
}

/// The number in a folder's name; 9.6 is older than 15.
fn version(name: &str) -> (u32, String) {
    let digits: String =
        name.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    (digits.parse().unwrap_or(0), name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::newest_first;

    #[test]
    fn the_newest_version_comes_first_by_number_not_by_letter() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["postgresql@9.6", "postgresql@17", "postgresql@15", "mysql@8"] {
            std::fs::create_dir_all(folder.path().join(name).join("bin")).unwrap();
        }
        let root = folder.path().display();
        let found = newest_first(&format!("{root}/postgresql*/bin"));
        let expected = ["postgresql@17", "postgresql@15", "postgresql@9.6"];
        assert_eq!(found, expected.map(|name| folder.path().join(name).join("bin")));
    }
}
