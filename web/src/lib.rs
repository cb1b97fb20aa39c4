//! The HTTP kit shared by the API and the portal: problem documents, extractors, layers.

mod extract;
mod layers;
mod limits;
mod listing;
mod problem;

use std::sync::Arc;

use docket_app::App;

pub use extract::{
    Agent, ApiJson, ApiPath, ApiQuery, AtPosition, Caller, DOCKET_POSITION, DOCKET_STALE, FileForm, IfMatch,
    Login, OwnAccount, ReceivedFile, SESSION_COOKIE, SESSION_COOKIE_SECURE, SentForm, Submission, device,
    device_cookie, named_cookie, require_own_origin, session_cookie, user_agent,
};
pub use layers::{BODY_LIMIT, ProblemPage, finish};
pub use limits::{Act, Limits, Network};
pub use listing::{Listing, Wanted, bad_parameter, parse_priority};
pub use problem::{FieldProblem, Problem};

/// What every handler has at hand. Cheap to clone.
#[derive(Clone, Debug)]
pub struct WebState {
    /// The use cases.
    pub app: App,
    public_url: Arc<str>,
    limits: Limits,
}

impl WebState {
    /// `public_url` is where people reach Docket, without a slash at its end; links and cookies are made from it
    /// and never from a request's `Host`.
    pub fn new(app: App, public_url: &str, limits: Limits) -> Self {
        Self { app, public_url: public_url.trim_end_matches('/').into(), limits }
    }

    /// Where people reach Docket.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// How often something may be asked for.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether people reach it over HTTPS.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Scheme, host and port of the public address, as a browser's `Origin` says it.
    fn origin(&self) -> &str {
        let after_scheme = self.public_url.find("://").map_or(0, |at| at + 3);
        let end =
            self.public_url[after_scheme..].find('/').map_or(self.public_url.len(), |at| after_scheme + at);
        &self.public_url[..end]
    }
}
