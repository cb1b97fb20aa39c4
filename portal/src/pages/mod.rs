//! The pages, a file each.

mod directory;
mod home;
mod lists;
mod login;
mod new;
mod queue;
pub(crate) mod resume;

use axum::Router;
use docket_web::WebState;

/// All pages.
pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .merge(directory::router())
        .merge(home::router())
        .merge(lists::router())
        .merge(login::router())
        .merge(new::router())
        .merge(queue::router())
}
