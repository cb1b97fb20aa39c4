//! Words as they are compared: without case, accents and ligatures.
//!
//! Folding happens here and nowhere else. Both databases are given words that are folded already, and take them as
//! they are, so that both find the same.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What is longer than this, in characters, is compared by its beginning.
const MAX_WORD: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it stands in the text, in bytes.
    pub(crate) place: Range<usize>,
    /// How it is compared.
    pub(crate) folded: String,
}

/// The words of a text, in order: runs of letters and digits. A Han, kana or Hangul character is a word of its own,
/// as there are no spaces between words where these are written; what folds to several of them is as many words in one
/// place.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Word> + '_ {
    runs(text).flat_map(|place| {
        let run = &text[place.clone()];
        // Most words of most languages here: nothing to take apart, and no character that stands alone.
        if run.is_ascii() {
            let folded = run[..run.len().min(MAX_WORD)].to_ascii_lowercase();
            return Some(Word { place, folded }).into_iter().chain(Vec::new());
        }
        let mut words: Vec<Word> = Vec::new();
        let mut joined = false;
        for character in fold(run).chars() {
            let alone = stands_alone(character);
            match words.last_mut() {
                Some(word) if joined && !alone => word.folded.push(character),
                Some(_) | None => words.push(Word { place: place.clone(), folded: character.to_string() }),
            }
            joined = !alone;
        }
        None.into_iter().chain(words)
    })
}

/// Where letters and digits follow each other.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.next()?;
            if !is_part(first) {
                continue;
            }
            let mut end = start + first.len_utf8();
            if !stands_alone(first) {
                while let Some((at, next)) = rest.next_if(|(_, next)| is_part(*next) && !stands_alone(*next))
                {
                    end = at + next.len_utf8();
                }
            }
            return Some(start..end);
        }
    })
}

/// The folded words of a text alone.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = String> + '_ {
    words(text).map(|word| word.folded)
}

/// One word as it is compared. Folding what is folded changes nothing.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let lower = word.nfkd().flat_map(char::to_lowercase);
    for character in lower.nfkd().filter(|character| character.is_alphanumeric()) {
        match character {
            _ if is_combining_mark(character) => {}
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ħ' => folded.push('h'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            other => folded.push(other),
        }
    }
    match folded.char_indices().nth(MAX_WORD) {
        Some((end, _)) => folded[..end].to_owned(),
        None => folded,
    }
}

/// Whether a character belongs to a word. Marks do: they follow their letter in decomposed text.
fn is_part(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// Whether a character is a word by itself.
fn stands_alone(character: char) -> bool {
    matches!(character,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests;
