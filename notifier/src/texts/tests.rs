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
];

/// The names of the values that a text fills in, and those of all texts of a file.
fn placeables(voice: Voice, key: Key) -> BTreeSet<&'static str> {
    let text = voice.format(key, VALUES).unwrap_or_else(|| panic!("{} in {}", key.name(), voice.tag()));
    VALUES.iter().filter(|(_, value)| text.contains(value)).map(|(name, _)| *name).collect()
}

#[test]
fn every_language_has_every_text_and_fills_in_the_same() {
    for key in Key::ALL {
        let english = placeables(Voice::English, *key);
        for voice in Voice::ALL {
            let text = voice.format(*key, VALUES).unwrap_or_default();
            assert!(!text.trim().is_empty(), "{} in {}", key.name(), voice.tag());
            assert_eq!(placeables(voice, *key), english, "{} in {}", key.name(), voice.tag());
        }
    }
}

#[test]
fn no_language_has_a_text_that_nothing_says() {
    let names: BTreeSet<&str> = Key::ALL.iter().map(|key| key.name()).collect();
    for voice in Voice::ALL {
        for line in voice.source().lines() {
            if let Some((name, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) {
                assert!(names.contains(name), "{name} in {}", voice.tag());
            }
        }
    }
}

#[test]
fn a_value_that_is_missing_is_never_shown_as_a_hole() {
    assert_eq!(Voice::French.format(Key::LeadCommented, &[("actor", "Sam")]), None);
}

#[test]
fn a_language_without_texts_reads_english() {
    for (language, voice) in [
        (Language::En, Voice::English),
        (Language::Fr, Voice::French),
        (Language::De, Voice::English),
        (Language::Es, Voice::English),
    ] {
        assert_eq!(Voice::of(language), voice);
    }
}
