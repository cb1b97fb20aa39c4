//! The contract as a file: a change of the API shows in the diff.

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
