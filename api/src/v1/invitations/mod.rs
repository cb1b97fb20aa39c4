//! Inviting people.

mod create;
mod list;
mod resend;
mod revoke;

use chrono::{DateTime, Utc};
use docket_domain::person::{Person, PersonStatus};
use docket_web::WebState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::session::PersonBody;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(revoke::revoke))
        .routes(routes!(resend::resend))
}

/// A person who was invited. The invitation is named by the person's id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationBody {
    #[serde(flatten)]
    person: PersonBody,
    /// Until when the newest link is good; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<DateTime<Utc>>,
}

impl InvitationBody {
    fn new(person: &Person) -> Self {
        let expires_at = match &person.status {
            PersonStatus::Invited(invitation) => Some(invitation.expires_at),
            PersonStatus::Uninvited | PersonStatus::Active { .. } | PersonStatus::Deactivated { .. } => None,
        };
        Self { person: PersonBody::new(person), expires_at }
    }
}
