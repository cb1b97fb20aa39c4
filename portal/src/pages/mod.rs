//! The pages, a file each.

mod account;
mod activate;
mod forgot;
mod home;
mod language;
mod login;
mod organization;
mod reset;
pub(crate) mod resume;
mod signup;

use axum::Router;
use docket_web::WebState;

/// All pages.
pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .merge(home::router())
        .merge(login::router())
        .merge(language::router())
        .merge(signup::router())
        .merge(activate::router())
        .merge(forgot::router())
        .merge(reset::router())
        .merge(account::router())
        .merge(organization::router())
}
