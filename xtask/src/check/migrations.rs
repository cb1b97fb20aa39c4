//! Migrations stand in pairs, one for each database, numbered without a gap.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

pub(super) fn faults(root: &Path) -> Result<Vec<String>> {
    Ok(compare(&names(&root.join("migrations/sqlite"))?, &names(&root.join("migrations/postgres"))?))
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let mut names = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

fn compare(sqlite: &[String], postgres: &[String]) -> Vec<String> {
    let missing = |from: &[String], of: &[String], folder: &str| -> Vec<String> {
        of.iter()
            .filter(|name| !from.contains(name))
            .map(|name| format!("migrations/{folder}/{name} is missing"))
            .collect()
    };
    let mut faults = missing(sqlite, postgres, "sqlite");
    faults.extend(missing(postgres, sqlite, "postgres"));
    for (index, name) in sqlite.iter().enumerate() {
        let number = format!("{:04}_", index + 1);
        if !name.starts_with(&number) || !name.ends_with(".sql") {
            faults.push(format!("migrations/sqlite/{name}: expected {number}….sql"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::compare;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn pairs_in_order_are_fine() {
        let both = names(&["0001_log_events.sql", "0002_ops_core.sql"]);
        assert_eq!(compare(&both, &both), Vec::<String>::new());
    }

    #[test]
    fn a_missing_twin_is_named() {
        let faults = compare(&names(&["0001_a.sql"]), &names(&["0001_a.sql", "0002_b.sql"]));
        assert_eq!(faults, ["migrations/sqlite/0002_b.sql is missing"]);
    }

    #[test]
    fn a_gap_is_named() {
        let both = names(&["0001_a.sql", "0003_c.sql"]);
        assert_eq!(compare(&both, &both), ["migrations/sqlite/0003_c.sql: expected 0002_….sql"]);
    }
}
