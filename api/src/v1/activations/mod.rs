//! Choosing the first password with a mailed link.

mod create;
mod get;

use chrono::{DateTime, Utc};
use docket_domain::person::Person;
use docket_web::WebState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(get::get, create::create))
}

/// What a link is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LinkBody {
    /// `activate`: to choose the first password; `reset`: to choose another.
    purpose: &'static str,
    /// Whose account.
    email: String,
    /// What they are called.
    name: String,
    /// Until when the link is good.
    expires_at: DateTime<Utc>,
}

impl LinkBody {
    pub(crate) fn new(purpose: &'static str, person: &Person, expires_at: DateTime<Utc>) -> Self {
        Self {
            purpose,
            email: person.email.as_str().to_owned(),
            name: person.name.as_str().to_owned(),
            expires_at,
        }
    }
}
