//! Answers against forms.

use uuid::Uuid;

use super::*;
use crate::id::PersonId;

#[test]
fn good_answers_come_back_in_normal_form() {
    let answers = json!({
        "line": "  a line ", "story": "two\r\nlines\n", "homes": 10, "day": "2028-02-29",
        "urgent": false, "severity": "high", "markets": ["es", "fr", "es"],
    });
    let checked = check(&form(), answers).unwrap();
    let expected = json!({
        "line": "a line", "story": "two\nlines", "homes": 10, "day": "2028-02-29",
        "urgent": false, "severity": "high", "markets": ["fr", "es"],
    });
    assert_eq!(serde_json::to_value(&checked).unwrap(), expected);
}

#[test]
fn what_a_browser_sends_for_nothing_is_no_answer() {
    let answers = json!({ "line": "x", "story": " ", "day": "", "severity": "", "markets": [] });
    assert_eq!(check(&form(), answers).unwrap().len(), 1);
}

#[test]
fn each_fault_has_its_code() {
    let table = [
        ("line", json!(7), "ill_typed"),
        ("line", json!(null), "ill_typed"),
        ("line", json!("a\nb"), "control_character"),
        ("line", json!("x".repeat(501)), "too_long"),
        ("line", json!(" "), "missing"),
        ("story", json!("x".repeat(65_537)), "too_long"),
        ("homes", json!("7"), "ill_typed"),
        ("homes", json!(0), "out_of_range"),
        ("homes", json!(10.5), "out_of_range"),
        ("homes", json!(u64::MAX), "out_of_range"),
        ("day", json!("2026-02-29"), "ill_typed"),
        ("day", json!("01/02/2026"), "ill_typed"),
        ("day", json!(20260101), "ill_typed"),
        ("urgent", json!("true"), "ill_typed"),
        ("severity", json!("medium"), "not_an_option"),
        ("severity", json!(["low"]), "ill_typed"),
        ("markets", json!("fr"), "ill_typed"),
        ("markets", json!(["fr", "uk"]), "not_an_option"),
        ("markets", json!([1]), "ill_typed"),
        ("colour", json!("red"), "unknown_field"),
    ];
    for (field, value, code) in table {
        let mut answers = map(json!({ "line": "x" }));
        answers.insert(field.to_owned(), value.clone());
        let errors = check(&form(), answers.into()).unwrap_err();
        assert_eq!(errors.len(), 1, "{field} {value}: {errors:?}");
        assert_eq!((errors[0].field.as_str(), errors[0].code), (field, code), "{value}");
        let remedy = ["send", "remove", "shorten"].iter().any(|verb| errors[0].message.contains(verb));
        assert!(remedy, "the message names a remedy: {}", errors[0].message);
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let answers = json!({ "homes": 99, "day": "soon", "colour": "red" });
    let errors = check(&form(), answers).unwrap_err();
    let told: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
    let expected =
        [("line", "missing"), ("homes", "out_of_range"), ("day", "ill_typed"), ("colour", "unknown_field")];
    assert_eq!(told, expected);
}

#[test]
fn a_long_unknown_name_is_not_sent_back_whole() {
    let mut answers = map(json!({ "line": "x" }));
    answers.insert("x".repeat(10_000), json!(1));
    assert_eq!(check(&form(), answers.into()).unwrap_err()[0].field.len(), 100);
}

#[test]
fn a_person_is_named_by_id_and_only_where_the_reporter_may() {
    let form = Form::new(vec![field("contact", true, FieldKind::Person)]).unwrap();
    let named = |answer: Value| form.check(&map(json!({ "contact": answer })), |person| person == MARIA);
    let shouted = format!(" {} ", MARIA.0.to_string().to_uppercase());
    let checked = named(json!(shouted)).unwrap();
    assert_eq!(serde_json::to_value(&checked).unwrap(), json!({ "contact": MARIA.0.to_string() }));
    for (answer, code) in [
        (json!(SAM.0.to_string()), "unknown_person"),
        (json!(Uuid::nil().to_string()), "unknown_person"),
        (json!("maria@meridian.example"), "ill_typed"),
        (json!(7), "ill_typed"),
        (json!(""), "missing"),
    ] {
        assert_eq!(named(answer.clone()).unwrap_err()[0].code, code, "{answer}");
    }
    let people = |answer: Value| form.people(&map(json!({ "contact": answer, "other": SAM.0.to_string() })));
    assert_eq!(people(json!(shouted)), BTreeSet::from([MARIA]));
    assert_eq!(people(json!("nobody")), BTreeSet::<PersonId>::new());
}
