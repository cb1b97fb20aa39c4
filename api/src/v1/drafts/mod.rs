//! What one has begun to write and not sent.

mod delete;
mod get;
mod keep;
mod list;

use chrono::{DateTime, Utc};
use docket_app::AppError;
use docket_app::drafts::{Draft, Place};
use docket_web::WebState;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(get::get, keep::keep, delete::delete))
}

/// A draft.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftBody {
    /// Where it belongs: `AMS:incident` (a new ticket's form), `AMS-12:comment`, `AMS-12:note`.
    place: String,
    /// What the form or box held, as it was sent.
    #[schema(value_type = Object)]
    content: Map<String, Value>,
    updated_at: DateTime<Utc>,
}

impl From<Draft> for DraftBody {
    fn from(draft: Draft) -> Self {
        let Draft { place, content, updated_at } = draft;
        Self { place: place.to_string(), content, updated_at }
    }
}

/// What is no place has no draft.
fn parse_place(text: &str) -> Result<Place, AppError> {
    Place::parse(text).ok_or(AppError::NotFound("draft"))
}
