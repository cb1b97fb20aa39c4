//! Texts as they will look, before they are sent.

use axum::Json;
use axum::extract::State;
use docket_app::Faults;
use docket_domain::Body;
use docket_web::{Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::openapi::CommandProblems;
use crate::v1::reply::parsed;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(render))
}

/// A text to be looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarkdownBody {
    /// Markdown of at most 64 KiB, as a description or a comment has it.
    text: String,
}

/// A text as it will look.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RenderedBody {
    /// Cleaned HTML.
    html: String,
}

/// Show a text as it will look. Nothing is kept.
#[utoipa::path(
    post, path = "/markdown", tag = "drafts", security(("bearer" = []), ("cookie" = [])),
    request_body = MarkdownBody, responses((status = 200, body = RenderedBody), CommandProblems),
)]
pub(crate) async fn render(
    State(state): State<WebState>,
    submission: Submission<MarkdownBody>,
) -> Result<Json<RenderedBody>, Problem> {
    let mut faults = Faults::new();
    let text = faults.take(parsed("text", Body::parse(&submission.body.text)));
    let text = faults.finish(|| text)?;
    let actor = &submission.login.session.actor;
    let rendered = state.app.html(actor, state.public_url(), &[text.as_str()]).await?;
    Ok(Json(RenderedBody { html: rendered.iter().map(|html| &**html).collect() }))
}
