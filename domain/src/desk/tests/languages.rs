//! Texts by language.

use super::*;

fn read(json: &Value) -> Result<Localized<Label>, String> {
    serde_json::from_value(json.clone()).map_err(|error| error.to_string())
}

#[test]
fn a_reader_gets_their_language_else_english_else_the_first() {
    let texts = |json: Value| read(&json).unwrap();
    let shown = |text: &Localized<Label>, language| text.get(language).as_str().to_owned();
    let plain = texts(json!("Incident"));
    assert_eq!((shown(&plain, Language::Fr), plain.translations()), ("Incident".to_owned(), None));
    let both = texts(json!({ "fr": "Panne", "en": "Incident" }));
    assert_eq!(shown(&both, Language::Fr), "Panne");
    assert_eq!(shown(&both, Language::De), "Incident");
    let no_english = texts(json!({ "es": "Avería", "fr": "Panne" }));
    assert_eq!(shown(&no_english, Language::De), "Panne");
    assert_eq!(no_english.to_string(), "fr \"Panne\", es \"Avería\"");
}

#[test]
fn a_plain_text_stays_plain_and_each_text_is_checked() {
    for json in [json!("Incident"), json!({ "en": "Incident" }), json!({ "en": "Incident", "de": "Störung" })]
    {
        assert_eq!(serde_json::to_value(read(&json).unwrap()).unwrap(), json);
    }
    for (json, said) in [
        (json!({}), "at least one"),
        (json!(""), "empty"),
        (json!({ "en": "Incident", "fr": "a\nb" }), "control character"),
        (json!({ "it": "Guasto" }), "it"),
        (json!(7), "a text a language"),
        (json!({ "en": 7 }), "a string"),
    ] {
        let error = read(&json).unwrap_err();
        assert!(error.contains(said), "{json}: {error}");
    }
    let twice: Result<Localized<Label>, _> = serde_json::from_str(r#"{"en": "a", "en": "b"}"#);
    assert!(twice.unwrap_err().to_string().contains("twice"));
}
