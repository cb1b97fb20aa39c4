//! A form of a page, with or without files.

use axum::extract::Request;
use axum::http::{StatusCode, header};
use docket_app::{AppError, Uploaded};
use docket_domain::Actor;
use multer::{Constraints, Field, Multipart, SizeLimit};

use super::upload::{AROUND, too_large, unless_silent, unreadable};
use crate::{BODY_LIMIT, Problem, WebState};

/// As many files as a ticket or a comment takes at once.
const FILES: u64 = 20;

/// A form as it was sent.
#[derive(Debug, Default)]
pub struct SentForm {
    /// Names and values, in the order of the form.
    pub fields: Vec<(String, String)>,
    /// Files that came with it and were taken.
    pub files: Vec<Uploaded>,
    /// Why others were not, each with a fault at its control that names it: `files[report.csv]`. The text beside them is
    /// not lost for that.
    pub file_faults: Vec<Problem>,
}

impl SentForm {
    /// Reads a form, `application/x-www-form-urlencoded` or `multipart/form-data`. Files are taken for `actor`; without
    /// one, it is read up to the first file: forms have them last.
    ///
    /// # Errors
    /// When it is too long or does not arrive whole.
    pub async fn read(request: Request, state: &WebState, actor: Option<&Actor>) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let Some(boundary) = kind.and_then(|kind| multer::parse_boundary(kind).ok()) else {
            return Self::plain(request).await;
        };
        let limit = state.app.max_file_size();
        let whole = SizeLimit::new().whole_stream(limit * FILES + AROUND);
        let body = unless_silent(request.into_body().into_data_stream());
        let mut form = Multipart::with_constraints(body, boundary, Constraints::new().size_limit(whole));
        let mut sent = Self::default();
        let mut length = 0;
        while let Some(field) = form.next_field().await.map_err(|error| unreadable(&error, limit))? {
            match (field.file_name().map(str::to_owned), actor) {
                (Some(file), Some(actor)) => sent.take(field, &file, state, actor).await?,
                (Some(_), None) => break,
                (None, _) => sent.note(field, &mut length, limit).await?,
            }
        }
        Ok(sent)
    }

    async fn plain(request: Request) -> Result<Self, Problem> {
        let body = axum::body::to_bytes(request.into_body(), BODY_LIMIT).await.map_err(|_| too_long())?;
        let fields = form_urlencoded::parse(&body).into_owned().collect();
        Ok(Self { fields, ..Self::default() })
    }

    async fn note(&mut self, mut field: Field<'_>, length: &mut usize, limit: u64) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        let mut value = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error, limit))? {
            *length += chunk.len();
            if *length > BODY_LIMIT {
                return Err(too_long());
            }
            value.extend_from_slice(&chunk);
        }
        self.fields.push((name, String::from_utf8_lossy(&value).into_owned()));
        Ok(())
    }

    /// Takes a file. The rest of the form is wanted, so one that is refused is read to its end.
    async fn take(
        &mut self,
        mut field: Field<'_>,
        name: &str,
        state: &WebState,
        actor: &Actor,
    ) -> Result<(), Problem> {
        let limit = state.app.max_file_size();
        let at = format!("{}[{name}]", field.name().unwrap_or_default());
        // A browser sends an empty part where nothing was chosen.
        let mut spool = if name.is_empty() {
            None
        } else {
            let begun = state.app.begin_upload(actor).await;
            begun.map_err(|error| self.refuse(error.into(), &at)).ok()
        };
        while let Some(bytes) = field.chunk().await.map_err(|error| unreadable(&error, limit))? {
            let Some(taking) = &mut spool else { continue };
            let fault = match taking.write(&bytes).await {
                Ok(true) => continue,
                Ok(false) => too_large(limit),
                Err(error) => AppError::from(error).into(),
            };
            self.refuse(fault, &at);
            spool = None;
        }
        if let Some(spool) = spool {
            match state.app.finish_upload(actor, spool, name).await {
                Ok(uploaded) => self.files.push(uploaded),
                Err(error) => self.refuse(error.into(), &at),
            }
        }
        Ok(())
    }

    /// Notes what is wrong with a file, at the control that it came from.
    fn refuse(&mut self, mut fault: Problem, at: &str) {
        if fault.errors.is_empty() {
            fault = fault.with_field(at);
        }
        for error in &mut fault.errors {
            at.clone_into(&mut error.field);
        }
        self.file_faults.push(fault);
    }
}

fn too_long() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "body_too_large",
        "What was sent is too long. Send less at once.",
    )
}
