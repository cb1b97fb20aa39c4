//! The pages, a file each.

mod directory;
mod home;
mod login;
mod queue;
pub(crate) mod resume;

use axum::Router;
use docket_web::WebState;

/// All pages.
pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .merge(directory::router())
        .merge(home::router())
        .merge(login::router())
        .merge(queue::router())
}
