use super::*;

/// In the first column of its tables.
#[test]
fn the_manual_lists_every_mail_and_every_reason_for_none() {
    let manual = include_str!("../../../docs/mails.md");
    let words = Template::all().map(Template::as_str).chain(WhyNot::ALL.iter().map(|why| why.as_str()));
    for word in words {
        assert!(manual.contains(&format!("\n| `{word}` |")), "{word} is missing in docs/mails.md");
    }
}

#[test]
fn a_word_belongs_to_one_mail() {
    for template in Template::all() {
        assert_eq!(Template::read(template.as_str()).ok(), Some(template));
    }
    assert!(Template::read("no_mail").is_err());
}
