//! The pages, a file each.

mod account;
mod activate;
mod admin;
mod directory;
mod forgot;
mod home;
mod language;
mod lists;
mod login;
mod new;
mod organization;
mod queue;
mod reset;
pub(crate) mod resume;
mod signup;
mod ticket;

use axum::Router;
use docket_web::WebState;

/// All pages.
pub(crate) fn router() -> Router<WebState> {
    Router::new()
        .merge(account::router())
        .merge(activate::router())
        .merge(admin::router())
        .merge(directory::router())
        .merge(forgot::router())
        .merge(home::router())
        .merge(language::router())
        .merge(lists::router())
        .merge(login::router())
        .merge(new::router())
        .merge(organization::router())
        .merge(queue::router())
        .merge(reset::router())
        .merge(signup::router())
        .merge(ticket::router())
}
