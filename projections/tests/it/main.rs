//! The views on both databases.

mod lists;
mod replay;
mod runner;
mod support;
mod visibility;
