//! The contract as a file: a change of the API shows in the diff.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn golden_the_openapi_document_is_the_one_in_the_tree() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/generated/openapi.json");
    let document = docket_api::document().to_pretty_json().unwrap();
    docket_test_support::assert_golden(&file, &(document + "\n"));
}

#[test]
fn every_operation_says_what_it_does_and_names_its_problems() {
    let document: serde_json::Value =
        serde_json::from_str(&docket_api::document().to_json().unwrap()).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations += 1;
            assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{method} {path}");
            assert!(
                operation["responses"]["503"].is_object(),
                "{method} {path} can meet a database that is away"
            );
        }
    }
    assert!(operations > 30, "{operations} operations");
}

/// The document knows a body by its bare name and holds one of each: of two it would describe one wrongly.
#[test]
fn no_two_bodies_share_a_name() {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut names = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let described = text.split("ToSchema)]").skip(1);
        for declared in described.filter_map(|text| text.lines().find(|line| line.starts_with("pub(crate) ")))
        {
            let name = declared.split([' ', '<', '{']).nth(2).unwrap().to_owned();
            assert!(names.insert(name), "{declared} stands in {} and elsewhere", path.display());
        }
    }
    assert!(names.len() > 50, "{} bodies", names.len());
}
