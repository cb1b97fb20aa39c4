//! Search.

mod fold;
mod language;
pub use language::{SearchError, SearchQuery};
