use axum::Json;
use axum::extract::State;
use docket_domain::OrganizationId;
use docket_web::{ApiPath, ApiQuery, AtPosition, Login, Problem, WebState};
use uuid::Uuid;

use super::model::MemberBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery};

/// Who belongs to an organization, by name. The team and its managers read addresses as well.
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
    let (page, briefs) = state.app.members(actor, OrganizationId(id), &query.request()?).await?;
    let items = page.items.iter().map(|member| MemberBody::new(member, &briefs)).collect();
    Ok((at, Json(Items::page(items, page.next.as_ref()))))
}
