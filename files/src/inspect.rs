//! What a file is, by its content.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use crate::archive;
use crate::kind::{KINDS, Kind, Proof};
use crate::picture;

/// So many bytes tell the kinds apart.
const HEAD: u64 = 8 * 1024;

/// Why a file is not taken. The message names the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// It has no content.
    #[error("the file is empty: choose another")]
    Empty,
    /// Its name does not end like that of a kind we take.
    #[error("files of this kind are not taken: send one of {}, or put it into a .zip", known())]
    UnknownKind,
    /// Its content is not what its name says.
    #[error("its content is not what a name ending in .{0} says: give it its right name, or convert it")]
    OtherContent(&'static str),
    /// More points than we unfold.
    #[error("the picture has {width} × {height} points, and at most 50 million are taken: make it smaller")]
    TooManyPixels {
        /// Points in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// It unfolds to far more than it is.
    #[error("the archive unfolds to far more than its size: send what it holds in several smaller ones")]
    Bomb,
    /// Archives in archives in archives.
    #[error("the archive holds archives that hold archives: unpack it once, then pack it again")]
    Nested,
    /// It cannot be looked into.
    #[error(
        "the archive cannot be read ({0}): pack it again without a password, by the usual method (deflate)"
    )]
    Unreadable(String),
    /// It could not be looked at, for reasons that are not its own.
    #[error("the file could not be looked at")]
    Io(#[from] io::Error),
}

impl Flaw {
    /// The stable code a program can rely on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownKind => "type_not_allowed",
            Self::OtherContent(_) => "type_mismatch",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::Bomb => "archive_bomb",
            Self::Nested => "archive_nested",
            Self::Unreadable(_) => "archive_unreadable",
            Self::Io(_) => "unreadable",
        }
    }
}

/// All endings, for people.
fn known() -> String {
    KINDS.iter().flat_map(|kind| kind.extensions).copied().collect::<Vec<_>>().join(", ")
}

/// Says what a file of this name is, if its content agrees and nothing in it speaks against it. Reads all of it;
/// waits for the disk and works for up to seconds, so not for the runtime's own threads. The file stands at its
/// beginning afterwards.
///
/// # Errors
/// Why it is not taken.
pub fn inspect(file: &mut File, name: &str) -> Result<&'static Kind, Flaw> {
    let kind = Kind::claimed(name).ok_or(Flaw::UnknownKind)?;
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(Flaw::Empty);
    }
    let agrees = match kind.proof {
        Proof::Magic(types) => magic(&head).is_some_and(|found| types.contains(&found)),
        Proof::Picture(media_type) => {
            magic(&head) == Some(media_type) && picture::is_decodable(rewound(file)?)?
        }
        Proof::Text => !is_binary(&head) && is_text(rewound(file)?)?,
        Proof::Zip(marker) => archive::is_zip(&head) && archive::check(rewound(file)?, marker)?,
        Proof::Gzip => archive::is_gzip(&head) && archive::check(rewound(file)?, None)?,
    };
    rewound(file)?;
    let extension = kind.extensions.iter().copied().find(|e| name.to_ascii_lowercase().ends_with(e));
    if agrees { Ok(kind) } else { Err(Flaw::OtherContent(extension.unwrap_or(kind.extensions[0]))) }
}

fn rewound(file: &mut File) -> io::Result<&mut File> {
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn magic(head: &[u8]) -> Option<&'static str> {
    infer::get(head).map(|kind| kind.mime_type())
}

/// Whether the first bytes are those of something that is no text, whatever else they are.
fn is_binary(head: &[u8]) -> bool {
    infer::get(head).is_some_and(|kind| kind.matcher_type() != infer::MatcherType::Text)
}

/// Whether all of it is text: no control characters but those that lay out and colour, and either UTF-8 or in one of the
/// older eight-bit alphabets, whose upper control range is empty in text.
fn is_text(file: &mut impl Read) -> io::Result<bool> {
    let mut buffer = vec![0; 64 * 1024];
    let (mut utf8, mut eight_bit) = (true, true);
    let mut begun = Vec::new();
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((utf8 && begun.is_empty()) || eight_bit);
        }
        let bytes = &buffer[..read];
        if bytes.iter().any(|byte| is_control(*byte)) {
            return Ok(false);
        }
        eight_bit &= !bytes.iter().any(|byte| (0x80..0xa0).contains(byte) && !is_windows_1252(*byte));
        if utf8 {
            begun.extend_from_slice(bytes);
            let rest = match std::str::from_utf8(&begun) {
                Ok(_) => Vec::new(),
                Err(error) if error.error_len().is_none() => begun[error.valid_up_to()..].to_vec(),
                Err(_) => {
                    utf8 = false;
                    Vec::new()
                }
            };
            begun = rest;
        }
        if !utf8 && !eight_bit {
            return Ok(false);
        }
    }
}

/// Control characters that no text has; tabs, line breaks, form feeds and the escapes of colours are text.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b) || byte == 0x7f
}

/// Windows-1252 fills the upper control range but for five places.
fn is_windows_1252(byte: u8) -> bool {
    !matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d)
}

#[cfg(test)]
mod tests;
