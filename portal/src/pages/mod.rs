//! The pages, a file each.

mod admin;
mod directory;
mod home;
mod login;
pub(crate) mod resume;

use axum::Router;
use docket_web::WebState;

/// All pages.
pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .merge(admin::router())
        .merge(directory::router())
        .merge(home::router())
        .merge(login::router())
}
