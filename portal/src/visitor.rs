//! Who comes to a page, and in what language to speak to them.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use docket_app::{Position, Session};
use docket_domain::{Actor, Language};
use docket_web::{Caller, DOCKET_POSITION, Login, WebState, named_cookie};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::Duration;

use crate::markup::Html;
use crate::page::{Face, Me, Page, Section};
use crate::stop::{Go, Stop};
use crate::texts::{Notice, Voice};

/// Carries what is said once on the next page.
pub(crate) const NOTICE_COOKIE: &str = "docket_notice";
/// Carries how far the next page has to have come.
pub(crate) const POSITION_COOKIE: &str = "docket_position";
/// The language a browser has last seen pages in, for those who are not signed in.
pub(crate) const LANGUAGE_COOKIE: &str = "docket_language";

/// How long a page waits for what its reader did before.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is known of a request to a page.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Path and query.
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
}

impl Asked {
    fn of(parts: &Parts) -> Self {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Self { path, headers: parts.headers.clone() }
    }

    /// What is to be said once: to the reader who goes to a page, not to a module that asks for it again in the
    /// background (Fetch Metadata, `Sec-Fetch-Mode`), or it would be said to nobody.
    fn notice(&self) -> Option<Notice> {
        if self.headers.get("sec-fetch-mode").is_some_and(|mode| mode != "navigate") {
            return None;
        }
        Notice::parse(&named_cookie(&self.headers, NOTICE_COOKIE)?)
    }

    async fn wait(&self, state: &WebState) {
        // What the reader did themselves, and what the module that asks has heard.
        let did = named_cookie(&self.headers, POSITION_COOKIE).and_then(|text| text.parse().ok());
        let heard = self.headers.get(DOCKET_POSITION).and_then(|value| value.to_str().ok()?.parse().ok());
        if let Some(position) = did.max(heard) {
            // A page that is a little behind is better than none.
            let _ = state.app.views().wait_for(Position(position), PATIENCE).await;
        }
    }
}

/// What to speak to somebody who is not signed in: what the browser saw last, else what it asks for (RFC 9110, 12.5.4).
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    let seen = named_cookie(headers, LANGUAGE_COOKIE).and_then(|tag| Language::parse(&tag).ok());
    seen.unwrap_or_else(|| {
        let wanted =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut ranked: Vec<(Language, f32)> = wanted.split(',').filter_map(ranked).collect();
        // Stable: of equals the first that was named.
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked.first().map_or(Language::En, |(language, _)| *language)
    })
}

fn ranked(range: &str) -> Option<(Language, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?.split('-').next()?.to_ascii_lowercase();
    let quality = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
    Some((Language::parse(&tag).ok()?, quality)).filter(|_| quality > 0.0)
}

/// Somebody who is signed in. Whoever is not comes back here after they did.
#[derive(Debug)]
pub(crate) struct Visitor<C = Login> {
    pub(crate) caller: C,
    pub(crate) asked: Asked,
}

impl<C: Caller> Visitor<C> {
    /// Who.
    pub(crate) fn actor(&self) -> &Actor {
        &self.session().actor
    }

    /// Their session.
    pub(crate) fn session(&self) -> &Session {
        self.caller.session()
    }

    /// What goes around a page for them.
    pub(crate) async fn page(&self, state: &WebState, section: Section) -> Result<Page, Stop> {
        let session = self.session();
        let person = &session.person.state;
        let position = state.app.store().watch().borrow().0;
        let counts = state.app.counts(&session.actor).await?;
        let site = state.app.site().await?;
        let voice = Voice::of(person.language);
        let announced = state.app.announced(&site.state).filter(|_| section.is_first());
        let announcement = match announced {
            Some(announced) => {
                let text = announced.text.get(person.language).as_str();
                let html = state.app.html(&session.actor, state.public_url(), &[text]).await?;
                Some(Html::trusted(html.concat()))
            }
            None => None,
        };
        Ok(Page {
            face: Face::of(&site.state),
            announcement,
            me: Some(Me::new(session, counts)),
            section,
            notice: self.asked.notice(),
            zone: person.time_zone,
            position,
            secure: state.is_secure(),
            ..Page::plain(voice, self.asked.path.clone(), state.app.now())
        })
    }
}

impl<C: Caller> FromRequestParts<WebState> for Visitor<C> {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Stop> {
        let asked = Asked::of(parts);
        match C::from_request_parts(parts, state).await {
            Ok(caller) => {
                asked.wait(state).await;
                Ok(Self { caller, asked })
            }
            Err(problem) if problem.code == "login_required" && parts.method.is_safe() => {
                let next = utf8_percent_encode(&asked.path, NON_ALPHANUMERIC);
                Err(Go::to(format!("/login?next={next}")).into())
            }
            Err(problem) if problem.code == "second_factor_due" => {
                Err(Go::to("/account/second-factor").saying(Notice::SecondFactorDue).into())
            }
            Err(problem) => Err(problem.into()),
        }
    }
}

/// Anybody, signed in or not.
#[derive(Debug)]
pub(crate) struct Guest {
    pub(crate) asked: Asked,
    face: Face,
}

impl Guest {
    /// What goes around a page for them.
    pub(crate) fn page(&self, state: &WebState) -> Page {
        let voice = Voice::of(language_of(&self.asked.headers));
        Page {
            face: self.face.clone(),
            notice: self.asked.notice(),
            secure: state.is_secure(),
            ..Page::plain(voice, self.asked.path.clone(), state.app.now())
        }
    }
}

impl FromRequestParts<WebState> for Guest {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Stop> {
        let site = state.app.site().await?;
        Ok(Self { asked: Asked::of(parts), face: Face::of(&site.state) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        [(name, value.parse().unwrap())].into_iter().collect()
    }

    #[test]
    fn the_language_is_what_was_seen_last_else_what_the_browser_asks_for() {
        assert_eq!(language_of(&with(header::ACCEPT_LANGUAGE, "nl, de-CH;q=0.8, fr;q=0.9")), Language::Fr);
        assert_eq!(language_of(&with(header::ACCEPT_LANGUAGE, "es-MX")), Language::Es);
        assert_eq!(language_of(&with(header::ACCEPT_LANGUAGE, "fr;q=0, nl")), Language::En);
        assert_eq!(language_of(&with(header::COOKIE, "a=b; docket_language=de")), Language::De);
    }
}
