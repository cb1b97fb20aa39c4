//! Our extractors. Each refuses with a problem document that names the field and the remedy.

mod auth;
mod json;
mod params;
mod position;
mod submission;
mod upload;

pub use auth::{
    Agent, Caller, Login, OwnAccount, SESSION_COOKIE, SESSION_COOKIE_SECURE, device, device_cookie,
    session_cookie, user_agent,
};
pub use json::ApiJson;
pub use params::{ApiPath, ApiQuery};
pub use position::{AtPosition, DOCKET_POSITION, DOCKET_STALE};
pub use submission::{IfMatch, Submission};
pub use upload::{FileForm, ReceivedFile};
