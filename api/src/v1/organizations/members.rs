use axum::Json;
use axum::extract::State;
use docket_app::AppError;
use docket_domain::OrganizationId;
use docket_web::{ApiPath, ApiQuery, AtPosition, Login, Problem, WebState};
use uuid::Uuid;

use super::model::MemberBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery};

/// Who belongs to an organization, by name. The team reads addresses as well.
#[utoipa::path(
    get, path = "/organizations/{id}/members", tag = "organizations",
    security(("bearer" = []), ("cookie" = [])), params(("id" = Uuid, Path), PageQuery),
    responses((status = 200, body = Items<MemberBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(id): ApiPath<Uuid>,
    ApiQuery(query): ApiQuery<PageQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<MemberBody>>), Problem> {
    let actor = &login.session.actor;
    let organization = state.app.visible_organization(actor, OrganizationId(id)).await?;
    let page = state.app.views().members(OrganizationId(id), &query.request()?).await;
    let page = page.map_err(AppError::from)?;
    // The view may be behind: who was removed is shown no longer.
    let present = page.items.iter().filter(|member| organization.state.has_member(member.person.id));
    let items = present.map(|member| MemberBody::new(member, actor.is_support())).collect();
    Ok((at, Json(Items::page(items, page.next.as_ref()))))
}
