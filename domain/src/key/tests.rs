use proptest::prelude::*;

use super::*;

#[test]
fn a_desk_key_is_two_to_ten_capitals_or_digits() {
    for raw in ["AB", "AMS", "A1", "ABCDEFGHIJ"] {
        assert!(DeskKey::parse(raw).is_ok(), "{raw}");
    }
    for raw in ["", "A", "ams", "1A", "ABCDEFGHIJK", "A-B", "A B", "ÄMS", " AMS"] {
        assert_eq!(DeskKey::parse(raw).unwrap_err().code(), "invalid_key", "{raw:?}");
    }
}

#[test]
fn a_slug_is_lower_case_and_at_most_forty_long() {
    assert!(RequestTypeKey::parse("feature_request").is_ok());
    assert!(FieldKey::parse(&"a".repeat(40)).is_ok());
    for raw in ["", "Feature", "feature-request", "_a", "1a", "é", &"a".repeat(41)] {
        assert_eq!(FieldKey::parse(raw).unwrap_err().code(), "invalid_key", "{raw:?}");
    }
}

#[test]
fn a_ticket_key_has_one_spelling() {
    let key = TicketKey::parse("AMS-123").unwrap();
    assert_eq!((key.desk().as_str(), key.number().unwrap().get()), ("AMS", 123));
    for raw in
        ["AMS", "AMS-", "AMS-0", "AMS-007", "ams-1", "AMS-+1", "AMS-1 ", "AMS--1", "AMS-4294967296", "-1"]
    {
        assert_eq!(TicketKey::parse(raw).unwrap_err().code(), "invalid_key", "{raw:?}");
    }
}

#[test]
fn an_unnumbered_key_can_be_written_but_not_read() {
    let unnumbered = TicketKey::unnumbered(DeskKey::parse("AMS").unwrap());
    assert_eq!(serde_json::to_string(&unnumbered).unwrap(), "\"AMS-\"");
    assert!(serde_json::from_str::<TicketKey>("\"AMS-\"").is_err());
    assert_eq!(unnumbered.with_number(NonZeroU32::MIN).to_string(), "AMS-1");
}

#[test]
fn a_slug_is_made_from_any_name_with_a_letter_or_digit() {
    let slug = |name: &str| OrganizationSlug::from_name(&OrganizationName::parse(name).unwrap());
    assert_eq!(slug("Meridian Broadcasting").unwrap().as_str(), "meridian-broadcasting");
    assert_eq!(slug("  Radio Réunion & Co. (Paris) ").unwrap().as_str(), "radio-reunion-co-paris");
    assert_eq!(slug("日本放送").unwrap().as_str(), "日本放送");
    assert_eq!(slug("!!!").unwrap_err().code(), "invalid_key");
}

proptest! {
    #[test]
    fn a_ticket_key_reads_back(desk in "[A-Z][A-Z0-9]{1,9}", number in 1u32..) {
        let key = TicketKey::new(DeskKey::parse(&desk).unwrap(), NonZeroU32::new(number).unwrap());
        prop_assert_eq!(TicketKey::parse(&key.to_string()), Ok(key));
    }

    #[test]
    fn a_slug_made_from_a_name_is_a_slug(name in "\\PC{1,100}") {
        if let Ok(name) = OrganizationName::parse(&name)
            && let Ok(slug) = OrganizationSlug::from_name(&name)
        {
            prop_assert_eq!(OrganizationSlug::parse(slug.as_str()), Ok(slug.clone()));
        }
    }
}
