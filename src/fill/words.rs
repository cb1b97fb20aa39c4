//! Texts that look like texts to an index: few words are common, many are rare (Zipf's law, exponent about 1).

use std::fmt::Write;

use docket_domain::{Body, Subject};
use fastrand::Rng;

/// Different words.
const WORDS: f64 = 40_000.0;
/// The most common words stand first; the others are made of syllables.
const COMMON: [&str; 24] = [
    "the", "of", "panel", "in", "report", "is", "figures", "and", "for", "rating", "we", "data", "channel",
    "not", "since", "week", "delivery", "missing", "audience", "export", "homes", "meter", "please", "share",
];
const SYLLABLES: [&str; 35] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta", "ve",
    "wi", "xo", "zu", "bra", "cle", "dri", "flo", "gru", "pla", "sta", "tre", "spi", "nor", "mer", "lan",
    "tis", "kel", "ard",
];

/// The word of a rank, appended.
fn word(text: &mut String, rank: usize) {
    match COMMON.get(rank) {
        Some(common) => text.push_str(common),
        None => {
            let mut rest = rank;
            while rest > 0 {
                text.push_str(SYLLABLES[rest % SYLLABLES.len()]);
                rest /= SYLLABLES.len();
            }
        }
    }
}

/// So many words, the first with a capital letter.
fn words(random: &mut Rng, count: usize) -> String {
    let mut text = String::with_capacity(count * 7);
    for n in 0..count {
        if n > 0 {
            text.push(' ');
        }
        // The rank of a word whose logarithm is evenly spread.
        let rank = WORDS.powf(random.f64()) as usize - 1;
        word(&mut text, rank);
    }
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// What a ticket is about.
pub(super) fn subject(random: &mut Rng) -> anyhow::Result<Subject> {
    let count = random.usize(3..9);
    Ok(Subject::parse(&words(random, count))?)
}

/// Sentences of about so many words.
pub(super) fn body(random: &mut Rng, about: usize) -> anyhow::Result<Body> {
    let mut text = String::new();
    for _ in 0..random.usize(1..=(about / 10).max(1)) {
        let count = random.usize(5..16);
        // Writing to a String cannot fail.
        let _ = write!(text, "{}. ", words(random, count));
    }
    Ok(Body::parse(&text)?)
}
