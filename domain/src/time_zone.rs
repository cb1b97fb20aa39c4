//! The time zones people live in.

use serde::de::Deserializer;
use serde::{Deserialize, Serialize, Serializer};

use crate::text::TextError;

/// A time zone of the IANA database, `Europe/Paris`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeZone(chrono_tz::Tz);

impl TimeZone {
    /// Coordinated universal time: for people who have chosen none.
    pub const UTC: Self = Self(chrono_tz::Tz::UTC);

    /// Reads a name of the IANA database.
    ///
    /// # Errors
    /// [`TextError::UnknownTimeZone`] for anything else.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        raw.parse().map(Self).map_err(|_| TextError::UnknownTimeZone)
    }

    /// All, by name. Some have several names; each is there.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS.into_iter().map(Self)
    }

    /// The name.
    pub fn as_str(self) -> &'static str {
        self.0.name()
    }

    /// The zone's rules.
    pub fn rules(self) -> chrono_tz::Tz {
        self.0
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self::UTC
    }
}

impl std::fmt::Display for TimeZone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for TimeZone {
    type Err = TextError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw)
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text::deserialize_parsed(deserializer)
    }
}
