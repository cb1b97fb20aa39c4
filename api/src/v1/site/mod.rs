//! The site: its name, colour and logo, and what everybody is to read.

mod change;
mod get;
mod logo;
mod model;
mod state;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get::get, change::change))
        .routes(routes!(logo::get))
        .routes(routes!(state::get))
}
