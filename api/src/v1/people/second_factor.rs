use axum::extract::State;
use axum::response::Response;
use docket_domain::PersonId;
use docket_web::{ApiPath, Problem, Submission, WebState};
use uuid::Uuid;

use crate::openapi::CommandProblems;
use crate::v1::reply::{Nothing, emptied};

/// Remove the second factor of somebody who has lost theirs. Administrators.
#[utoipa::path(
    delete, path = "/people/{id}/second-factor", tag = "people", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), CommandProblems),
)]
pub(crate) async fn reset(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let done = state.app.reset_second_factor(actor, &submission.key, PersonId(id)).await?;
    Ok(emptied(done.position))
}
