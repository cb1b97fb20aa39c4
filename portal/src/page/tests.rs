use std::fs;
use std::path::{Path, PathBuf};

use docket_domain::Language;

use super::fault;
use crate::texts::Voice;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// The codes that the `fn code` of a file answers.
fn codes(source: &str) -> Vec<String> {
    let bodies = source.split("fn code(&self) -> &'static str {").skip(1);
    let bodies = bodies.map(|rest| rest.split("\n    }").next().unwrap_or(rest));
    let arms = bodies.flat_map(|body| body.split("=> \"").skip(1));
    arms.filter_map(|arm| arm.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn every_refusal_of_the_domain_is_said_in_every_language() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/src");
    let mut seen = 0;
    for path in sources(&folder) {
        let source = fs::read_to_string(&path).unwrap();
        // What is wrong with a text is said of a field.
        let field = if path.ends_with("text.rs") { "some_field_" } else { "" };
        for code in codes(&source) {
            for language in Language::ALL {
                let said = fault(Voice::of(language), &format!("{field}{code}"), "not translated");
                assert_ne!(said, "not translated", "{code} of {} in {language}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen > 50, "the codes are found: {seen}");
}

#[test]
fn a_code_of_a_field_is_said_by_its_own_text_else_by_what_any_field_can_have() {
    let t = Voice::of(Language::En);
    assert!(fault(t, "subject_too_long", "").contains("200"));
    assert_eq!(fault(t, "shoe_size_too_long", ""), "This is too long. Shorten it.");
    assert_eq!(fault(t, "something_else", "Its own words."), "Its own words.");
}
