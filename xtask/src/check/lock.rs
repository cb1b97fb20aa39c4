//! What `Cargo.lock` must not hold.

use std::collections::BTreeMap;

/// Second TLS stacks. Ours is rustls on ring: it needs nothing but a C compiler.
const BANNED: &[&str] =
    &["native-tls", "openssl", "openssl-sys", "aws-lc-rs", "aws-lc-sys", "boring", "boring-sys"];

/// Two versions of these would not fit together: their types cross the borders of our crates.
const ONCE: &[&str] = &["sqlx", "sqlx-core", "axum", "axum-core", "tokio", "rustls", "hyper", "http"];

pub(super) fn faults(lock: &str) -> Vec<String> {
    let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
    for name in lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')) {
        *versions.entry(name).or_default() += 1;
    }
    let banned = BANNED
        .iter()
        .filter(|name| versions.contains_key(*name))
        .map(|name| format!("{name} is a second TLS stack: `cargo tree -i {name}` says who wants it"));
    let twice = ONCE.iter().filter(|name| versions.get(*name).is_some_and(|count| *count > 1)).map(|name| {
        format!("there are several versions of {name}: `cargo tree --duplicates` says who wants them")
    });
    banned.chain(twice).collect()
}

#[cfg(test)]
mod tests {
    use super::faults;

    #[test]
    fn a_second_tls_stack_is_named() {
        let lock = "[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.1\"\n";
        assert!(faults(lock)[0].starts_with("openssl-sys is a second TLS stack"));
    }

    #[test]
    fn a_second_version_is_named() {
        let lock = "name = \"tokio\"\nversion = \"1.0.0\"\nname = \"tokio\"\nversion = \"0.2.0\"\n";
        assert!(faults(lock)[0].starts_with("there are several versions of tokio"));
    }

    #[test]
    fn a_name_that_only_begins_alike_is_fine() {
        assert_eq!(
            faults("name = \"openssl-probe\"\nname = \"tokio\"\nname = \"tokio-util\"\n"),
            Vec::<String>::new()
        );
    }
}
