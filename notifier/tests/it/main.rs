//! The notifier on both databases, against a real log and a real mail server.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

mod accounts;
mod crash;
mod faults;
mod heads;
mod mail;
mod rules;
mod story;
mod town;
