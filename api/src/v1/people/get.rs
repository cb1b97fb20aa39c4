use axum::Json;
use axum::extract::State;
use docket_domain::PersonId;
use docket_web::{ApiPath, Login, Problem, WebState};
use uuid::Uuid;

use crate::openapi::ReadProblems;
use crate::v1::session::PersonBody;

/// A person: for the team everybody, for others themselves.
#[utoipa::path(
    get, path = "/people/{id}", tag = "people", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 200, body = PersonBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    login: Login,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<PersonBody>, Problem> {
    let person = state.app.person(&login.session.actor, PersonId(id)).await?;
    Ok(Json(PersonBody::new(&person.state)))
}
