use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_app::organizations::Newcomer;
use docket_domain::{Language, OrganizationId, PersonName};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::MemberBody;
use crate::openapi::CommandProblems;
use crate::v1::reply::{PersonBrief, answered, parse_whom, parsed};

/// A member to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    /// Somebody known, by id.
    person: Option<Uuid>,
    /// Or by address; one that nobody has is invited.
    email: Option<String>,
    /// What to call somebody who is invited; without one, it is made from the address. They can change it.
    name: Option<String>,
    /// The language of the invitation and of their pages; without one, the inviter's. They can change it.
    language: Option<String>,
    /// Whether they manage its members and settings. The team says so.
    #[serde(default)]
    manager: bool,
}

/// Add a member, or say whether a member is a manager. The team; its managers add plain members.
#[utoipa::path(
    post, path = "/organizations/{id}/members", tag = "organizations",
    security(("bearer" = []), ("cookie" = [])), params(("id" = Uuid, Path)), request_body = NewMember,
    responses((status = 201, body = MemberBody), CommandProblems),
)]
pub(crate) async fn add(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<NewMember>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    state.app.visible_organization(actor, OrganizationId(id)).await?;
    let mut faults = Faults::new();
    let body = &submission.body;
    let whom = faults.take(parse_whom(body.person, body.email.as_deref()));
    let name = body.name.as_deref().and_then(|name| faults.take(parsed("name", PersonName::parse(name))));
    let usual = submission.login.session.person.state.language;
    let language = body.language.as_deref().map_or(Ok(usual), Language::parse);
    let language = faults.take(parsed("language", language));
    let (whom, newcomer) = faults.finish(|| Some((whom?, Newcomer { name, language: language? })))?;
    let manager = body.manager;
    let (done, person) =
        state.app.add_member(actor, &submission.key, OrganizationId(id), &whom, manager, newcomer).await?;
    let briefs = state.app.colleagues(actor, [person]).await?;
    let body = MemberBody::added(PersonBrief::new(person, &briefs), manager);
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &body))
}
