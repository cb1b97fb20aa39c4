use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use docket_app::Faults;
use docket_app::signups::SignUpRequest;
use docket_domain::{EmailAddress, Language, PersonName};
use docket_web::{ApiJson, Network, Problem, WebState};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::openapi::CommandProblems;
use crate::v1::reply::{Accepted, parsed};

/// Somebody who wants an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSignUp {
    /// Where the link is sent that confirms the address.
    email: String,
    /// What to call them.
    name: String,
    /// `en` (the default), `fr`, `de`, `es`.
    language: Option<String>,
    /// The desk they come to, by its key. Some take everybody, some only certain mail domains.
    desk: Option<String>,
}

/// Ask for an account. The answer is the same whether the address is known or not; what there is to say is said by
/// mail to its owner.
#[utoipa::path(
    post, path = "/signups", tag = "signups", request_body = NewSignUp,
    responses((status = 202, body = Accepted), CommandProblems),
)]
pub(crate) async fn create(
    State(state): State<WebState>,
    network: Network,
    ApiJson(body): ApiJson<NewSignUp>,
) -> Result<(StatusCode, Json<Accepted>), Problem> {
    let mut faults = Faults::new();
    let email = faults.take(parsed("email", EmailAddress::parse(&body.email)));
    let name = faults.take(parsed("name", PersonName::parse(&body.name)));
    let language = body.language.as_deref().map_or(Ok(Language::En), Language::parse);
    let language = faults.take(parsed("language", language));
    let (desk, network) = (body.desk, network.0);
    let request = faults
        .finish(|| Some(SignUpRequest { email: email?, name: name?, language: language?, desk, network }))?;
    state.app.sign_up(request).await?;
    Ok(Accepted::answer("If this address can have an account, a mail with a link is on its way to it."))
}
