use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Faults;
use docket_app::organizations::OrganizationChange;
use docket_domain::{OrganizationId, OrganizationName};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{OrganizationBody, parse_content};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};

/// What is to change about an organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganizationPatch {
    /// A new name. The team.
    name: Option<String>,
    /// What mails about its tickets hold: `full`, or `link_only`. The team and its managers.
    mail_content: Option<String>,
}

/// Change an organization.
#[utoipa::path(
    patch, path = "/organizations/{id}", tag = "organizations", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header)), request_body = OrganizationPatch,
    responses((status = 200, body = OrganizationBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<OrganizationPatch>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let body = &submission.body;
    let mut faults = Faults::new();
    let name = body.name.as_deref();
    let name = name.and_then(|name| faults.take(parsed("name", OrganizationName::parse(name))));
    let mail_content = body.mail_content.as_deref().and_then(|text| faults.take(parse_content(text)));
    faults.check()?;
    let change = OrganizationChange { name, mail_content };
    let done = state
        .app
        .change_organization(actor, &submission.key, OrganizationId(id), submission.if_match, &change)
        .await?;
    let body = OrganizationBody::new(&done.loaded.state);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
