//! Logging in and out.

mod create;
mod delete;
mod get;

use chrono::{DateTime, Utc};
use docket_app::{LoggedIn, Session};
use docket_domain::Role;
use docket_domain::person::Person;
use docket_web::WebState;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(create::create, get::get, delete::delete))
}

/// A person as they and the team see them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonBody {
    /// The person.
    pub(crate) id: Uuid,
    /// Their address.
    pub(crate) email: String,
    /// What to call them.
    pub(crate) name: String,
    /// The language they read.
    pub(crate) language: String,
    /// What they are to Docket: `customer`, `agent`, `administrator`.
    pub(crate) role: String,
    /// `invited`, `active`, `deactivated`.
    pub(crate) status: String,
}

impl PersonBody {
    pub(crate) fn new(person: &Person) -> Self {
        use docket_domain::person::PersonStatus as S;
        let status = match person.status {
            S::Uninvited | S::Invited(_) => "invited",
            S::Active { .. } => "active",
            S::Deactivated { .. } => "deactivated",
        };
        Self {
            id: person.id.0,
            email: person.email.as_str().to_owned(),
            name: person.name.as_str().to_owned(),
            language: person.language.as_str().to_owned(),
            role: role_text(person.role).to_owned(),
            status: status.to_owned(),
        }
    }
}

pub(crate) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Agent => "agent",
        Role::Administrator => "administrator",
    }
}

/// A session that has just begun.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LoggedInBody {
    /// Send it as `Authorization: Bearer …`. It is shown this once.
    pub(crate) token: String,
    /// Who logged in.
    pub(crate) person: PersonBody,
    /// When it ends at the latest.
    pub(crate) expires_at: DateTime<Utc>,
}

impl LoggedInBody {
    pub(crate) fn new(logged_in: LoggedIn) -> Self {
        Self {
            person: PersonBody::new(&logged_in.session.person.state),
            expires_at: logged_in.session.expires_at,
            token: logged_in.token,
        }
    }
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionBody {
    /// Whose.
    pub(crate) person: PersonBody,
    /// When it ends at the latest.
    pub(crate) expires_at: DateTime<Utc>,
}

impl SessionBody {
    pub(crate) fn new(session: &Session) -> Self {
        Self { person: PersonBody::new(&session.person.state), expires_at: session.expires_at }
    }
}
