use axum::extract::State;
use axum::response::Response;
use docket_domain::{OrganizationId, PersonId};
use docket_web::{ApiPath, Problem, Submission, WebState};
use uuid::Uuid;

use crate::openapi::CommandProblems;
use crate::v1::reply::{Nothing, emptied};

/// Remove a member; what was shared with the organization is theirs no longer. The team and its managers.
#[utoipa::path(
    delete, path = "/organizations/{id}/members/{person}", tag = "organizations",
    security(("bearer" = []), ("cookie" = [])), params(("id" = Uuid, Path), ("person" = Uuid, Path)),
    responses((status = 204), CommandProblems),
)]
pub(crate) async fn remove(
    State(state): State<WebState>,
    ApiPath((id, person)): ApiPath<(Uuid, Uuid)>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let done = state.app.remove_member(actor, &submission.key, OrganizationId(id), PersonId(person)).await?;
    Ok(emptied(done.position))
}
