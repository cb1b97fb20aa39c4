//! A colour as pages use it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{TextError, deserialize_parsed};

/// A colour of sRGB: red, green, blue. Written `#rrggbb`, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub [u8; 3]);

/// A blue on which white text can be read (8:1) and that can be read on white.
impl Default for Colour {
    fn default() -> Self {
        Self([0x1f, 0x4e, 0x8c])
    }
}

impl Colour {
    /// Reads `#rrggbb`, in either case.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        const WRONG: TextError =
            TextError::InvalidKey { expected: "a colour as # and six hexadecimal digits, like #1f4e8c" };
        let digits = raw.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(WRONG)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(WRONG);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| WRONG)?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = TextError;

    fn from_str(raw: &str) -> Result<Self, TextError> {
        Self::parse(raw)
    }
}

impl Serialize for Colour {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_parsed(deserializer)
    }
}
