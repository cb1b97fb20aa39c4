use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::require_agent;
use docket_domain::PersonId;
use docket_web::{ApiPath, Problem, Submission, WebState};
use uuid::Uuid;

use super::InvitationBody;
use crate::openapi::CommandProblems;
use crate::v1::reply::{Nothing, answered};

/// Send a new link; the older one ends. The team.
#[utoipa::path(
    post, path = "/invitations/{id}/resend", tag = "invitations", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 200, body = InvitationBody), CommandProblems),
)]
pub(crate) async fn resend(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<Nothing>,
) -> Result<Response, Problem> {
    let actor = &submission.login.session.actor;
    require_agent(actor)?;
    let done = state.app.invite_again(actor, &submission.key, PersonId(id)).await?;
    Ok(answered(StatusCode::OK, done.position, None, &InvitationBody::new(&done.loaded.state)))
}
