//! Our extractors. Each refuses with a problem document that names the field and the remedy.

mod auth;
mod form;
mod json;
mod params;
mod position;
mod submission;
mod upload;

pub use auth::{
    Agent, Caller, Login, OwnAccount, SESSION_COOKIE, SESSION_COOKIE_SECURE, device, device_cookie,
    named_cookie, require_own_origin, session_cookie, user_agent,
};
pub use form::SentForm;
pub use json::ApiJson;
pub use params::{ApiPath, ApiQuery};
pub use position::{AtPosition, DOCKET_POSITION, DOCKET_STALE};
pub use submission::{IfMatch, Submission};
pub use upload::{FileForm, ReceivedFile};
