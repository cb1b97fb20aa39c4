//! What a ticket's events say of a file. Its bytes are elsewhere; the digest proves that they are still the same.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::id::AttachmentId;
use crate::text::{FileName, TextError, deserialize_parsed};

/// A file that was attached to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachedFile {
    /// Its id. Random, and all that its name in the store is made of.
    pub id: AttachmentId,
    /// What its author calls it. It names nothing on any disk.
    pub name: FileName,
    /// What it is, by its content.
    pub content_type: MediaType,
    /// How long it is, in bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub sha256: Sha256Digest,
}

/// A media type as `type/subtype`, in lower case and without parameters (RFC 9110 section 8.3.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MediaType(Box<str>);

impl MediaType {
    /// Reads one.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(raw: &str) -> Result<Self, TextError> {
        let token = |part: &str| {
            (1..=100).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"+-._".contains(&b))
        };
        match raw.split_once('/') {
            Some((kind, sub)) if token(kind) && token(sub) => Ok(Self(raw.into())),
            Some(_) | None => Err(TextError::InvalidKey { expected: "a media type like image/png" }),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for MediaType {
    type Err = TextError;

    fn from_str(raw: &str) -> Result<Self, TextError> {
        Self::parse(raw)
    }
}

impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_parsed(deserializer)
    }
}

/// A SHA-256; 64 hexadecimal digits in lower case where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256Digest(pub [u8; 32]);

impl fmt::Display for Sha256Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Sha256Digest {
    type Err = TextError;

    fn from_str(raw: &str) -> Result<Self, TextError> {
        let wrong = TextError::InvalidKey { expected: "64 hexadecimal digits in lower case" };
        let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte);
        if raw.len() != 64 || !raw.as_bytes().iter().all(is_digit) {
            return Err(wrong);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(raw.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| wrong.clone())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong.clone())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Sha256Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Sha256Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_parsed(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_as_it_is_written_and_nothing_else_is_one() {
        let digest = Sha256Digest(std::array::from_fn(|at| at as u8 * 7));
        let text = digest.to_string();
        assert_eq!(text.parse(), Ok(digest));
        for wrong in [&text[1..], &text.to_uppercase(), &format!("{text}0"), &text.replace('0', "é")] {
            assert!(wrong.parse::<Sha256Digest>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_media_type_has_two_parts_and_no_parameters() {
        assert!(MediaType::parse("application/vnd.oasis.opendocument.text").is_ok());
        for wrong in
            ["", "image", "image/", "/png", "Image/png", "text/plain; charset=utf-8", "a/b/c", "a/b\r\nc"]
        {
            assert!(MediaType::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
