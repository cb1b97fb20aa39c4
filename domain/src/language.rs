//! The languages Docket speaks.

use serde::{Deserialize, Serialize};

use crate::text::TextError;

/// A language of pages and mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, the last resort of every fallback.
    #[default]
    En,
    /// French.
    Fr,
    /// German.
    De,
    /// Spanish.
    Es,
}

impl Language {
    /// All, in the order a menu shows them.
    pub const ALL: [Self; 4] = [Self::En, Self::Fr, Self::De, Self::Es];

    /// The primary language subtag (BCP 47).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::De => "de",
            Self::Es => "es",
        }
    }

    /// Reads a primary language subtag, `en`.
    ///
    /// # Errors
    /// [`TextError::UnknownLanguage`] for anything else.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        Self::ALL.into_iter().find(|language| language.as_str() == raw).ok_or(TextError::UnknownLanguage)
    }
}

impl std::fmt::Display for Language {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Language {
    type Err = TextError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw)
    }
}
