//! Which of our packages may know which (DESIGN, section 1). What only tests need is free.

use super::metadata::Package;

const LIBRARIES: &[&str] = &[
    "docket-domain",
    "docket-markdown",
    "docket-texts",
    "docket-eventstore",
    "docket-files",
    "docket-projections",
    "docket-app",
    "docket-web",
    "docket-api",
    "docket-portal",
    "docket-notifier",
    "docket-audit",
];

/// Each package with those it may depend on directly.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("docket-domain", &[]),
    ("docket-markdown", &["docket-domain"]),
    ("docket-texts", &["docket-domain"]),
    ("docket-eventstore", &[]),
    ("docket-files", &[]),
    ("docket-projections", &["docket-domain", "docket-eventstore"]),
    (
        "docket-app",
        &["docket-domain", "docket-markdown", "docket-eventstore", "docket-files", "docket-projections"],
    ),
    (
        "docket-notifier",
        &["docket-domain", "docket-markdown", "docket-texts", "docket-eventstore", "docket-projections"],
    ),
    ("docket-audit", &["docket-domain", "docket-eventstore", "docket-files", "docket-projections"]),
    ("docket-web", &["docket-domain", "docket-app"]),
    ("docket-api", &["docket-domain", "docket-app", "docket-web"]),
    ("docket-portal", &["docket-domain", "docket-texts", "docket-app", "docket-web"]),
    ("docket", LIBRARIES),
    ("docket-bench", LIBRARIES),
    ("docket-test-support", &[]),
    ("xtask", &["docket-test-support"]),
];

pub(super) fn faults(packages: &[Package]) -> Vec<String> {
    let ours: Vec<&Package> = packages.iter().filter(|package| package.ours).collect();
    let mut faults = Vec::new();
    for package in &ours {
        let Some((_, may)) = MAY_KNOW.iter().find(|(name, _)| *name == package.name) else {
            faults.push(format!("{} has no place in the house: give it one in {}", package.name, file!()));
            continue;
        };
        for dependency in &package.dependencies {
            let is_ours = ours.iter().any(|other| other.name == *dependency);
            if is_ours && !may.contains(&dependency.as_str()) {
                faults.push(format!("{} must not depend on {dependency}", package.name));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::metadata::{Package, our_packages};
    use super::faults;

    fn ours(name: &str, dependencies: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            licence: None,
            ours: true,
            dependencies: dependencies.iter().map(|&name| name.to_owned()).collect(),
        }
    }

    #[test]
    fn the_workspace_keeps_to_the_directions() {
        let packages = our_packages().unwrap();
        assert!(packages.iter().any(|package| package.name == "docket-domain"));
        assert_eq!(faults(&packages), Vec::<String>::new());
    }

    #[test]
    fn a_dependency_backwards_is_named() {
        let packages = [ours("docket-domain", &[]), ours("docket-eventstore", &["docket-domain", "tokio"])];
        assert_eq!(faults(&packages), ["docket-eventstore must not depend on docket-domain"]);
    }

    #[test]
    fn a_package_without_a_place_is_named() {
        assert_eq!(faults(&[ours("docket-shortcut", &[])]).len(), 1);
    }
}
