use axum::Json;
use axum::extract::State;
use docket_app::AppError;
use docket_web::{ApiQuery, AtPosition, Login, Problem, WebState};

use super::model::OrganizationBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery};

/// Organizations: the team reads all, by page; others their own.
#[utoipa::path(
    get, path = "/organizations", tag = "organizations", security(("bearer" = []), ("cookie" = [])),
    params(PageQuery), responses((status = 200, body = Items<OrganizationBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiQuery(query): ApiQuery<PageQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<OrganizationBody>>), Problem> {
    let actor = &login.session.actor;
    let request = query.request()?;
    let (ids, next) = if actor.is_support() {
        let page = state.app.views().organizations(&request).await.map_err(AppError::from)?;
        (page.items.iter().map(|row| row.id).collect(), page.next)
    } else {
        (actor.organizations.iter().copied().collect::<Vec<_>>(), None)
    };
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let organization = state.app.visible_organization(actor, id).await?;
        items.push(OrganizationBody::new(&organization.state, actor));
    }
    Ok((at, Json(Items::page(items, next.as_ref()))))
}
