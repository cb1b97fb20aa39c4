use axum::Json;
use axum::extract::State;
use docket_web::{ApiPath, Login, Problem, WebState};

use crate::openapi::ReadProblems;
use crate::v1::reply::{Items, PersonBrief};

/// Who else of the team is writing on a ticket: has a draft there that changed within two minutes. The team.
#[utoipa::path(
    get, path = "/tickets/{key}/answering", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("key" = String, Path)), responses((status = 200, body = Items<PersonBrief>), ReadProblems),
)]
pub(crate) async fn list(
    State(state): State<WebState>,
    login: Login,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<Items<PersonBrief>>, Problem> {
    let actor = &login.session.actor;
    let people = state.app.answering(actor, &key).await?;
    let briefs = state.app.briefs(actor, people.iter().copied(), None).await?;
    Ok(Json(Items::all(people.into_iter().map(|id| PersonBrief::new(id, &briefs)).collect())))
}
