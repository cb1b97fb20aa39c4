//! Keys out of names, and places in a list.

use unicode_normalization::UnicodeNormalization as _;

/// The longest key.
const LONGEST: usize = 40;
/// What is left of it for a number behind it.
const BEFORE_NUMBER: usize = 36;

/// A key for something of that name: lower-case letters, digits and `_`, a letter first. `otherwise` is for names that
/// have none of these, and a number tells it from keys that are taken.
pub(super) fn key(name: &str, otherwise: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut key = String::new();
    for letter in name.nfkd().flat_map(char::to_lowercase) {
        if letter.is_ascii_lowercase() || (letter.is_ascii_digit() && !key.is_empty()) {
            key.push(letter);
        } else if !unicode_normalization::char::is_combining_mark(letter)
            && !key.is_empty()
            && !key.ends_with('_')
        {
            key.push('_');
        }
    }
    let cut =
        |key: &str, most: usize| key.chars().take(most).collect::<String>().trim_end_matches('_').to_owned();
    let key = cut(&key, LONGEST);
    let key = if key.is_empty() { otherwise.to_owned() } else { key };
    let numbered = |number: u32| format!("{}_{number}", cut(&key, BEFORE_NUMBER));
    std::iter::once(key.clone()).chain((2..).map(numbered)).find(|key| !taken(key)).unwrap_or(key)
}

/// Moves one thing a place up or down, where there is one.
pub(super) fn shift<T: PartialEq>(list: &mut [T], thing: &T, up: bool) {
    let Some(place) = list.iter().position(|own| own == thing) else { return };
    let other = if up { place.checked_sub(1) } else { Some(place + 1) };
    if let Some(other) = other.filter(|other| *other < list.len()) {
        list.swap(place, other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_of_a_name_and_is_new() {
        let taken = ["severity", "severity_2"];
        for (name, made) in [
            ("Severity", "severity_3"),
            ("Affected product or report", "affected_product_or_report"),
            ("2nd façade?", "nd_facade"),
            ("重大度", "field"),
            (&"long ".repeat(20), "long_long_long_long_long_long_long_long"),
        ] {
            assert_eq!(key(name, "field", |key| taken.contains(&key)), made);
        }
    }

    #[test]
    fn nothing_moves_beyond_the_ends() {
        let moved = |thing, up| {
            let mut list = ["a", "b", "c"];
            shift(&mut list, &thing, up);
            list.concat()
        };
        assert_eq!(
            [moved("a", true), moved("a", false), moved("c", true), moved("c", false)],
            ["abc", "bac", "acb", "abc"]
        );
    }
}
