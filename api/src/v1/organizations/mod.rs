//! Organizations and their members.

mod add_member;
mod change;
mod create;
mod get;
mod list;
mod members;
mod model;
mod remove_member;
mod resend;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, change::change))
        .routes(routes!(members::list, add_member::add))
        .routes(routes!(remove_member::remove))
        .routes(routes!(resend::resend))
}
