use proptest::prelude::*;

use super::*;

fn term(words: &[&str], prefix: bool) -> Term {
    Term { words: words.iter().map(|word| (*word).to_owned()).collect(), prefix, key: None }
}

fn wanted(text: &str) -> Vec<Term> {
    SearchQuery::parse(text).unwrap().wanted
}

#[test]
fn words_phrases_and_prefixes_are_told_apart() {
    let table = [
        ("network", vec![term(&["network"], true)]),
        ("network ", vec![term(&["network"], false)]),
        ("Network DOWN ", vec![term(&["network"], false), term(&["down"], false)]),
        ("netw* down ", vec![term(&["netw"], true), term(&["down"], false)]),
        ("\"network down\"", vec![term(&["network", "down"], false)]),
        ("\"network do\"*", vec![term(&["network", "do"], true)]),
        ("\"network down", vec![term(&["network", "down"], false)]),
        ("L'été", vec![term(&["l", "ete"], true)]),
        ("Straße.", vec![term(&["strasse"], false)]),
        ("http://x.example/y ", vec![term(&["http", "x", "example", "y"], false)]),
        ("severity:high ", vec![term(&["severity", "high"], false)]),
    ];
    for (text, expected) in table {
        assert_eq!(wanted(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_wanted_begins_with_a_minus() {
    let query = SearchQuery::parse("panel -figures -\"second week\" - -is:closed").unwrap();
    assert_eq!(query.wanted, [term(&["panel"], false)]);
    assert_eq!(query.unwanted, [term(&["figures"], false), term(&["second", "week"], false)]);
    assert_eq!(query.conditions, [Condition { negated: true, what: Operator::Is(Is::Closed) }]);
}

#[test]
fn a_key_is_one_in_any_case() {
    let query = SearchQuery::parse("ams-12").unwrap();
    assert_eq!(query.wanted[0].key, Some(TicketKey::parse("AMS-12").unwrap()));
    assert_eq!(query.wanted[0].words, ["ams", "12"]);
    assert_eq!(wanted("\"ams-12\"")[0].key, None);
}

#[test]
fn conditions_are_read() {
    let day = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
    let table = [
        ("from:me", Operator::From(Whom::Me)),
        ("FROM:\"Zoë Ångström\"", Operator::From(Whom::Named(vec!["zoe".to_owned(), "angstrom".to_owned()]))),
        ("from:Zoe@x.example", Operator::From(Whom::Address(EmailAddress::parse("zoe@x.example").unwrap()))),
        ("type:Incident", Operator::RequestType(RequestTypeKey::parse("incident").unwrap())),
        ("desk:ams", Operator::Desk(DeskKey::parse("AMS").unwrap())),
        ("is:open", Operator::Is(Is::Open)),
        ("is:on_hold", Operator::Is(Is::Status(Status::OnHold))),
        ("org:Meridian", Operator::Organization(vec!["meridian".to_owned()])),
        ("before:2026-02-28", Operator::Before(day)),
        ("after:2026-02-28", Operator::After(day)),
    ];
    for (text, what) in table {
        let query = SearchQuery::parse(text).unwrap();
        assert_eq!(query.conditions, [Condition { negated: false, what }], "{text}");
        assert!(query.wanted.is_empty(), "{text}");
    }
}

#[test]
fn what_means_nothing_is_refused_with_the_remedy() {
    let table = [
        ("  ", "search_empty"),
        ("\"\" -- !", "search_empty"),
        ("is:lost", "search_is"),
        ("before:yesterday", "search_date"),
        ("after:2026-02-30", "search_date"),
        ("type:!", "search_type"),
        ("desk:a-b", "search_desk"),
        ("from:", "search_value"),
        ("from: me", "search_value"),
        ("org:!", "search_value"),
        ("from:@", "search_from"),
    ];
    for (text, code) in table {
        assert_eq!(SearchQuery::parse(text).unwrap_err().code, code, "{text}");
    }
    assert_eq!(SearchQuery::parse(&"a".repeat(501)).unwrap_err().code, "search_too_long");
    assert_eq!(SearchQuery::parse(&"a ".repeat(21)).unwrap_err().code, "search_too_long");
    assert_eq!(SearchQuery::parse(&"a-".repeat(41)).unwrap_err().code, "search_too_long");
}

proptest! {
    #[test]
    fn anything_can_be_typed(text in r#"(\PC|[-":* ]|from:|is:|before:|2026-02-28|é){0,40}"#) {
        if let Ok(query) = SearchQuery::parse(&text) {
            let mut terms = query.wanted.iter().chain(&query.unwanted);
            prop_assert!(terms.all(|term| !term.words.is_empty()));
        }
    }
}
