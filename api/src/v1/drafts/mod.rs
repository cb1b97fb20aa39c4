//! What one has begun to write and not sent.

mod delete;
mod get;
mod keep;
mod list;

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use docket_app::drafts::{Draft, Place};
use docket_web::{Problem, WebState};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};
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

/// Where a draft belongs, as a path has it.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PlaceParam {
    /// Where it belongs: `AMS:incident` (a new ticket's form), `AMS-12:comment`, `AMS-12:note`.
    place: String,
}

impl PlaceParam {
    /// What is no place has no draft. How a place is written is no secret.
    fn parsed(&self) -> Result<Place, Problem> {
        Place::parse(&self.place).ok_or_else(|| {
            let detail = "There is no such draft. A place is written as `AMS:incident` (a new ticket's form), \
                          `AMS-12:comment` or `AMS-12:note`.";
            Problem::new(StatusCode::NOT_FOUND, "not_found", detail).with_field("place")
        })
    }
}
