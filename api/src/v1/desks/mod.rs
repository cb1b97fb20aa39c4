//! Service desks and their request types.

mod add_request_type;
mod change;
mod change_request_type;
mod create;
mod form;
mod form_version;
mod get;
mod history;
mod list;
mod model;
mod request_types;
pub(crate) mod text;

use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(get::get, change::change))
        .routes(routes!(request_types::list, add_request_type::add))
        .routes(routes!(change_request_type::change))
        .routes(routes!(form_version::get))
        .routes(routes!(history::list))
}
