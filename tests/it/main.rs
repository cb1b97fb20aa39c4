//! Black-box tests of the whole program: it is built, started, spoken to over HTTP and by its command line, and ended.
//! Nothing here knows how it works inside; `cargo xtask test` says where the servers are that it needs.
#![expect(
    clippy::unwrap_used,
    reason = "all of this is test code, and a test ends at what it did not expect"
)]

mod harness;

mod accounts;
mod attachments;
mod audit;
mod bad_input;
mod beginning;
mod commands;
mod contract;
mod database_away;
mod desk_apply;
mod desks;
mod disk_full;
mod drafts;
mod kill;
mod lifecycle;
mod links;
mod lists;
mod muted;
mod organizations;
mod portal;
mod processes;
mod queue;
mod roles;
mod search;
mod security;
mod sharing;
mod sign_in;
mod site;
mod story;
mod stream;
mod stream_nodes;
mod team;
mod texts;
mod tour;
mod unread;
mod upload_kill;
