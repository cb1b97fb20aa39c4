//! The pages that customers, agents and administrators look at: rendered here, over the same use cases as the API.
//!
//! Every page works without JavaScript. What the modules in `assets` add goes through the API. Who may see or do what
//! is decided by the use cases, never here.

mod assets;
mod catalog;
mod drafts;
mod fields;
mod files;
mod filters;
mod form;
mod markup;
mod page;
mod pages;
mod problem;
mod rows;
mod stop;
mod submitted;
mod texts;
mod visitor;
mod when;
mod words;

use axum::Router;
use docket_web::WebState;
use tower_http::compression::CompressionLayer;

pub use problem::problem_page;

/// The portal: its pages and what they are made of.
pub fn router(state: WebState) -> Router {
    pages::router().with_state(state).merge(assets::router()).layer(CompressionLayer::new())
}
