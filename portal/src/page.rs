//! What every page has around its content, and the headers it is sent with.

use std::fmt::Display;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use docket_app::Session;
use docket_app::tickets::Counts;
use docket_domain::site::{Colour, Site};
use docket_domain::{OrganizationId, PersonId, Role, Side, TimeZone};
use docket_web::Problem;

use crate::assets;
use crate::markup::Html;
use crate::texts::{Notice, Text, Voice};
use crate::visitor::NOTICE_COOKIE;
use crate::when::{self, Time};

/// Where in the portal a page is: marked in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Nowhere the navigation leads.
    None,
    /// The first page.
    Home,
    /// Lists of tickets, and tickets.
    Tickets,
    /// What the team works on.
    Queue,
    /// Customers and organizations.
    People,
    /// What administrators do.
    Administration,
    /// One's own account.
    Account,
    /// An organization of one's own.
    Organization,
}

impl Section {
    /// Whether people come here first: customers to their first page, the team to its queue.
    pub(crate) fn is_first(self) -> bool {
        matches!(self, Self::Home | Self::Queue)
    }
}

/// Who looks at a page.
#[derive(Clone, Debug)]
pub(crate) struct Me {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: Role,
    /// The organizations they belong to.
    pub(crate) organizations: Vec<OrganizationId>,
    pub(crate) counts: Counts,
}

impl Me {
    pub(crate) fn new(session: &Session, counts: Counts) -> Self {
        let person = &session.person.state;
        Self {
            id: session.actor.person,
            name: person.name.to_string(),
            email: person.email.to_string(),
            role: session.actor.role,
            organizations: session.actor.organizations.iter().copied().collect(),
            counts,
        }
    }

    /// Whether they are of the team.
    pub(crate) fn is_team(&self) -> bool {
        self.role.is_support()
    }

    /// Whether they may administer.
    pub(crate) fn is_administrator(&self) -> bool {
        self.role == Role::Administrator
    }

    /// The first letters of their names, for a small round picture.
    pub(crate) fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// What the desk calls itself and looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) name: String,
    /// The accent, `#rrggbb`; the style sheet's own where none was chosen.
    pub(crate) colour: Option<String>,
    /// Where its logo is.
    pub(crate) logo: Option<String>,
}

impl Face {
    /// As administrators have chosen.
    pub(crate) fn of(site: &Site) -> Self {
        let chosen = Some(site.colour).filter(|colour| *colour != Colour::default());
        Self {
            name: site.name.to_string(),
            colour: chosen.map(|colour| colour.to_string()),
            logo: site.logo.as_ref().map(|logo| format!("/api/v1/site/logo?v={}", logo.sha256)),
        }
    }
}

impl Default for Face {
    fn default() -> Self {
        Self { name: "Docket".to_owned(), colour: None, logo: None }
    }
}

/// What every page has around its content.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// Speaks the reader's language.
    pub(crate) t: Voice,
    /// Who looks at it, where they are signed in.
    pub(crate) me: Option<Me>,
    pub(crate) face: Face,
    pub(crate) section: Section,
    /// Said once above the content.
    pub(crate) notice: Option<Notice>,
    /// What administrators let everybody read, on the page that one comes to first.
    pub(crate) announcement: Option<Html>,
    /// Path and query of the page, to come back to.
    pub(crate) path: String,
    pub(crate) now: DateTime<Utc>,
    pub(crate) zone: TimeZone,
    /// What the log had come to before anything on the page was read: live updates go on from here.
    pub(crate) position: i64,
    /// Allows the page's own scripts and styles, and nobody else's.
    pub(crate) nonce: String,
    /// Whether it is reached over HTTPS.
    pub(crate) secure: bool,
}

impl Page {
    /// A page for a reader of a language who is not signed in.
    pub(crate) fn plain(t: Voice, path: String, now: DateTime<Utc>) -> Self {
        Self {
            t,
            me: None,
            face: Face::default(),
            section: Section::None,
            notice: None,
            announcement: None,
            path,
            now,
            zone: TimeZone::UTC,
            position: 0,
            nonce: nonce(),
            secure: false,
        }
    }

