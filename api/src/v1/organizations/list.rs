use axum::Json;
use axum::extract::State;
use docket_app::OrganizationFilter;
use docket_domain::PersonId;
use docket_web::{ApiQuery, AtPosition, Login, Problem, WebState};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::OrganizationBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, page_request};

/// Which organizations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct OrganizationsQuery {
    /// Part of a name.
    q: Option<String>,
    /// Those this person belongs to. For customers, themselves.
    member: Option<Uuid>,
    /// How many rows: 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 25)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Organizations: the team reads all, by page; others their own.
#[utoipa::path(
    get, path = "/organizations", tag = "organizations", security(("bearer" = []), ("cookie" = [])),
    params(OrganizationsQuery), responses((status = 200, body = Items<OrganizationBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<OrganizationsQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<OrganizationBody>>), Problem> {
    let actor = &login.session.actor;
    let request = page_request(query.limit, query.cursor.as_deref())?;
    let filter = OrganizationFilter { search: query.q, member: query.member.map(PersonId) };
    let page = state.app.find_organizations(actor, &filter, &request).await?;
    let items = page.items.iter().map(|organization| OrganizationBody::new(&organization.state, actor));
    Ok((at, Json(Items::page(items.collect(), page.next.as_ref()))))
}
