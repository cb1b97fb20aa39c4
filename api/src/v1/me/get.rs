use axum::Json;
use axum::extract::State;
use docket_web::{Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::openapi::ReadProblems;
use crate::v1::reply::OrganizationBrief;
use crate::v1::session::PersonBody;

/// One's own account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeBody {
    #[serde(flatten)]
    person: PersonBody,
    /// The organizations one is a member of.
    organizations: Vec<OrganizationBrief>,
}

/// One's own account.
#[utoipa::path(
    get, path = "/me", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = MeBody), ReadProblems),
)]
pub(crate) async fn get(State(state): State<WebState>, login: Login) -> Result<Json<MeBody>, Problem> {
    let actor = &login.session.actor;
    let own = actor.organizations.iter().copied();
    let briefs = state.app.briefs(actor, None, own.clone()).await?;
    Ok(Json(MeBody {
        person: PersonBody::new(&login.session.person.state),
        organizations: own.map(|id| OrganizationBrief::new(id, &briefs)).collect(),
    }))
}