    /// The side that reads it. Who is not signed in is no member of the team.
    pub(crate) fn side(&self) -> Side {
        self.me.as_ref().map_or(Side::Customer, |me| me.role.side())
    }

    /// Where the style sheet and the modules are.
    pub(crate) fn asset(&self, name: &str) -> String {
        format!("/assets/{}/{name}", assets::version())
    }

    /// What the modules say, in the reader's language: JSON for an attribute.
    pub(crate) fn module_words(&self) -> String {
        let t = self.t;
        serde_json::json!({
            "remove": t.files_remove(), "sending": t.files_sending(), "failed": t.files_failed(),
            "taken": t.files_kept(), "restored": t.draft_restored(), "discard": t.draft_discard(),
        })
        .to_string()
    }

    /// `page` for the section that the page is in: marks the link to it.
    pub(crate) fn current(&self, section: Section) -> Html {
        Html::trusted(if self.section == section { " aria-current=\"page\"" } else { "" })
    }

    /// How long ago something was, in words; the moment itself on hovering.
    pub(crate) fn ago(&self, at: DateTime<Utc>) -> Time {
        when::ago(self.t, self.zone, self.now, at)
    }

    /// Day and time, in words.
    pub(crate) fn moment(&self, at: DateTime<Utc>) -> Time {
        when::moment(self.t, self.zone, self.now, at)
    }

    /// The day alone.
    pub(crate) fn day(&self, at: DateTime<Utc>) -> Time {
        when::day(self.t, self.zone, self.now, at)
    }

    /// What is said once above the content.
    pub(crate) fn said(&self) -> Option<Text> {
        self.notice.map(|notice| notice.text(self.t))
    }

    /// The answer with this content.
    pub(crate) fn html(&self, content: &impl Template) -> Response {
        self.html_with(StatusCode::OK, content)
    }

    /// The answer with this content and another status. What refuses a form names its fields above them: it is written
    /// once more when their names are known.
    pub(crate) fn html_with(&self, status: StatusCode, content: &impl Template) -> Response {
        let first = content.render();
        let written = if status.is_client_error() { first.and_then(|_| content.render()) } else { first };
        match written {
            Ok(text) => self.answer(status, text),
            Err(error) => {
                tracing::error!(%error, "a page cannot be rendered");
                Problem::internal().into_response()
            }
        }
    }

    fn answer(&self, status: StatusCode, text: String) -> Response {
        let mut response = (status, text).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        let policy = HeaderValue::try_from(policy(&self.nonce));
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            policy.unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'")),
        );
        // With no-referrer browsers would send forms without saying where they come from.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-language"));
        if self.secure {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
        }
        if self.notice.is_some() {
            headers.append(header::SET_COOKIE, cleared(NOTICE_COOKIE));
        }
        response
    }
}

/// What a problem says, in the reader's language where it is known there: of its own code, else of what any field can
/// have wrong with it (`any-too-long` for `title_too_long`).
pub(crate) fn fault(voice: Voice, code: &str, detail: &str) -> Text {
    let name = code.replace(['_', '.'], "-");
    let any = || {
        let mut ends = name.match_indices('-').map(|(at, _)| format!("fault-any{}", &name[at..]));
        ends.find_map(|name| voice.find(&name))
    };
    voice.find(&format!("fault-{name}")).or_else(any).unwrap_or_else(|| Text::Owned(detail.to_owned()))
}

/// The first letters of the first and the last name.
pub(crate) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

fn cleared(cookie: impl Display) -> HeaderValue {
    HeaderValue::try_from(format!("{cookie}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Nothing foreign, nothing inline but what carries the nonce (service-desk reference, D27).
fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob: data:; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         object-src 'none'"
    )
}

/// 128 bits nobody can guess; nothing, which lets no script in, where the system has no randomness.
fn nonce() -> String {
    let mut bytes = [0_u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => STANDARD.encode(bytes),
        Err(error) => {
            tracing::error!(%error, "the system has no randomness");
            String::new()
        }
    }
}

#[cfg(test)]
mod tests;
