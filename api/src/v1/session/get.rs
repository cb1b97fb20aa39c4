use axum::Json;
use docket_web::OwnAccount;

use super::SessionBody;
use crate::openapi::ReadProblems;

/// Who is logged in.
#[utoipa::path(
    get, path = "/session", tag = "session", security(("bearer" = []), ("cookie" = [])),
    responses((status = 200, body = SessionBody), ReadProblems),
)]
pub(crate) async fn get(OwnAccount(login): OwnAccount) -> Json<SessionBody> {
    Json(SessionBody::new(&login.session))
}
