//! Pages of lists. A page ends with a cursor: the key of its last row, so that the next page begins behind that row
//! whatever was added or taken away in between.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use docket_eventstore::chain::sha256;

/// The most rows a page has, whatever was asked for.
pub const MAX_LIMIT: u32 = 1000;

const TAG: usize = 8;

/// Where a page ended. Opaque, and good only for the list (its scope, filter and order) it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    tag: [u8; TAG],
    key: Vec<u8>,
}

/// A cursor that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// It was not made by Docket, or was cut.
    #[error("this is not a cursor: send the next_cursor of an answer as it is")]
    Malformed,
    /// It came from a list with another scope, filter or order.
    #[error("this cursor is of another list: begin again without a cursor after changing filter or order")]
    OtherList,
}

impl CursorError {
    /// The stable code a program can rely on.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "cursor_malformed",
            Self::OtherList => "cursor_of_other_list",
        }
    }
}

impl Cursor {
    /// Reads a cursor. Whether it belongs to a list is found out when it is used there.
    ///
    /// # Errors
    /// [`CursorError::Malformed`].
    pub fn parse(text: &str) -> Result<Self, CursorError> {
        if text.len() > 2048 {
            return Err(CursorError::Malformed);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError::Malformed)?;
        let (tag, key) = bytes.split_first_chunk::<TAG>().ok_or(CursorError::Malformed)?;
        Ok(Self { tag: *tag, key: key.to_vec() })
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode([&self.tag[..], &self.key].concat()))
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// How many rows, from 1 to [`MAX_LIMIT`]; more or fewer are brought within.
    pub limit: u32,
    /// Behind which row; none for the beginning.
    pub after: Option<Cursor>,
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { limit: 25, after: None }
    }
}

impl PageRequest {
    /// The first rows of a list.
    pub fn first(limit: u32) -> Self {
        Self { limit, after: None }
    }

    pub(crate) fn rows(&self) -> usize {
        // Between 1 and 1000: it fits.
        usize::try_from(self.limit.clamp(1, MAX_LIMIT)).unwrap_or(1)
    }

    /// One more than the page holds, to know whether there is a next page.
    pub(crate) fn fetch(&self) -> i64 {
        i64::from(self.limit.clamp(1, MAX_LIMIT)) + 1
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the list's order.
    pub items: Vec<T>,
    /// Where the next page begins; none when this is the last one.
    pub next: Option<Cursor>,
}

/// One list's identity: its name, scope, filter and order in a text of our own. Cursors are bound to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    tag: [u8; TAG],
}

impl List {
    pub(crate) fn of(identity: &str) -> Self {
        let hash = sha256(identity.as_bytes());
        let mut tag = [0; TAG];
        tag.copy_from_slice(&hash[..TAG]);
        Self { tag }
    }

    fn key(self, page: &PageRequest) -> Result<Option<&[u8]>, CursorError> {
        match &page.after {
            None => Ok(None),
            Some(cursor) if cursor.tag == self.tag => Ok(Some(&cursor.key)),
            Some(_) => Err(CursorError::OtherList),
        }
    }

    /// The position behind which the page begins, for lists ordered by position.
    pub(crate) fn position(self, page: &PageRequest) -> Result<Option<i64>, CursorError> {
        let Some(key) = self.key(page)? else { return Ok(None) };
        Ok(Some(i64::from_be_bytes(key.try_into().map_err(|_| CursorError::Malformed)?)))
    }

    /// The rank, and the number within it, behind which the page begins, for lists ordered by rank.
    pub(crate) fn ranked(self, page: &PageRequest) -> Result<Option<(u8, i64)>, CursorError> {
        let Some(key) = self.key(page)? else { return Ok(None) };
        let (rank, number) = key.split_first().ok_or(CursorError::Malformed)?;
        Ok(Some((*rank, i64::from_be_bytes(number.try_into().map_err(|_| CursorError::Malformed)?))))
    }

    /// The name and id behind which the page begins, for lists ordered by name.
    pub(crate) fn name(self, page: &PageRequest) -> Result<Option<(String, uuid::Uuid)>, CursorError> {
        let Some(key) = self.key(page)? else { return Ok(None) };
        let (id, name) = key.split_first_chunk::<16>().ok_or(CursorError::Malformed)?;
        let name = std::str::from_utf8(name).map_err(|_| CursorError::Malformed)?;
        Ok(Some((name.to_owned(), uuid::Uuid::from_bytes(*id))))
    }

    /// Cuts what was fetched to the page. `key` gives the bytes of a row's key.
    pub(crate) fn page<T>(
        self,
        page: &PageRequest,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> Vec<u8>,
    ) -> Page<T> {
        let more = rows.len() > page.rows();
        rows.truncate(page.rows());
        let next = rows.last().filter(|_| more).map(|last| Cursor { tag: self.tag, key: key(last) });
        Page { items: rows, next }
    }
}

/// A list of things that stand in the order of their ids and are in no view; paged as the lists of views are.
#[derive(Clone, Copy, Debug)]
pub struct IdList(List);

impl IdList {
    /// The list with this identity: its name, and whose it is.
    pub fn of(identity: &str) -> Self {
        Self(List::of(identity))
    }

    /// The id behind which the page begins.
    ///
    /// # Errors
    /// When the cursor is not one of this list.
    pub fn after(self, page: &PageRequest) -> Result<Option<uuid::Uuid>, CursorError> {
        let Some(key) = self.0.key(page)? else { return Ok(None) };
        Ok(Some(uuid::Uuid::from_slice(key).map_err(|_| CursorError::Malformed)?))
    }

    /// How many ids to fetch: one more than the page holds, to know whether there is a next page.
    pub fn fetch(page: &PageRequest) -> i64 {
        page.fetch()
    }

    /// Cuts what was fetched to the page.
    pub fn page(self, page: &PageRequest, ids: Vec<uuid::Uuid>) -> Page<uuid::Uuid> {
        self.0.page(page, ids, |id| id.as_bytes().to_vec())
    }
}

/// The key of a row in a list ordered by name, as [`List::name`] reads it.
pub(crate) fn name_key(name: &str, id: uuid::Uuid) -> Vec<u8> {
    [&id.as_bytes()[..], name.as_bytes()].concat()
}

/// The key of a row in a list ordered by rank, as [`List::ranked`] reads it.
pub(crate) fn rank_key((rank, number): (u8, i64)) -> Vec<u8> {
    std::iter::once(rank).chain(number.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests;
