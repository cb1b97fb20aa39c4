use proptest::prelude::*;

use super::*;

/// The excerpt with its hits in brackets.
fn excerpt(text: &str, query: &str) -> String {
    let query = SearchQuery::parse(query).unwrap();
    let Excerpt(segments) = Hits::in_text(text, &query.wanted).excerpt(text);
    let marked = segments.iter().map(|s| if s.hit { format!("[{}]", s.text) } else { s.text.clone() });
    marked.collect()
}

#[test]
fn hits_are_marked_as_they_were_written() {
    let table = [
        ("The network is down.", "network ", "The [network] is down."),
        ("The Network is down.", "netw", "The [Network] is down."),
        ("Die Straße, die STRASSE", "strasse ", "Die [Straße], die [STRASSE]"),
        ("down the network, network down", "\"network down\"", "down the network, [network] [down]"),
        ("one\n\n  two\tthree", "two ", "one [two] three"),
        ("a b", "b", "a [b]"),
        ("bb b", "b", "bb [b]"),
    ];
    for (text, query, expected) in table {
        assert_eq!(excerpt(text, query), expected, "{text} {query}");
    }
}

#[test]
fn a_long_text_is_cut_at_words() {
    let text = format!("{} needle {}", "before ".repeat(50).trim(), "after ".repeat(50).trim());
    let cut = excerpt(&text, "needle ");
    assert!(cut.starts_with("… before ") && cut.ends_with(" after …"), "{cut}");
    assert!(cut.contains("before [needle] after") && cut.len() < LENGTH + 20, "{cut}");
}

proptest! {
    #[test]
    fn any_text_can_be_cut(text in r"(\PC|[\n ]|é|needle){0,200}") {
        let whole = excerpt(&text, "needle ");
        prop_assert!(whole.len() <= LENGTH + 400);
    }
}
