//! People, as far as the reader may know of them.

mod list;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list::list))
}
