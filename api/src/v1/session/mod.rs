//! Logging in and out.

mod create;
mod delete;
mod get;

use axum::Json;
use axum::http::header;
use axum::response::{AppendHeaders, IntoResponse, Response};
use chrono::{DateTime, Utc};
use docket_app::{FieldError, LoggedIn, Session};
use docket_domain::Role;
use docket_domain::person::{Person, PersonStatus};
use docket_web::{WebState, device_cookie, session_cookie};
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
    /// The time zone they live in, of the IANA database.
    pub(crate) time_zone: &'static str,
    /// What they are to Docket: `customer`, `agent`, `administrator`.
    pub(crate) role: String,
    /// `invited`, `active`, `deactivated`.
    pub(crate) status: String,
}

impl PersonBody {
    pub(crate) fn new(person: &Person) -> Self {
        Self {
            id: person.id.0,
            email: person.email.as_str().to_owned(),
            name: person.name.as_str().to_owned(),
            language: person.language.as_str().to_owned(),
            time_zone: person.time_zone.as_str(),
            role: role_text(person.role).to_owned(),
            status: status_text(&person.status).to_owned(),
        }
    }
}

pub(crate) fn status_text(status: &PersonStatus) -> &'static str {
    match status {
        PersonStatus::Uninvited | PersonStatus::Invited(_) => "invited",
        PersonStatus::Active { .. } => "active",
        PersonStatus::Deactivated { .. } => "deactivated",
    }
}

pub(crate) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Customer => "customer",
        Role::Agent => "agent",
        Role::Administrator => "administrator",
    }
}

pub(crate) fn parse_role(text: &str) -> Result<Role, FieldError> {
    match text {
        "customer" => Ok(Role::Customer),
        "agent" => Ok(Role::Agent),
        "administrator" => Ok(Role::Administrator),
        _ => Err(FieldError::new("role", "unknown", "A role is customer, agent or administrator.")),
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

/// The answer to whoever has just logged in, with the cookies for a browser.
pub(crate) fn logged_in(state: &WebState, begun: LoggedIn) -> Response {
    let cookies = AppendHeaders([
        (header::SET_COOKIE, session_cookie(state, Some(&begun.token))),
        (header::SET_COOKIE, device_cookie(state, &begun.device)),
    ]);
    (cookies, Json(LoggedInBody::new(begun))).into_response()
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
