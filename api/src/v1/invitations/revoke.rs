use axum::extract::State;
use axum::response::Response;
use docket_app::require_agent;
use docket_domain::PersonId;
use docket_web::{ApiPath, Problem, Submission, WebState};
use uuid::Uuid;

use crate::openapi::CommandProblems;
use crate::v1::reply::{Nothing, emptied};

/// End an invitation that was not used yet. The team.
#[utoipa::path(
    delete, path = "/invitations/{id}", tag = "invitations", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), CommandProblems),
)]
pub(crate) async fn revoke(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_agent(actor)?;
    let done = state.app.revoke_invitation(actor, &submission.key, PersonId(id)).await?;
    Ok(emptied(done.position))
}
