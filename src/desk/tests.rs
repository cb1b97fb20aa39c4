use docket_app::desks::DeskDefinition;
use docket_domain::Language;

use super::{file, write};

const EXAMPLE: &str = include_str!("../../docs/desk.example.toml");

#[test]
fn the_example_is_read_and_written_as_it_means() {
    let desk = file::parse(EXAMPLE).unwrap();
    assert_eq!(
        (desk.key.as_str(), desk.name.get(Language::Fr).as_str()),
        ("AMS", "Assistance mesure d'audience")
    );
    let keys: Vec<_> = desk.request_types.iter().map(|kind| kind.key.as_str()).collect();
    assert_eq!(keys, ["incident", "feature_request", "question"]);
    let written = write::definition(&desk).unwrap();
    assert_eq!(file::parse(&written).unwrap(), desk, "{written}");
}

#[test]
fn what_is_left_out_is_left_open() {
    let bare = file::parse("key = \"TV\"\nname = \"Television\"\n").unwrap();
    let DeskDefinition { sign_up, participants_may_add, request_types, .. } = bare;
    assert_eq!((sign_up, participants_may_add, request_types.len()), (None, None, 0));
}

/// A desk with one request type and these lines for its second field; the first is the choice `severity` on lines 7
/// to 11.
fn with_field(lines: &str) -> String {
    format!(
        r#"key = "TV"
name = "Television"
[[request_types]]
key = "incident"
name = "Incident"

[[request_types.fields]]
key = "severity"
label = "Severity"
kind = "choice"
options = [{{ key = "low", label = "Low" }}, {{ key = "high", label = "High" }}]

[[request_types.fields]]
{lines}
"#
    )
}

#[test]
fn faults_name_their_line_and_the_key() {
    let impact = "key = \"impact\"\nlabel = \"Impact\"\n";
    for (text, said) in [
        ("key = \"tv\"\nname = \"x\"".to_owned(), &["line 1: key = \"tv\"", "capital letter"][..]),
        ("key = \"TV\"".to_owned(), &["line 1", "missing field `name`"]),
        (
            "key = \"TV\"\nname = \"x\"\ncolour = 1".to_owned(),
            &["line 3: colour = 1", "unknown field `colour`"],
        ),
        ("key = \"TV\"\nname = { it = \"x\" }".to_owned(), &["line 2: name = ", "it"]),
        ("key = \"TV\"\nname = {}".to_owned(), &["line 2: name = {}", "at least one"]),
        ("key = \"TV\"\nname = 7".to_owned(), &["line 2: name = 7", "a text a language"]),
        ("key = \"TV\"\nname = \"x\"\nsign_up = \"maybe\"".to_owned(), &["line 3: sign_up", "maybe"]),
        (
            "key = \"TV\"\nname = \"x\"\nsign_up = { domains = [] }".to_owned(),
            &["line 3: sign_up", "name at least one"],
        ),
        ("key = \"TV\"\nname".to_owned(), &["line 2: name"]),
        (with_field("key = \"impact\"\nlabel = \"\"\nkind = \"text\""), &["line 15: label = \"\"", "empty"]),
        (with_field(&format!("{impact}kind = \"tekst\"")), &["line 16: kind", "unknown variant `tekst`"]),
        (with_field(&format!("{impact}kind = \"choice\"")), &["line 16: kind", "give it at least one"]),
        (with_field(&format!("{impact}kind = \"text\"\nmin = 1")), &["line 17: min = 1", "only a number"]),
        (
            with_field(&format!("{impact}kind = \"number\"\nmin = 2\nmax = 1")),
            &["line 17: min = 2", "above its greatest"],
        ),
        (
            with_field(&format!(
                "{impact}kind = \"text\"\nvisible_when = {{ field = \"colour\", is = [true] }}"
            )),
            &["line 17: visible_when", "depends on colour"],
        ),
        (
            with_field(&format!(
                "{impact}kind = \"text\"\nvisible_when = {{ field = \"severity\", is = [\"huge\"] }}"
            )),
            &["line 17: visible_when", "huge", "low, high"],
        ),
        (
            with_field("key = \"severity\"\nlabel = \"x\"\nkind = \"text\""),
            &["line 14: key = \"severity\"", "stands there twice"],
        ),
        (
            with_field(&format!(
                "{impact}kind = \"text\"\n[[request_types]]\nkey = \"incident\"\nname = \"x\""
            )),
            &["line 18: key = \"incident\"", "stands there twice"],
        ),
    ] {
        let error = file::parse(&text).unwrap_err().to_string();
        assert!(said.iter().all(|part| error.contains(part)), "{said:?} in {error}\n{text}");
    }
}
