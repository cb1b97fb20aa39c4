//! One's own account.

mod agent;
mod notifications;
mod password;
mod profile;
mod qr;
mod second_factor;
mod sessions;
mod tokens;

use axum::Router;
use docket_web::WebState;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .merge(profile::router())
        .merge(password::router())
        .merge(sessions::router())
        .merge(notifications::router())
        .merge(tokens::router())
        .merge(second_factor::router())
}

/// The pages of an account, in the order of their tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Profile,
    Password,
    Sessions,
    Notifications,
    SecondFactor,
    Tokens,
}
