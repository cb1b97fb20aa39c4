use axum::Json;
use axum::extract::State;
use docket_app::AppError;
use docket_app::{PeopleFilter, PersonState};
use docket_web::{Agent, ApiQuery, AtPosition, Problem, WebState};

use super::InvitationBody;
use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PageQuery};

/// People who were invited and have not chosen a password yet. The team.
#[utoipa::path(
    get, path = "/invitations", tag = "invitations", security(("bearer" = []), ("cookie" = [])),
    params(PageQuery), responses((status = 200, body = Items<InvitationBody>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    _agent: Agent,
    ApiQuery(query): ApiQuery<PageQuery>,
    at: AtPosition,
) -> Result<(AtPosition, Json<Items<InvitationBody>>), Problem> {
    let filter = PeopleFilter { states: vec![PersonState::Invited], ..PeopleFilter::default() };
    let page = state.app.views().people(&filter, &query.request()?).await.map_err(AppError::from)?;
    let items = page.items.iter().map(InvitationBody::new).collect();
    Ok((at, Json(Items::page(items, page.next.as_ref()))))
}
