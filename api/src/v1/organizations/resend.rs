use axum::extract::State;
use axum::response::Response;
use docket_domain::{OrganizationId, PersonId};
use docket_web::{ApiPath, Problem, Submission, WebState};
use uuid::Uuid;

use crate::openapi::CommandProblems;
use crate::v1::reply::{Nothing, emptied};

/// Send a member who has not chosen a password a new link; the older one ends. The team and its managers.
#[utoipa::path(
    post, path = "/organizations/{id}/members/{person}/invitation", tag = "organizations",
    security(("bearer" = []), ("cookie" = [])), params(("id" = Uuid, Path), ("person" = Uuid, Path)),
    responses((status = 204), CommandProblems),
)]
pub(crate) async fn resend(
    State(state): State<WebState>,
    ApiPath((id, person)): ApiPath<(Uuid, Uuid)>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    let (id, person) = (OrganizationId(id), PersonId(person));
    let done = state.app.invite_member_again(actor, &submission.key, id, person).await?;
    Ok(emptied(done.position))
}
