//! One's second factor.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use docket_app::Password;
use docket_web::{OwnAccount, Problem, Submission, WebState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::openapi::{CommandProblems, ReadProblems};
use crate::v1::reply::emptied;

pub(super) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(get, propose, remove))
        .routes(routes!(confirm))
        .routes(routes!(renew_codes))
}

/// How it stands with one's second factor.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecondFactorBody {
    /// Whether logging in asks for it.
    enabled: bool,
    /// Whether the site demands it of oneself.
    required: bool,
    /// Recovery codes that were not used yet.
    recovery_codes_left: i64,
}

/// What an authenticator has to be told. It counts once it was confirmed.
#[derive(Serialize, ToSchema)]
pub(crate) struct EnrolmentBody {
    /// The secret in base32, to be typed.
    secret: String,
    /// The same as an address, to be shown as a QR code.
    uri: String,
}

/// The present password, asked for again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordAgain {
    /// The present password.
    #[schema(format = Password)]
    current_password: String,
}

/// A code of the authenticator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    /// Six digits, of this moment.
    code: String,
}

/// Codes that stand in for the authenticator, each once. They are shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// To be printed, or kept where the authenticator is not.
    recovery_codes: Vec<String>,
}

/// How it stands with one's second factor.
#[utoipa::path(
    get, path = "/me/second-factor", tag = "me", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = SecondFactorBody), ReadProblems),
)]
pub(crate) async fn get(
    State(state): State<WebState>,
    OwnAccount(login): OwnAccount,
) -> Result<Json<SecondFactorBody>, Problem> {
    let standing = state.app.second_factor_state(&login.session).await?;
    Ok(Json(SecondFactorBody {
        enabled: standing.enabled,
        required: standing.required,
        recovery_codes_left: standing.recovery_codes_left,
    }))
}

/// Get a secret for one's authenticator (TOTP, RFC 6238: SHA-1, six digits, 30 s).
#[utoipa::path(
    post, path = "/me/second-factor", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = PasswordAgain, responses((status = 200, body = EnrolmentBody), CommandProblems),
)]
pub(crate) async fn propose(
    State(state): State<WebState>,
    submission: Submission<PasswordAgain, OwnAccount>,
) -> Result<Json<EnrolmentBody>, Problem> {
    let Submission { login: OwnAccount(login), body, .. } = submission;
    let password = Password::attempt(body.current_password);
    let enrolment = state.app.propose_second_factor(&login.session, password).await?;
    Ok(Json(EnrolmentBody { secret: enrolment.secret, uri: enrolment.uri }))
}

/// Confirm the secret with a code of it. From now on logging in asks for one.
#[utoipa::path(
    post, path = "/me/second-factor/confirmation", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = Code, responses((status = 200, body = RecoveryCodes), CommandProblems),
)]
pub(crate) async fn confirm(
    State(state): State<WebState>,
    submission: Submission<Code, OwnAccount>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let Submission { login: OwnAccount(login), body, .. } = submission;
    let recovery_codes = state.app.confirm_second_factor(&login.session, &body.code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// New recovery codes; those of before stop to work.
#[utoipa::path(
    post, path = "/me/second-factor/recovery-codes", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = PasswordAgain, responses((status = 200, body = RecoveryCodes), CommandProblems),
)]
pub(crate) async fn renew_codes(
    State(state): State<WebState>,
    submission: Submission<PasswordAgain, OwnAccount>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let Submission { login: OwnAccount(login), body, .. } = submission;
    let password = Password::attempt(body.current_password);
    let recovery_codes = state.app.renew_recovery_codes(&login.session, password).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Remove one's second factor.
#[utoipa::path(
    delete, path = "/me/second-factor", tag = "me", security(("bearer" = []), ("cookie" = [])),
    request_body = PasswordAgain, responses((status = 204), CommandProblems),
)]
pub(crate) async fn remove(
    State(state): State<WebState>,
    submission: Submission<PasswordAgain, OwnAccount>,
) -> Result<Response, Problem> {
    let Submission { login: OwnAccount(login), body, .. } = submission;
    let password = Password::attempt(body.current_password);
    let done = state.app.remove_second_factor(&login.session, password).await?;
    Ok(emptied(done.position))
}
