use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_web::{OwnAccount, Problem, WebState, session_cookie};

use crate::openapi::ReadProblems;

/// Log out.
#[utoipa::path(
    delete, path = "/session", tag = "session", security(("bearer" = []), ("cookie" = [])),
    responses((status = 204), ReadProblems),
)]
pub(crate) async fn delete(
    State(state): State<WebState>,
    OwnAccount(login): OwnAccount,
) -> Result<Response, Problem> {
    state.app.log_out(&login.token).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, session_cookie(&state, None))]).into_response())
}
