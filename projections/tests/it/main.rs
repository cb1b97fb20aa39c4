//! The views on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod desks;
mod lists;
mod replay;
mod runner;
mod search;
mod support;
mod unread;
mod visibility;
