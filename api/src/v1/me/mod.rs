//! One's own account.

mod change;
mod change_password;
mod counts;
mod get;
mod muted;
mod notifications;
mod second_factor;
mod sessions;
mod tokens;
mod views;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) use sessions::SessionRowBody;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get::get, change::change))
        .routes(routes!(counts::get))
        .routes(routes!(muted::list))
        .routes(routes!(change_password::change))
        .merge(sessions::router())
        .merge(tokens::router())
        .merge(views::router())
        .merge(second_factor::router())
}
