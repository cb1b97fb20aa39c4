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

    /// What it calls itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::De => "Deutsch",
            Self::Es => "Español",
        }
    }

    /// The name of a month within a date, 0 for January.
    pub fn month(self, month0: u32) -> &'static str {
        let months = match self {
            Self::En => {
                "January February March April May June July August September October November December"
            }
            Self::Fr => {
                "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
            }
            Self::De => "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            Self::Es => {
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
            }
        };
        usize::try_from(month0).ok().and_then(|month| months.split(' ').nth(month)).unwrap_or_default()
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
