//! A colour as pages use it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{TextError, deserialize_parsed};

/// A colour of sRGB: red, green, blue. Written `#rrggbb`, in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub [u8; 3]);

/// A blue on which white text can be read (6:1) and that can be read on white. The style sheet of the pages has it too.
impl Default for Colour {
    fn default() -> Self {
        Self([0x24, 0x57, 0xd6])
    }
}

/// What white text and its ground must have between them to be read (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

impl Colour {
    /// Reads `#rrggbb`, in either case.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        const WRONG: TextError =
            TextError::InvalidKey { expected: "a colour as # and six hexadecimal digits, like #2457d6" };
        let digits = raw.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(WRONG)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(WRONG);
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| WRONG)?.to_be_bytes();
        Ok(Self([red, green, blue]))
    }

    /// The contrast between it and white, from 1 to 21 (WCAG 2.2, contrast ratio).
    pub fn contrast_with_white(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
    }

    /// Whether white text on it can be read.
    pub fn carries_white_text(self) -> bool {
        self.contrast_with_white() >= READABLE
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
