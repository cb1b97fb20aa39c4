//! A new password for whoever has forgotten theirs.

mod choose;
mod create;
mod get;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(create::create)).routes(routes!(get::get, choose::choose))
}
