//! JSON over HTTP, `/api/v1`. One operation a file; the OpenAPI document is generated from them.

mod docs;
mod openapi;
mod v1;

use axum::Router;
use docket_web::WebState;
use utoipa_axum::router::OpenApiRouter;

/// The API: its routes and the page to read its document.
pub fn router(state: WebState) -> Router {
    let (routes, document) = parts();
    let served = openapi::Served::new(&document);
    routes.with_state(state).merge(docs::router(&served))
}

/// The OpenAPI document of the API.
pub fn document() -> utoipa::openapi::OpenApi {
    parts().1
}

fn parts() -> (Router<WebState>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(openapi::base()).nest("/api/v1", v1::router()).split_for_parts()
}
