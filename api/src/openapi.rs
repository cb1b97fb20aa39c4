//! The frame of the OpenAPI document, and the problems every operation may answer.

use std::sync::Arc;

use axum::body::Bytes;
use docket_web::Problem;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder};
use utoipa::{IntoResponses, Modify};

/// The document before the operations are in it.
pub(crate) fn base() -> OpenApi {
    let mut info = Info::new("Docket", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "The service desk's API. Every answer that is not a success is a problem document (RFC 9457) with a stable \
         `code`. A command may carry an `Idempotency-Key`: sent again with the same content it is carried out once \
         and answered the same. An answer to a command names its place in the log in `Docket-Position`; a read that \
         sends it back sees at least that."
            .to_owned(),
    );
    let mut document = OpenApiBuilder::new().info(info).build();
    Schemes.modify(&mut document);
    document
}

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, document: &mut OpenApi) {
        let components = document.components.get_or_insert_default();
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let basic = HttpBuilder::new().scheme(HttpAuthScheme::Basic).build();
        components.add_security_scheme("basic", SecurityScheme::Http(basic));
        let cookie = ApiKeyValue::new(docket_web::SESSION_COOKIE);
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    }
}

/// The document as it is served: made once.
#[derive(Clone, Debug)]
pub(crate) struct Served(Arc<str>);

impl Served {
    pub(crate) fn new(document: &OpenApi) -> Self {
        // A document that utoipa built always has a JSON form.
        Self(document.to_pretty_json().unwrap_or_default().into())
    }

    pub(crate) fn bytes(&self) -> Bytes {
        Bytes::copy_from_slice(self.0.as_bytes())
    }
}

/// What a read may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) enum ReadProblems {
    /// A parameter or header is not right.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// Login is required.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// Not with these rights.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// There is no such thing, or it is not the caller's to see.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// A parameter's value makes no sense.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// Asked for too often; `Retry-After` says when to try again.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// The database cannot be reached.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What a command may answer instead.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only its description is used")]
pub(crate) enum CommandProblems {
    /// A header is not right, or the body is not JSON.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// Login is required.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// Not with these rights.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// There is no such thing, or it is not the caller's to see.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// Not in the present state.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// It has changed since the version in `If-Match`.
    #[response(status = 412, content_type = "application/problem+json")]
    Stale(Problem),
    /// The body is too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is not `application/json`.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(Problem),
    /// A field is not right.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// Asked for too often; `Retry-After` says when to try again.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// The database cannot be reached; whether the command was carried out is told by sending it again.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
    /// The disk is full.
    #[response(status = 507, content_type = "application/problem+json")]
    Full(Problem),
}
