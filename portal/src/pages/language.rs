//! Speaking another language to somebody who is not signed in.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use docket_domain::Language;
use docket_web::WebState;

use super::login::language_cookie;
use crate::stop::Go;
use crate::submitted::GuestForm;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/language", post(choose))
}

async fn choose(State(state): State<WebState>, sent: GuestForm) -> Go {
    let go = Go::to(sent.fields.get("next"));
    match Language::parse(sent.fields.get("language")) {
        Ok(language) => go.cookie(language_cookie(&state, language)),
        // Only a form that is none of ours names another.
        Err(_) => go,
    }
}
