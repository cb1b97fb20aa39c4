//! What was written is not lost when the session has ended: it goes through the login, and its author sends it again.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use docket_app::Session;
use docket_domain::TimeZone;
use docket_web::WebState;

use super::login::LoginTemplate;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::{Face, Page};
use crate::stop::{Stop, is_local};
use crate::texts::Voice;

/// Where it was to be sent.
pub(crate) const PATH: &str = "_resume_path";
/// What it was.
pub(crate) const BODY: &str = "_resume_body";

/// What is not carried along.
const SECRETS: [&str; 4] = ["password", "current_password", "code", "uri"];

/// Asks whoever has sent this without being signed in to sign in.
pub(crate) fn ask_to_sign_in(page: &Page, fields: &Fields) -> Stop {
    let carried: Fields = fields
        .iter()
        .filter(|(name, _)| !SECRETS.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let values = [(PATH, page.path.clone()), (BODY, carried.encoded())];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let form = Form::with(page.t, values);
    let content = LoginTemplate { p: page, form: &form, resuming: true };
    Stop::Instead(Box::new(page.html_with(StatusCode::UNAUTHORIZED, &content)))
}

#[derive(Template)]
#[template(path = "resume.html")]
struct Resume<'a> {
    p: &'a Page,
    path: &'a str,
    fields: &'a Fields,
    /// What can be read of it.
    texts: Vec<&'a str>,
}

/// What somebody wrote before they signed in again, to be sent now; `None` when there is nothing.
pub(super) fn offer(state: &WebState, session: &Session, fields: &Fields) -> Option<Response> {
    let path = fields.filled(PATH).filter(|path| is_local(path))?;
    let carried = Fields::parse(fields.get(BODY).as_bytes());
    let person = &session.person.state;
    let site = state.app.site_as_known();
    let page = Page {
        face: site.map_or_else(Face::default, |site| Face::of(&site.state)),
        zone: TimeZone::default(),
        secure: state.is_secure(),
        ..Page::plain(Voice::of(person.language), "/".to_owned(), state.app.now())
    };
    let texts = carried.iter().filter(|(name, value)| !name.starts_with('_') && !value.trim().is_empty());
    let content = Resume { p: &page, path, fields: &carried, texts: texts.map(|(_, value)| value).collect() };
    Some(page.html(&content))
}
