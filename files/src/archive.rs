//! Archives are unfolded once, to nowhere, to see what they would become (OWASP ASVS 5.0 5.2.3).

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use zip::ZipArchive;

use crate::inspect::Flaw;

/// An archive may unfold to so many times its size …
const MAX_RATIO: u64 = 100;
/// … but to this many bytes whatever its size is: text packs well, and so much hurts nobody …
const ALWAYS: u64 = 16 * 1024 * 1024;
/// … and to no more than this.
const MAX_UNFOLDED: u64 = 1024 * 1024 * 1024;
/// Entries an archive may have, with those of archives in it.
const MAX_ENTRIES: u64 = 10_000;
/// An archive may hold archives (office documents are some), and those may not.
const MAX_DEPTH: u32 = 2;

pub(crate) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

pub(crate) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b, 0x08])
}

/// Unfolds an archive, and says whether it has the entry it must have.
pub(crate) fn check(file: &mut File, marker: Option<&str>) -> Result<bool, Flaw> {
    let size = file.metadata()?.len();
    let most = size.saturating_mul(MAX_RATIO).clamp(ALWAYS, MAX_UNFOLDED);
    let mut budget = Budget { bytes: most, entries: MAX_ENTRIES };
    let names = unfold(file, &mut budget, 1, marker)?;
    Ok(names)
}

/// What may still come out.
#[derive(Debug)]
struct Budget {
    bytes: u64,
    entries: u64,
}

impl Budget {
    fn spend(&mut self, bytes: u64) -> Result<(), Flaw> {
        self.bytes = self.bytes.checked_sub(bytes).ok_or(Flaw::Bomb)?;
        Ok(())
    }
}

fn unfold(file: &mut File, budget: &mut Budget, depth: u32, marker: Option<&str>) -> Result<bool, Flaw> {
    if depth > MAX_DEPTH {
        return Err(Flaw::Nested);
    }
    let mut head = [0; 4];
    file.seek(SeekFrom::Start(0))?;
    let read = file.read(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    if is_gzip(&head[..read]) {
        stream(flate2::read::MultiGzDecoder::new(BufReader::new(file)), budget, depth)?;
        return Ok(marker.is_none());
    }
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(unreadable)?;
    let entries = u64::try_from(archive.len()).unwrap_or(u64::MAX);
    budget.entries = budget.entries.checked_sub(entries).ok_or(Flaw::Bomb)?;
    // What it says of itself comes first: most bombs are refused before anything is unfolded.
    if archive.decompressed_size().is_some_and(|declared| declared > u128::from(budget.bytes)) {
        return Err(Flaw::Bomb);
    }
    let mut found = marker.is_none();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(unreadable)?;
        let name = entry.name().map_err(unreadable)?;
        found |= marker == Some(&*name);
        drop(name);
        stream(entry, budget, depth)?;
    }
    Ok(found)
}

/// Reads one entry to its end. One that is an archive itself is put aside and unfolded in turn.
fn stream(mut entry: impl Read, budget: &mut Budget, depth: u32) -> Result<(), Flaw> {
    let mut buffer = vec![0; 64 * 1024];
    let mut nested: Option<File> = None;
    let mut first = true;
    loop {
        let read = match entry.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => return Err(Flaw::Unreadable(error.to_string())),
        };
        budget.spend(read as u64)?;
        if first && (is_zip(&buffer[..read]) || is_gzip(&buffer[..read])) {
            nested = Some(tempfile::tempfile()?);
        }
        first = false;
        if let Some(file) = &mut nested {
            file.write_all(&buffer[..read])?;
        }
    }
    match nested {
        Some(mut file) => unfold(&mut file, budget, depth + 1, None).map(drop),
        None => Ok(()),
    }
}

fn unreadable(error: zip::result::ZipError) -> Flaw {
    match error {
        zip::result::ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Flaw::Io(error),
        error => Flaw::Unreadable(error.to_string()),
    }
}
