//! Texts people write, parsed once at the edge. A value of one of these types is the proof that its text is within
//! its limit and holds no character that would break a line, a header or a reader's eye.

use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Deserializer, Error as _, Visitor};

use crate::email::EmailAddress;

#[cfg(test)]
mod tests;

/// Why a text was not taken. The message names the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing to be seen: no text, spaces only, or invisible characters only.
    #[error("this is empty: write at least one visible character")]
    Empty,
    /// Longer than its limit.
    #[error("this has {found} {unit} and at most {limit} are allowed: shorten it")]
    TooLong {
        /// The most that is allowed.
        limit: usize,
        /// What was sent.
        found: usize,
        /// What both are counted in.
        unit: Unit,
    },
    /// A control character, or a line break where one line is meant.
    #[error("this holds the control character U+{:04X}: remove it", u32::from(*.character))]
    ControlCharacter {
        /// The first one found.
        character: char,
    },
    /// An invisible character that reorders the text around it, so that a reader sees something else than is
    /// stored.
    #[error("this holds U+{:04X}, which turns the direction of the text: remove it", u32::from(*.character))]
    DirectionOverride {
        /// The first one found.
        character: char,
    },
    /// Not a mail address we can deliver to.
    #[error("this is not a mail address ({reason}): write it like name@example.org")]
    InvalidAddress {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Not a mail domain.
    #[error("this is not a mail domain ({reason}): write it like example.org")]
    InvalidDomain {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Not a key of its kind.
    #[error("this is not a valid key: write {expected}")]
    InvalidKey {
        /// The form it must have.
        expected: &'static str,
    },
    /// A language Docket does not speak.
    #[error("this language is not known: choose one of en, fr, de, es")]
    UnknownLanguage,
    /// A time zone that is not in the IANA database.
    #[error("this time zone is not known: name one of the IANA database, like Europe/Paris")]
    UnknownTimeZone,
}

impl TextError {
    /// The stable code a program can rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::ControlCharacter { .. } => "control_character",
            Self::DirectionOverride { .. } => "direction_override",
            Self::InvalidAddress { .. } => "invalid_address",
            Self::InvalidDomain { .. } => "invalid_domain",
            Self::InvalidKey { .. } => "invalid_key",
            Self::UnknownLanguage => "unknown_language",
            Self::UnknownTimeZone => "unknown_time_zone",
        }
    }
}

/// What a limit is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Unicode scalar values.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
        })
    }
}

