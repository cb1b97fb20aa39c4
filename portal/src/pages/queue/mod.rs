//! What the team works on.

mod asked;
mod bulk;
mod order;
mod show;

use axum::Router;
use docket_web::WebState;

pub(super) fn router() -> Router<WebState> {
    Router::new().merge(show::router()).merge(bulk::router())
}
