//! Tokens for programs that act for oneself.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use docket_app::{AppError, Faults, FieldError};
use docket_domain::TokenName;
use docket_domain::person::{ApiToken, TokenScope};
use docket_web::{ApiPath, OwnAccount, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::openapi::{CommandProblems, ReadProblems};
use crate::v1::reply::{Items, Nothing, answered, emptied, parsed};

pub(super) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTokenBody {
    /// What to call it.
    name: String,
    /// `read` (the default) or `read_write`.
    scope: Option<String>,
    /// When it stops to work: in 90 days unless said otherwise, in 366 at most.
    expires_at: Option<DateTime<Utc>>,
}

/// An API token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenBody {
    /// The token's public id.
    id: Uuid,
    /// What its owner calls it.
    name: String,
    /// `read` or `read_write`.
    scope: &'static str,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it stops to work.
    expires_at: DateTime<Utc>,
    /// The clear token, shown this once: as `Authorization: Bearer …`, or as the password beside the address in HTTP
    /// Basic.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl TokenBody {
    fn new(id: Uuid, token: &ApiToken, clear: Option<String>) -> Self {
        Self {
            id,
            name: token.name.as_str().to_owned(),
            scope: match token.scope {
                TokenScope::Read => "read",
                TokenScope::ReadWrite => "read_write",
            },
            created_at: token.created_at,
            expires_at: token.expires_at,
            token: clear,
        }
    }
}

fn parse_scope(text: Option<&str>) -> Result<TokenScope, FieldError> {
    match text {
        None | Some("read") => Ok(TokenScope::Read),
        Some("read_write") => Ok(TokenScope::ReadWrite),
        Some(_) => Err(FieldError::new("scope", "unknown", "A scope is read or read_write.")),
    }
}

/// One's API tokens.
#[utoipa::path(
    get, path = "/me/tokens", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = Items<TokenBody>), ReadProblems),
)]
pub(crate) async fn list(OwnAccount(login): OwnAccount) -> Json<Items<TokenBody>> {
    let tokens = &login.session.person.state.tokens;
    Json(Items::all(tokens.iter().map(|(id, token)| TokenBody::new(*id, token, None)).collect()))
}

/// Make an API token. It is shown this once.
#[utoipa::path(
    post, path = "/me/tokens", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = NewTokenBody, responses((status = 201, body = TokenBody), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    submission: Submission<NewTokenBody, OwnAccount>,
) -> Result<Response, Problem> {
    let Submission { login: OwnAccount(login), body, key, if_match: _ } = submission;
    let mut faults = Faults::new();
    let name = faults.take(parsed("name", TokenName::parse(&body.name)));
    let scope = faults.take(parse_scope(body.scope.as_deref()));
    let (name, scope) = faults.finish(|| Some((name?, scope?)))?;
    let made = state.app.create_token(&login.session, &key, name, scope, body.expires_at).await?;
    let facts = made.done.loaded.state.tokens.get(&made.id);
    let facts = facts.ok_or(AppError::Refused {
        code: "token_shown",
        detail: "This token was made before, and is shown once. Revoke it and make another.".to_owned(),
    })?;
    let body = TokenBody::new(made.id, facts, Some(made.token));
    Ok(answered(StatusCode::CREATED, made.done.position, None, &body))
}

/// Revoke an API token. It counts from the next request.
#[utoipa::path(
    delete, path = "/me/tokens/{id}", tag = "me", security(("bearer" = []), ("cookie" = [])),
    params(("id" = Uuid, Path)), responses((status = 204), CommandProblems),
)]
pub(crate) async fn revoke(
    State(state): State<WebState>,
    ApiPath(id): ApiPath<Uuid>,
    submission: Submission<Nothing, OwnAccount>,
) -> Result<Response, Problem> {
    let Submission { login: OwnAccount(login), key, .. } = submission;
    let done = state.app.revoke_token(&login.session.actor, &key, id).await?;
    Ok(emptied(done.position))
}
