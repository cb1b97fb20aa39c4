use proptest::prelude::*;

use super::*;

#[test]
fn a_subject_is_trimmed() {
    assert_eq!(Subject::parse("  Hello \n").unwrap().as_str(), "Hello");
}

#[test]
fn what_shows_nothing_is_empty() {
    for raw in ["", " ", "\t\n", "\u{200B}", "\u{FEFF} \u{2060}"] {
        assert_eq!(Subject::parse(raw).unwrap_err().code(), "empty", "{raw:?}");
        assert_eq!(Body::parse(raw).unwrap_err().code(), "empty", "{raw:?}");
    }
}

#[test]
fn limits_are_counted_in_characters_for_lines_and_in_bytes_for_bodies() {
    assert!(Subject::parse(&"é".repeat(200)).is_ok());
    assert_eq!(Subject::parse(&"é".repeat(201)).unwrap_err().code(), "too_long");
    assert!(OrganizationName::parse(&"x".repeat(100)).is_ok());
    assert_eq!(OrganizationName::parse(&"x".repeat(101)).unwrap_err().code(), "too_long");
    assert!(Body::parse(&"é".repeat(32_768)).is_ok());
    assert_eq!(Body::parse(&"x".repeat(65_537)).unwrap_err().code(), "too_long");
}

#[test]
fn the_limit_of_a_body_is_that_of_what_is_stored() {
    let raw = format!("{}\r\n   \r\n", "x".repeat(65_536));
    assert_eq!(Body::parse(&raw).unwrap().as_str().len(), 65_536);
}

#[test]
fn a_body_keeps_tabs_and_lines_and_gets_plain_line_breaks() {
    assert_eq!(Body::parse("a\r\n\tb\rc \n").unwrap().as_str(), "a\n\tb\nc");
}

#[test]
fn control_characters_are_refused() {
    for raw in ["a\u{0}b", "a\u{7}b", "a\u{1B}[31mb", "a\u{7F}", "a\u{85}b"] {
        assert_eq!(Subject::parse(raw).unwrap_err().code(), "control_character", "{raw:?}");
        assert_eq!(Body::parse(raw).unwrap_err().code(), "control_character", "{raw:?}");
    }
    for raw in ["a\nBcc: b", "a\r\nb", "a\tb", "a\u{2028}b"] {
        assert_eq!(Subject::parse(raw).unwrap_err().code(), "control_character", "{raw:?}");
    }
}

#[test]
fn a_line_cannot_turn_the_direction_of_its_text() {
    let refused = PersonName::parse("gpj.\u{202E}exe").unwrap_err();
    assert_eq!(refused.code(), "direction_override");
    assert!(refused.to_string().contains("U+202E"), "{refused}");
    assert!(PersonName::parse("\u{200F}שלום").is_ok(), "a plain mark is part of right-to-left writing");
}

#[test]
fn a_refusal_says_the_limit_and_the_remedy() {
    let refused = Subject::parse(&"x".repeat(300)).unwrap_err();
    assert_eq!(refused.to_string(), "this has 300 characters and at most 200 are allowed: shorten it");
}

#[test]
fn json_comes_in_through_the_parser() {
    assert_eq!(serde_json::from_str::<Subject>("\" a \"").unwrap().as_str(), "a");
    let refused = serde_json::from_str::<Subject>("\"a\\u0000\"").unwrap_err();
    assert!(refused.to_string().contains("U+0000"), "{refused}");
    assert!(serde_json::from_str::<Subject>("7").is_err());
}

proptest! {
    #[test]
    fn what_was_parsed_parses_to_itself(raw in "(\\PC|[\r\n\t\u{0}-\u{20}\u{200B}\u{202E}]){0,40}") {
        if let Ok(subject) = Subject::parse(&raw) {
            prop_assert_eq!(&Subject::parse(subject.as_str()), &Ok(subject.clone()));
            prop_assert!(!subject.as_str().contains(|c: char| c.is_control()));
        }
        if let Ok(body) = Body::parse(&raw) {
            prop_assert_eq!(&Body::parse(body.as_str()), &Ok(body.clone()));
        }
    }
}
