use std::collections::BTreeSet;

use super::*;

/// Everything a text may want to fill in.
const VALUES: &[(&str, &str)] = &[
    ("actor", "‹actor›"),
    ("key", "‹key›"),
    ("subject", "‹subject›"),
    ("organization", "‹organization›"),
    ("site", "‹site›"),
    ("status", "‹status›"),
    ("person", "‹person›"),
    ("priority", "‹priority›"),
    ("date", "‹date›"),
    ("reason", "‹reason›"),
    ("name", "‹name›"),
    ("scope", "‹scope›"),
];

/// The names of the values that a text fills in, and those of all texts of a file.
fn placeables(voice: Voice, key: Key) -> BTreeSet<&'static str> {
    let text = voice.format(key, VALUES).unwrap_or_else(|| panic!("{} in {}", key.name(), voice.tag()));
    VALUES.iter().filter(|(_, value)| text.contains(value)).map(|(name, _)| *name).collect()
}

fn voices() -> [Voice; 4] {
    Language::ALL.map(Voice::of)
}

#[test]
fn every_language_has_every_text_and_fills_in_the_same() {
    for key in Key::ALL {
        let english = placeables(Voice::of(Language::En), *key);
        for voice in voices() {
            let text = voice.format(*key, VALUES).unwrap_or_default();
            assert!(!text.trim().is_empty(), "{} in {}", key.name(), voice.tag());
            assert_eq!(placeables(voice, *key), english, "{} in {}", key.name(), voice.tag());
        }
    }
}

/// Each key stands in each file once, in the same order, and nothing else does: so two files can be read side by side.
#[test]
fn every_file_has_the_same_keys_in_the_same_order() {
    let keys = |voice: Voice| -> Vec<&str> {
        let texts =
            source(voice.language()).lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        texts.map(|line| line.split_once(" = ").unwrap_or_else(|| panic!("no text: {line}")).0).collect()
    };
    let english = keys(Voice::of(Language::En));
    for voice in voices() {
        assert_eq!(keys(voice), english, "{}", voice.tag());
    }
    let names: BTreeSet<&str> = Key::ALL.iter().map(|key| key.name()).collect();
    assert_eq!(english.len(), names.len());
    assert_eq!(english.into_iter().collect::<BTreeSet<_>>(), names);
}

#[test]
fn a_value_that_is_missing_is_never_shown_as_a_hole() {
    assert_eq!(Voice::of(Language::Fr).format(Key::LeadCommented, &[("actor", "Sam")]), None);
}

/// Curly apostrophes everywhere, and in French no sign that could begin a line of its own.
#[test]
fn the_signs_are_those_of_print() {
    for voice in voices() {
        for key in Key::ALL {
            let text = voice.format(*key, VALUES).unwrap_or_default();
            assert!(!text.contains(['\'', '"']), "{} in {}: {text}", key.name(), voice.tag());
            let lonely = [" :", " ;", " ?", " !", " »", "« "].iter().any(|sign| text.contains(sign));
            assert!(!lonely, "{} in {}: {text}", key.name(), voice.tag());
        }
    }
}