/// Defines a newtype over text: `parse` is its only way in, also for what is read back as JSON.
macro_rules! text_newtype {
    ($(#[$doc:meta])* $name:ident, $parse:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks a text and brings it into its normal form.
            ///
            /// # Errors
            /// What is wrong with it and how to mend it.
            pub fn parse(raw: &str) -> Result<Self, $crate::text::TextError> {
                let parse: fn(&str) -> Result<String, $crate::text::TextError> = $parse;
                parse(raw).map(|text| Self(text.into_boxed_str()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::TextError;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                Self::parse(raw)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.into_string()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::text::deserialize_parsed(deserializer)
            }
        }
    };
}
pub(crate) use text_newtype;

/// Deserializes a string through its parser, without copying it first.
pub(crate) fn deserialize_parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err = TextError>,
{
    struct Parsed<T>(PhantomData<T>);

    impl<T: FromStr<Err = TextError>> Visitor<'_> for Parsed<T> {
        type Value = T;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, raw: &str) -> Result<T, E> {
            raw.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Parsed(PhantomData)).map_err(D::Error::custom)
}

text_newtype!(
    /// What a ticket is about: one line of 1 to 200 characters, trimmed.
    Subject,
    |raw| one_line(raw, 200)
);
text_newtype!(
    /// What people call a person: one line of 1 to 100 characters, trimmed.
    PersonName,
    |raw| one_line(raw, 100)
);
text_newtype!(
    /// What a person calls an API token of theirs: one line of 1 to 100 characters, trimmed.
    TokenName,
    |raw| one_line(raw, 100)
);
text_newtype!(
    /// What people call an organization: one line of 1 to 100 characters, trimmed.
    OrganizationName,
    |raw| one_line(raw, 100)
);
text_newtype!(
    /// What the whole installation is called: one line of 1 to 80 characters, trimmed.
    SiteName,
    |raw| one_line(raw, 80)
);
text_newtype!(
    /// What everybody is to read on their first page: as [`Body`], of at most 2 000 characters.
    AnnouncementText,
    |raw| {
        let text = body(raw)?;
        let found = text.chars().count();
        let limit = 2_000;
        if found > limit { Err(TextError::TooLong { limit, found, unit: Unit::Characters }) } else { Ok(text) }
    }
);
text_newtype!(
    /// What people call a service desk: one line of 1 to 100 characters, trimmed.
    DeskName,
    |raw| one_line(raw, 100)
);
text_newtype!(
    /// What a request type, a form field or an option is called on a page: one line of 1 to 100 characters, trimmed.
    Label,
    |raw| one_line(raw, 100)
);
text_newtype!(
    /// What a form field says about itself: one line of 1 to 500 characters, trimmed.
    HelpText,
    |raw| one_line(raw, 500)
);
text_newtype!(
    /// What a file's author calls it: one line of 1 to 200 characters, without the folders some programs put before
    /// it. It is shown and offered for saving, and never the name of anything here.
    FileName,
    |raw| one_line(raw.rsplit(['/', '\\']).next().unwrap_or(raw), 200)
);
text_newtype!(
    /// A longer text (description, comment, note, reason): 1 to 65 536 bytes of UTF-8 after line breaks became `\n`
    /// and the space at the end was cut off. Tabs and line breaks are its only control characters.
    Body,
    body
);

impl Body {
    /// The most bytes of UTF-8 one may have.
    pub const MAX_BYTES: usize = 65_536;
}

/// What it is called until an administrator calls it differently.
impl Default for SiteName {
    fn default() -> Self {
        Self("Docket".into())
    }
}

impl PersonName {
    /// What to call somebody of whom only the address is known: the part before the `@`. At most 64 bytes without
    /// space or control characters, so always a name.
    #[must_use]
    pub fn from_address(address: &EmailAddress) -> Self {
        Self(address.local_part().into())
    }
}

/// One line, trimmed, of at most `limit` characters.
pub(crate) fn one_line(raw: &str, limit: usize) -> Result<String, TextError> {
    let text = raw.trim();
    if !has_visible(text) {
        return Err(TextError::Empty);
    }
    let mut found = 0;
    for character in text.chars() {
        if character.is_control() || is_line_separator(character) {
            return Err(TextError::ControlCharacter { character });
        }
        if is_direction_override(character) {
            return Err(TextError::DirectionOverride { character });
        }
        found += 1;
    }
    if found > limit {
        return Err(TextError::TooLong { limit, found, unit: Unit::Characters });
    }
    Ok(text.to_owned())
}

fn body(raw: &str) -> Result<String, TextError> {
    let text =
        if raw.contains('\r') { raw.replace("\r\n", "\n").replace('\r', "\n") } else { raw.to_owned() };
    let text = text.trim_end();
    if !has_visible(text) {
        return Err(TextError::Empty);
    }
    if let Some(character) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
        return Err(TextError::ControlCharacter { character });
    }
    if text.len() > Body::MAX_BYTES {
        return Err(TextError::TooLong { limit: Body::MAX_BYTES, found: text.len(), unit: Unit::Bytes });
    }
    Ok(text.to_owned())
}

fn has_visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !is_invisible(c))
}

/// Characters that take no place: a text of these alone looks empty.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}')
}

/// Line and paragraph separator: not control characters by category, yet they break a line.
fn is_line_separator(character: char) -> bool {
    matches!(character, '\u{2028}' | '\u{2029}')
}

/// Embeddings, overrides and isolates (UAX 9). The plain marks U+200E and U+200F stay allowed: right-to-left texts
/// need them and they reorder nothing but themselves.
fn is_direction_override(character: char) -> bool {
    matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
