//! Why a page is not shown: something is wrong, or the way leads elsewhere first.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use docket_app::{AppError, Position};
use docket_web::Problem;

use crate::texts::Notice;
use crate::visitor::{NOTICE_COOKIE, POSITION_COOKIE};

/// What a handler answers.
pub(crate) type Answer = Result<Response, Stop>;

/// A handler ends before its page.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is wrong.
    Problem(Box<Problem>),
    /// Another page comes instead.
    Instead(Box<Response>),
}

impl Stop {
    /// What a form is shown again with. A fault of ours is no matter of the form: it ends the handler.
    pub(crate) fn unless_refused(error: impl Into<Problem>) -> Result<Problem, Self> {
        let problem = error.into();
        if problem.status.is_server_error() { Err(problem.into()) } else { Ok(problem) }
    }
}

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Instead(response) => *response,
        }
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(Box::new(problem))
    }
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Problem::from(error).into()
    }
}

impl From<Go> for Stop {
    fn from(go: Go) -> Self {
        Self::Instead(Box::new(go.into_response()))
    }
}

/// The way to another page after something was done (RFC 9110, 303: the browser gets it, and repeating that is
/// harmless).
#[derive(Clone, Debug)]
pub(crate) struct Go {
    path: String,
    at: Option<Position>,
    notice: Option<Notice>,
    cookies: Vec<HeaderValue>,
}

impl Go {
    /// To a page of ours. What is no local path leads to the first page (service-desk reference, D31).
    pub(crate) fn to(path: impl Into<String>) -> Self {
        let path = path.into();
        let path = if is_local(&path) { path } else { "/".to_owned() };
        Self { path, at: None, notice: None, cookies: Vec::new() }
    }

    /// The next page shows at least what was done up to here.
    #[must_use]
    pub(crate) fn at(mut self, position: Position) -> Self {
        self.at = Some(position);
        self
    }

    /// The next page says this once.
    #[must_use]
    pub(crate) fn saying(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }

    /// With a cookie.
    #[must_use]
    pub(crate) fn cookie(mut self, cookie: HeaderValue) -> Self {
        self.cookies.push(cookie);
        self
    }
}

impl IntoResponse for Go {
    fn into_response(self) -> Response {
        let location = HeaderValue::try_from(self.path).unwrap_or_else(|_| HeaderValue::from_static("/"));
        let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
        let headers = response.headers_mut();
        let at =
            self.at.map(|at| format!("{POSITION_COOKIE}={at}; Path=/; Max-Age=10; HttpOnly; SameSite=Lax"));
        let notice = self.notice.map(Notice::name);
        let notice =
            notice.map(|name| format!("{NOTICE_COOKIE}={name}; Path=/; Max-Age=30; HttpOnly; SameSite=Lax"));
        let own = at.into_iter().chain(notice).filter_map(|text| HeaderValue::try_from(text).ok());
        for cookie in own.chain(self.cookies) {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }
}

/// Whether a path stays on this site, however it is written: browsers read `\` as `/`, and drop tabs and line breaks.
pub(crate) fn is_local(path: &str) -> bool {
    let mut bytes = path.bytes();
    bytes.next() == Some(b'/')
        && !matches!(bytes.next(), Some(b'/' | b'\\'))
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d31_only_local_paths_are_gone_to() {
        for local in ["/", "/tickets/AMS-1?a=b", "/login?next=%2F%2Fevil"] {
            assert!(is_local(local), "{local}");
        }
        for foreign in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil",
            "https://evil",
            "/\t/evil",
            "/ /evil",
            "evil",
            "/a\nb",
        ] {
            assert!(!is_local(foreign), "{foreign}");
        }
    }
}
