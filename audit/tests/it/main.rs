//! The audit on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod replay;
mod support;
mod verify;
