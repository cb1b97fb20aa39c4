//! The pages, a file each.

mod home;
mod login;
pub(crate) mod resume;

use axum::Router;
use docket_web::WebState;

/// All pages.
pub(crate) fn router() -> Router<WebState> {
    Router::new().merge(home::router()).merge(login::router())
}
