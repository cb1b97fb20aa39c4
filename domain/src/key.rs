//! Short names that programs and addresses rely on.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

use crate::text::{OrganizationName, TextError, deserialize_parsed, text_newtype};

#[cfg(test)]
mod tests;

text_newtype!(
    /// A service desk's short name, the first half of its tickets' keys: a capital letter and 1 to 9 more capital
    /// letters or digits (`AMS`).
    DeskKey,
    |raw| {
        let rest = raw.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or_default();
        let valid = (1..=9).contains(&rest.len())
            && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        keyed(raw, valid, "a capital letter and 1 to 9 more capital letters or digits, like AMS")
    }
);
text_newtype!(
    /// A request type's key within its desk (`feature_request`): `[a-z][a-z0-9_]{0,39}`.
    RequestTypeKey,
    slug
);
text_newtype!(
    /// A form field's key within its form (`severity`): `[a-z][a-z0-9_]{0,39}`.
    FieldKey,
    slug
);
text_newtype!(
    /// An option's key within its field (`critical`): `[a-z][a-z0-9_]{0,39}`.
    OptionKey,
    slug
);
text_newtype!(
    /// An organization's short name, unique among all: groups of letters and digits in lower case with single
    /// hyphens between them, at most 100 characters. It is made from the first name and stays when that changes.
    OrganizationSlug,
    |raw| {
        let valid = raw.chars().count() <= MAX_SLUG
            && raw.split('-').all(|group| !group.is_empty() && group.chars().all(is_slug_character));
        keyed(raw, valid, "lower-case letters and digits with single hyphens between, like meridian-broadcasting")
    }
);

const MAX_SLUG: usize = 100;

impl OrganizationSlug {
    /// The slug of a name: marks are taken off letters, everything else but letters and digits becomes a hyphen.
    ///
    /// # Errors
    /// [`TextError::InvalidKey`] when the name has neither letter nor digit.
    pub fn from_name(name: &OrganizationName) -> Result<Self, TextError> {
        let mut slug = String::new();
        for character in name.as_str().nfkd().flat_map(char::to_lowercase) {
            if is_slug_character(character) {
                slug.push(character);
            } else if !unicode_normalization::char::is_combining_mark(character)
                && !slug.is_empty()
                && !slug.ends_with('-')
            {
                slug.push('-');
            }
        }
        let cut: String = slug.chars().take(MAX_SLUG).collect();
        Self::parse(cut.trim_end_matches('-'))
    }
}

fn is_slug_character(character: char) -> bool {
    character.is_alphanumeric() && character.to_lowercase().eq([character])
}

fn slug(raw: &str) -> Result<String, TextError> {
    let valid = raw.len() <= 40
        && raw.starts_with(|c: char| c.is_ascii_lowercase())
        && raw.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    keyed(
        raw,
        valid,
        "a lower-case letter and up to 39 more lower-case letters, digits or _, like feature_request",
    )
}

fn keyed(raw: &str, valid: bool, expected: &'static str) -> Result<String, TextError> {
    if valid { Ok(raw.to_owned()) } else { Err(TextError::InvalidKey { expected }) }
}

/// A ticket's name for people: its desk's key and its number there, `AMS-123`. One ticket has one spelling: no lower
/// case, no leading zeros.
///
/// Numbers are dense per desk, so only the log's writer, under its lock, can give one. Until then a key is
/// *unnumbered* and reads `AMS-`, which [`TicketKey::parse`] refuses: an event that went around the writer can be
/// written but never read back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TicketKey {
    desk: DeskKey,
    number: Option<NonZeroU32>,
}

impl TicketKey {
    /// The key of a desk's ticket.
    pub fn new(desk: DeskKey, number: NonZeroU32) -> Self {
        Self { desk, number: Some(number) }
    }

    /// The key of a ticket whose number the log's writer has still to give.
    pub fn unnumbered(desk: DeskKey) -> Self {
        Self { desk, number: None }
    }

    /// The same key with the number the writer gave.
    #[must_use]
    pub fn with_number(self, number: NonZeroU32) -> Self {
        Self { number: Some(number), ..self }
    }

    /// Reads `AMS-123`.
    ///
    /// # Errors
    /// [`TextError::InvalidKey`] for anything but the one spelling of a numbered key.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        const INVALID: TextError =
            TextError::InvalidKey { expected: "a desk's key, a hyphen and a number, like AMS-123" };
        let (desk, digits) = raw.split_once('-').ok_or(INVALID)?;
        let desk = DeskKey::parse(desk).map_err(|_| INVALID)?;
        if digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(INVALID);
        }
        let number = digits.parse().map_err(|_| INVALID)?;
        Ok(Self::new(desk, number))
    }

    /// The desk's key.
    pub fn desk(&self) -> &DeskKey {
        &self.desk
    }

    /// The number, once the writer gave one.
    pub fn number(&self) -> Option<NonZeroU32> {
        self.number
    }
}

impl fmt::Display for TicketKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.desk)?;
        self.number.map_or(Ok(()), |number| number.fmt(f))
    }
}

impl FromStr for TicketKey {
    type Err = TextError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw)
    }
}

impl Serialize for TicketKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TicketKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_parsed(deserializer)
    }
}
