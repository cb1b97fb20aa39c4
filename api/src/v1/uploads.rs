//! Files that belong to nothing yet: sent first, attached by the command that names them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use docket_app::Uploaded;
use docket_domain::AttachmentId;
use docket_web::{ApiPath, FileForm, Login, Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::openapi::{CommandProblems, ReadProblems};

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(create)).routes(routes!(discard))
}

/// A file as a form sends it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) struct FileFormBody {
    /// The file, with its name.
    #[schema(value_type = String, format = Binary)]
    file: String,
}

/// A file that belongs to nothing yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UploadBody {
    /// What to name it by in `attachments`.
    id: Uuid,
    name: String,
    /// Its media type, by its content.
    #[serde(rename = "type")]
    media_type: String,
    /// In bytes.
    size: u64,
    /// Of its content, in hexadecimal digits.
    sha256: String,
    /// `clean`, or `waiting` until the scanner has looked at it.
    state: &'static str,
}

impl From<Uploaded> for UploadBody {
    fn from(Uploaded { file, state }: Uploaded) -> Self {
        Self {
            id: file.id.0,
            name: file.name.into(),
            media_type: file.content_type.to_string(),
            size: file.size,
            sha256: file.sha256.to_string(),
            state: state.as_str(),
        }
    }
}

/// Send a file that a ticket or a comment is to carry. What nothing names is removed after a day.
#[utoipa::path(
    post, path = "/uploads", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    request_body(content = FileFormBody, content_type = "multipart/form-data"),
    responses((status = 201, body = UploadBody), CommandProblems),
)]
pub(crate) async fn create(State(state): State<WebState>, form: FileForm) -> Result<Response, Problem> {
    let received = form.receive(&state, &[]).await?;
    Ok((StatusCode::CREATED, axum::Json(UploadBody::from(received.uploaded))).into_response())
}

/// Remove a file of one's own that belongs to nothing.
#[utoipa::path(
    delete, path = "/uploads/{id}", tag = "tickets", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), ReadProblems),
)]
pub(crate) async fn discard(
    State(state): State<WebState>,
    login: Login,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<StatusCode, Problem> {
    state.app.discard_upload(&login.session.actor, AttachmentId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
