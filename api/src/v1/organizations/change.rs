use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::organizations::OrganizationChange;
use docket_app::{Faults, FieldError};
use docket_domain::organization::DefaultVisibility;
use docket_domain::{MailDomain, OrganizationId, OrganizationName};
use docket_web::{ApiPath, Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::{OrganizationBody, parse_content};
use crate::openapi::CommandProblems;
use crate::v1::reply::{answered, parsed};
use crate::v1::tickets::parse_visibility;

/// What is to change about an organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrganizationPatch {
    /// A new name. The team.
    name: Option<String>,
    /// What mails about its tickets hold: `full`, or `link_only`. The team and its managers.
    mail_content: Option<String>,
    /// Who sees a new ticket of its members where they do not say: `private`, or `organization`. The team and its
    /// managers.
    default_visibility: Option<String>,
    /// Whose confirmed addresses join it by themselves: all of them. A domain belongs to one organization. The team.
    mail_domains: Option<Vec<String>>,
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
    let default_visibility = body.default_visibility.as_deref().and_then(|text| {
        let shared = parse_visibility(text);
        faults.take(shared.map_err(|error| FieldError::new("default_visibility", "unknown", error.detail)))
    });
    let default_visibility = default_visibility
        .map(|shared| if shared { DefaultVisibility::Organization } else { DefaultVisibility::Private });
    let mut mail_domains = body.mail_domains.as_ref().map(|_| BTreeSet::new());
    for (index, text) in body.mail_domains.iter().flatten().enumerate() {
        let domain = parsed(&format!("mail_domains[{index}]"), MailDomain::parse(text));
        if let (Some(domain), Some(all)) = (faults.take(domain), &mut mail_domains) {
            all.insert(domain);
        }
    }
    faults.check()?;
    let change = OrganizationChange { name, mail_content, default_visibility, mail_domains };
    let done = state
        .app
        .change_organization(actor, &submission.key, OrganizationId(id), submission.if_match, &change)
        .await?;
    let body = OrganizationBody::new(&done.loaded.state, actor);
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
