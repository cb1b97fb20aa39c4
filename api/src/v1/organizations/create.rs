use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::{Faults, require_agent};
use docket_domain::OrganizationName;
use docket_web::{Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use super::model::OrganizationBody;
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// An organization to be made known.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOrganization {
    /// At most 100 characters; no two organizations have the same.
    name: String,
}

/// Make an organization known. The team.
#[utoipa::path(
    post, path = "/organizations", tag = "organizations", security(("bearer" = []), ("cookie" = [])),
    request_body = NewOrganization, responses((status = 201, body = OrganizationBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<NewOrganization>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_agent(actor)?;
    let mut faults = Faults::new();
    let name = faults.take(parsed("name", OrganizationName::parse(&submission.body.name)));
    let name = faults.finish(|| name)?;
    let done = state.app.create_organization(actor, &submission.key, name).await?;
    let body = OrganizationBody::new(&done.loaded.state, actor);
    Ok(answered(StatusCode::CREATED, done.position, Some(done.loaded.version), &body))
}
