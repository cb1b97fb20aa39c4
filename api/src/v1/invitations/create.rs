use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::people::NewPerson;
use docket_app::{Faults, require_agent};
use docket_domain::{EmailAddress, Language, OrganizationId, PersonName, Role};
use docket_web::{Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::InvitationBody;
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};
use crate::v1::session::parse_role;

/// A person to be invited.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    email: String,
    /// What to call them; from the address when it is not given.
    name: Option<String>,
    /// `en` (the default), `fr`, `de`, `es`: the language of the mail.
    language: Option<String>,
    /// `customer` (the default); administrators may invite an `agent` or `administrator`.
    role: Option<String>,
    /// What they will be members of.
    #[serde(default)]
    organizations: Vec<Uuid>,
}

/// Invite a person: they get a link by mail, and choose a password with it. The team.
#[utoipa::path(
    post, path = "/invitations", tag = "invitations", security(("bearer" = []), ("cookie" = [])),
    request_body = NewInvitation, responses((status = 201, body = InvitationBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<NewInvitation>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_agent(actor)?;
    let body = &submission.body;
    let mut faults = Faults::new();
    let email = faults.take(parsed("email", EmailAddress::parse(&body.email)));
    let name = body.name.as_deref().and_then(|name| faults.take(parsed("name", PersonName::parse(name))));
    let language = body.language.as_deref().map_or(Ok(Language::En), Language::parse);
    let language = faults.take(parsed("language", language));
    let role = faults.take(body.role.as_deref().map_or(Ok(Role::Customer), parse_role));
    let organizations = body.organizations.iter().copied().map(OrganizationId).collect();
    let new = faults.finish(|| {
        Some(NewPerson { email: email?, name, language: language?, role: role?, organizations })
    })?;
    let done = state.app.invite(actor, &submission.key, new).await?;
    let body = InvitationBody::new(&done.loaded.state);
    Ok(answered(StatusCode::CREATED, done.position, None, &body))
}
