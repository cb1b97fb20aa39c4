//! Problem documents (RFC 9457): every answer that is not a success has this form, with a stable `code`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_app::{AppError, FieldError};
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong, in a form that programs and people can both read (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// A URI reference that names the kind of problem: `/api/docs#problem-` and the code.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    #[schema(value_type = u16, minimum = 400, maximum = 599)]
    #[serde(serialize_with = "status_number")]
    pub status: StatusCode,
    /// Stable: what programs test.
    pub code: String,
    /// What happened this time, and what to do about it.
    pub detail: String,
    /// The fields that are not right, where the problem is with fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// The request this answers, as the server's log names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// One field that is not right.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field: `subject`, `fields.severity`.
    pub field: String,
    /// Stable: `subject_too_long`.
    pub code: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

fn status_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl From<FieldError> for FieldProblem {
    fn from(error: FieldError) -> Self {
        Self { field: error.field, code: error.code, detail: error.detail }
    }
}

impl Problem {
    /// A problem of this status and code.
    pub fn new(status: StatusCode, code: impl Into<String>, detail: impl Into<String>) -> Self {
        let code = code.into();
        Self {
            kind: format!("/api/docs#problem-{code}"),
            title: status.canonical_reason().unwrap_or("Problem").to_owned(),
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            request_id: None,
            retry_after: None,
        }
    }

    /// The problem of one field in the query, a header or the path.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.errors.push(FieldProblem {
            field: field.into(),
            code: self.code.clone(),
            detail: self.detail.clone(),
        });
        self
    }
}

impl Problem {
    /// The same with the time after which to try again, in seconds.
    #[must_use]
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let detail = error.to_string();
        match error {
            AppError::LoginRequired => Self::new(
                StatusCode::UNAUTHORIZED,
                "login_required",
                "Log in with POST /api/v1/session and send the token as `Authorization: Bearer …`.",
            ),
            AppError::BadCredentials => Self::new(
                StatusCode::UNAUTHORIZED,
                "bad_credentials",
                "The address or the password is wrong, or the account is not active yet.",
            ),
            AppError::NotFound(what) => Self::new(
                StatusCode::NOT_FOUND,
                "not_found",
                format!("There is no such {what}, or you may not see it."),
            ),
            AppError::Forbidden { code, detail } => Self::new(StatusCode::FORBIDDEN, code, detail),
            AppError::Invalid(errors) => {
                let first = errors.first();
                let code = first.map_or_else(|| "invalid".to_owned(), |e| e.code.clone());
                let detail = first.map_or(detail, |e| format!("{}: {}", e.field, e.detail));
                let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail);
                problem.errors = errors.into_iter().map(FieldProblem::from).collect();
                problem
            }
            AppError::Refused { code, detail } => Self::new(StatusCode::CONFLICT, code, detail),
            AppError::MergeWouldWiden { .. } => Self::new(StatusCode::CONFLICT, "merge_would_widen", detail),
            AppError::Stale { .. } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "stale_version",
                format!("Something has happened meanwhile: {detail}. Read it again, then decide."),
            )
            .with_field("If-Match"),
            AppError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "This Idempotency-Key was used before with other content. Use a new key for a new command.",
            )
            .with_field("Idempotency-Key"),
            AppError::Cursor(error) => {
                Self::new(StatusCode::BAD_REQUEST, error.code(), format!("{error}.")).with_field("cursor")
            }
            AppError::LinkInvalid => Self::new(
                StatusCode::NOT_FOUND,
                "link_invalid",
                "This link was used already, has expired or was replaced by a newer one. Ask for a new one.",
            ),
            AppError::SecondFactor { code } => Self::new(
                StatusCode::UNAUTHORIZED,
                code,
                "Send the code of your authenticator, or a recovery code, as `code` beside address and password. \
                 Each works once.",
            )
            .with_field("code"),
            AppError::TooMany { wait } => Self::too_many(wait),
            AppError::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "Too many are logging in at this moment. Try again in a few seconds.",
            )
            .retry_after(2),
            AppError::Unavailable(_) => {
                tracing::warn!(error = ?error, "the database is away");
                Self::unavailable()
            }
            AppError::Files(_) | AppError::Scanner(_) => {
                tracing::error!(error = ?error, "the store of files does not answer");
                Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "files_unavailable",
                    "Files cannot be kept or read just now. Everything else works; try again in a while.",
                )
                .retry_after(10)
            }
            AppError::Full(_) => {
                tracing::error!(error = ?error, "the disk is full");
                Self::new(
                    StatusCode::INSUFFICIENT_STORAGE,
                    "disk_full",
                    "The server's disk is full: nothing can be written, reading goes on. Try again later.",
                )
                .retry_after(30)
            }
            AppError::Internal(..) => {
                tracing::error!(error = ?error, "internal fault");
                Self::internal()
            }
        }
    }
}

impl Problem {
    /// The database cannot be reached, or does not answer. Whether a command was carried out may be unknown.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "The database cannot be reached just now. Repeat the request, a command with the same Idempotency-Key.",
        )
        .retry_after(2)
    }

    /// A fault of ours. The cause is in the log under the request's id, never in the answer.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "A fault on our side. Its details are in the server's log under this request_id.",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status;
        let retry_after = self.retry_after;
        let mut response = (status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"docket\""));
        }
        // The layer that knows the request's id writes it into the body.
        response.extensions_mut().insert(self);
        response
    }
}
