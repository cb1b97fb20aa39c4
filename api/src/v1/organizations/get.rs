use axum::Json;
use axum::extract::State;
use docket_domain::OrganizationId;
use docket_web::{ApiPath, Login, Problem, WebState};
use uuid::Uuid;

use super::model::OrganizationBody;
use crate::openapi::ReadProblems;

/// One organization, for the team and its members.
#[utoipa::path(
    get, path = "/organizations/{id}", tag = "organizations", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 200, body = OrganizationBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<OrganizationBody>, Problem> {
    let organization = state.app.visible_organization(&login.session.actor, OrganizationId(id)).await?;
    Ok(Json(OrganizationBody::new(&organization.state, &login.session.actor)))
}
