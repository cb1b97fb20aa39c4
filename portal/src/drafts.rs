//! Whether something was begun and not sent: the module `draft` asks for it only then.

use chrono::SecondsFormat;
use docket_app::AppError;
use docket_app::drafts::Place;
use docket_domain::Actor;
use docket_web::WebState;

use crate::stop::Stop;

/// When the draft for a place was last changed (RFC 3339), for `data-draft-at`; empty where there is none.
pub(crate) async fn kept_at(state: &WebState, who: &Actor, place: &Place) -> Result<String, Stop> {
    match state.app.draft(who, place).await {
        Ok(draft) => Ok(draft.updated_at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        Err(AppError::NotFound(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}
