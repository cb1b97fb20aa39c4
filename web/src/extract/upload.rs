//! A file as a browser's form or a program sends it: `multipart/form-data`, read as it arrives.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{StatusCode, header};
use bytes::Bytes;
use docket_app::{CommandKey, Spool, Uploaded, Version};
use futures_util::{Stream, StreamExt as _};
use multer::{Constraints, Field, Multipart, SizeLimit};

use super::auth::Login;
use super::submission::{idempotency_key, if_match};
use crate::{Problem, WebState};

/// A sender from whom nothing has come for so long is given up. There is no limit for the whole: lines are slow.
const SILENCE: Duration = Duration::from_secs(30);
/// What may stand around the file: the form's own lines, and what is read to its end so that the refusal of a file that
/// is too long gets through to a sender who is still sending.
pub(super) const AROUND: u64 = 8 * 1024 * 1024;
/// The longest plain field.
const MAX_FIELD: u64 = 1024;

/// A form with a file, of which nothing was read yet.
#[derive(Debug)]
pub struct FileForm {
    /// Who sends it.
    pub login: Login,
    /// What the sender has seen.
    pub if_match: Option<Version>,
    key: Option<String>,
    target: String,
    boundary: String,
    body: BodyDataStream,
}

/// A form that was read.
#[derive(Debug)]
pub struct ReceivedFile {
    /// The file, looked at and kept.
    pub uploaded: Uploaded,
    /// The plain fields beside it.
    pub fields: BTreeMap<String, String>,
    /// Makes repeating it harmless.
    pub key: CommandKey,
}

impl FromRequest<WebState> for FileForm {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        let (mut parts, body): (_, Body) = request.into_parts();
        let login = Login::from_request_parts(&mut parts, state).await?;
        let if_match = if_match(&parts.headers)?.0;
        let key = idempotency_key(&parts.headers)?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let boundary = multer::parse_boundary(kind.unwrap_or_default()).map_err(|_| {
            Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported_media_type",
                "Send `Content-Type: multipart/form-data` with its boundary, and the file in the part `file`.",
            )
            .with_field("Content-Type")
        })?;
        let target = format!("{} {}", parts.method, parts.uri.path());
        Ok(Self { login, if_match, key, target, boundary, body: body.into_data_stream() })
    }
}

impl FileForm {
    /// Reads it, with no other plain fields than these.
    ///
    /// # Errors
    /// What is wrong with the form or with the file.
    pub async fn receive(self, state: &WebState, known: &[&str]) -> Result<ReceivedFile, Problem> {
        let actor = &self.login.session.actor;
        let limit = state.app.max_file_size();
        let sizes = known.iter().fold(SizeLimit::new().whole_stream(limit + AROUND), |sizes, field| {
            sizes.for_field(*field, MAX_FIELD)
        });
        let constraints = Constraints::new().size_limit(sizes);
        let mut form = Multipart::with_constraints(unless_silent(self.body), self.boundary, constraints);
        let mut fields = BTreeMap::new();
        let mut file = None;
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error, limit))? {
            let name = field.name().unwrap_or_default().to_owned();
            let came_before = if name == "file" { file.is_some() } else { fields.contains_key(&name) };
            if came_before {
                let detail = "This part came twice. One request takes one file, and each other part once.";
                return Err(bad_part("repeated_field", &name, detail));
            }
            if name == "file" {
                let called = field.file_name().unwrap_or_default().to_owned();
                let spool = state.app.begin_upload(actor).await?;
                file = Some((called, fill(spool, field, limit).await?));
            } else if known.contains(&name.as_str()) {
                fields.insert(name, field.text().await.map_err(|error| unreadable(&error, limit))?);
            } else {
                return Err(bad_part("unknown_field", &name, "There is no such part here."));
            }
        }
        let (called, spool) =
            file.ok_or_else(|| bad_part("missing_field", "file", "The file belongs into the part `file`."))?;
        let uploaded = state.app.finish_upload(actor, spool, &called).await?;
        let content = format!("{called}\n{}\n{fields:?}", uploaded.file.sha256);
        let key = CommandKey::new(actor.person, self.key.as_deref(), &self.target, content.as_bytes());
        Ok(ReceivedFile { uploaded, fields, key })
    }
}

async fn fill(mut spool: Spool, mut field: Field<'_>, limit: u64) -> Result<Spool, Problem> {
    let mut fits = true;
    while let Some(bytes) = field.chunk().await.map_err(|error| unreadable(&error, limit))? {
        fits = fits && spool.write(&bytes).await.map_err(docket_app::AppError::from)?;
    }
    if fits { Ok(spool) } else { Err(too_large(limit)) }
}

/// The body, as long as something comes.
pub(super) fn unless_silent(
    body: BodyDataStream,
) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send {
    futures_util::stream::unfold(Some(body), |body| async {
        let mut body = body?;
        match tokio::time::timeout(SILENCE, body.next()).await {
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(body))),
            Ok(Some(Err(error))) => Some((Err(std::io::Error::other(error)), None)),
            Ok(None) => None,
            Err(_) => Some((Err(std::io::ErrorKind::TimedOut.into()), None)),
        }
    })
}

pub(super) fn unreadable(error: &multer::Error, limit: u64) -> Problem {
    match error {
        multer::Error::StreamSizeExceeded { .. } => too_large(limit),
        multer::Error::FieldSizeExceeded { field_name, .. } => {
            bad_part("field_too_long", field_name.as_deref().unwrap_or_default(), "This part is too long.")
        }
        _ => Problem::new(
            StatusCode::BAD_REQUEST,
            "body_unreadable",
            "The form could not be read to its end: it is not well formed, or too slow.",
        ),
    }
}

fn bad_part(code: &str, part: &str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail).with_field(part)
}

pub(super) fn too_large(limit: u64) -> Problem {
    let detail = format!("The file is larger than {} KiB. Send less, or several files.", limit / 1024);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "file_too_large", detail).with_field("file")
}
