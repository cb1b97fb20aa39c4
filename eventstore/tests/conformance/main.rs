//! What the log guarantees, proved on both databases.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod append;
mod chain;
mod concurrent;
mod crash;
mod fence;
mod follow;
mod guards;
mod lend;
mod model;
mod support;
mod transfer;
