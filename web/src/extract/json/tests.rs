use axum::http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;

use super::parse;
use crate::Problem;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[expect(dead_code, reason = "only parsed")]
    subject: String,
    #[serde(default)]
    #[expect(dead_code, reason = "only parsed")]
    people: Vec<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    #[expect(dead_code, reason = "only parsed")]
    email: String,
}

fn sent(content_type: Option<&'static str>, body: &str) -> Result<Form, Problem> {
    let mut headers = HeaderMap::new();
    if let Some(kind) = content_type {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    }
    parse(&headers, body.as_bytes())
}

fn fault(body: &str) -> (u16, String, Vec<String>) {
    let problem = sent(Some("application/json"), body).unwrap_err();
    let fields = problem.errors.iter().map(|error| error.field.clone()).collect();
    (problem.status.as_u16(), problem.code, fields)
}

#[test]
fn a_right_body_is_read_whatever_its_charset_is_called() {
    assert!(sent(Some("application/json; charset=utf-8"), r#"{"subject":"x"}"#).is_ok());
    assert!(sent(Some("Application/JSON"), r#"{"subject":"x","people":[{"email":"a"}]}"#).is_ok());
}

#[test]
fn each_fault_has_its_code_and_names_its_member() {
    assert_eq!(fault(r#"{"subject":"x""#).1, "malformed_json");
    assert_eq!(fault(r#"{"subject":"x"} y"#).1, "malformed_json");
    assert_eq!(fault("{}"), (422, "missing_field".to_owned(), vec!["subject".to_owned()]));
    assert_eq!(fault(r#"{"subject":1}"#), (422, "wrong_type".to_owned(), vec!["subject".to_owned()]));
    let unknown = fault(r#"{"subject":"x","subjekt":"y"}"#);
    assert_eq!(unknown, (422, "unknown_field".to_owned(), vec!["subjekt".to_owned()]));
    assert_eq!(fault("[]").0, 422);
}

#[test]
fn what_is_no_object_is_told_without_the_name_of_our_type() {
    let problem = sent(Some("application/json"), r#"{"subject":"x","people":["a"]}"#).unwrap_err();
    let expected = "people[0]: This has the wrong type: invalid type: string \"a\", expected an object.";
    assert_eq!(problem.detail, expected);
}

#[test]
fn a_fault_deep_within_names_the_way_to_it() {
    let (_, code, fields) = fault(r#"{"subject":"x","people":[{"email":"a"},{"mail":"b"}]}"#);
    assert_eq!((code.as_str(), fields[0].as_str()), ("unknown_field", "people[1].mail"));
    let (_, code, fields) = fault(r#"{"subject":"x","people":[{"email":7}]}"#);
    assert_eq!((code.as_str(), fields[0].as_str()), ("wrong_type", "people[0].email"));
}

#[test]
fn another_content_type_is_refused_even_when_the_bytes_are_json() {
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded")] {
        let problem = sent(kind, r#"{"subject":"x"}"#).unwrap_err();
        assert_eq!((problem.status.as_u16(), problem.code.as_str()), (415, "unsupported_media_type"));
    }
}
