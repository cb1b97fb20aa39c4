use axum::Json;
use axum::extract::State;
use docket_app::Faults;
use docket_app::tickets::AudiencePreview;
use docket_domain::OrganizationId;
use docket_web::{Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::audience::AudienceBody;
use super::model::parse_sharing;
use crate::openapi::CommandProblems;
use crate::v1::reply::{WhomText, parse_participants};

/// A sharing that is thought of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AudiencePreviewBody {
    /// The key of a ticket to be shared; a new one of one's own where it is left out.
    ticket: Option<String>,
    /// `private` or `organization`.
    visibility: String,
    /// An organization of the reporter's; needed where they are in several.
    organization: Option<Uuid>,
    /// Whom to share it with by name, besides those it is shared with.
    #[serde(default)]
    participants: Vec<WhomText>,
}

/// Who would see a ticket if it were shared so. Changes nothing.
#[utoipa::path(
    post, path = "/audience-previews", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    request_body = AudiencePreviewBody, responses((status = 200, body = AudienceBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<AudiencePreviewBody>,
) -> Result<Json<AudienceBody>, Problem> {
    let session = &submission.login.session;
    let body = &submission.body;
    if let Some(key) = &body.ticket {
        // Whether the ticket is there at all comes before the faults of the content.
        state.app.ticket(&session.actor, key).await?;
    }
    let mut faults = Faults::new();
    let sharing = faults.take(parse_sharing(&body.visibility));
    let participants = parse_participants(&mut faults, &body.participants);
    let preview = faults.finish(|| {
        Some(AudiencePreview {
            ticket: body.ticket.clone(),
            sharing: sharing?,
            organization: body.organization.map(OrganizationId),
            participants,
        })
    })?;
    let audience = state.app.audience_preview(session, &preview).await?;
    Ok(Json(AudienceBody::new(&audience)))
}
