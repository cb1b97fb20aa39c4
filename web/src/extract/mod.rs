//! Our extractors. Each refuses with a problem document that names the field and the remedy.

mod auth;
mod json;
mod params;
mod position;
mod submission;

pub use auth::{Agent, Login, SESSION_COOKIE, SESSION_COOKIE_SECURE, session_cookie};
pub use json::ApiJson;
pub use params::{ApiPath, ApiQuery};
pub use position::{AtPosition, DOCKET_POSITION, DOCKET_STALE};
pub use submission::{IfMatch, Submission};
