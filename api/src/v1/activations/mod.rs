//! Choosing the first password with a mailed link.

mod create;
mod get;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(get::get, create::create))
}
