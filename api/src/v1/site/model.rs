//! The site in JSON.

use chrono::{DateTime, Utc};
use docket_app::Session;
use docket_domain::Language;
use docket_domain::site::Site;
use docket_web::{Problem, WebState};
use serde::Serialize;
use utoipa::ToSchema;

use crate::v1::desks::text::{Reader, Translations};

/// The site.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SiteBody {
    /// What it is called, on pages and in mails.
    name: String,
    /// The colour of its pages, `#rrggbb`.
    colour: String,
    /// The SHA-256 of its logo, in hexadecimal digits, if it has one: `GET /site/logo?v=` and this may be kept for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    logo: Option<String>,
    /// The languages of pages and mails.
    languages: Vec<&'static str>,
    /// Whether anybody can sign up without being invited; perhaps with addresses of certain domains alone.
    sign_up: bool,
    /// What everybody who is logged in is to read. For them alone, until its time is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    announcement: Option<AnnouncementBody>,
    /// How often it was changed.
    version: i64,
}

/// What everybody who is logged in is to read.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnnouncementBody {
    /// In the reader's language, as it was written.
    text: String,
    /// The same as HTML.
    html: String,
    /// When it is shown no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    /// Its texts by language, for administrators.
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
}

impl SiteBody {
    pub(crate) async fn read(
        state: &WebState,
        site: &Site,
        session: Option<&Session>,
    ) -> Result<Self, Problem> {
        let announcement = match (state.app.announced(site), session) {
            (Some(announcement), Some(session)) => {
                let reader = Reader::new(session);
                let text = reader.text(&announcement.text);
                let html = state.app.html(&session.actor, state.public_url(), &[text.as_str()]).await?;
                Some(AnnouncementBody {
                    html: html.concat(),
                    text,
                    until: announcement.until,
                    translations: reader.translations().with("text", Some(&announcement.text)),
                })
            }
            (None, _) | (_, None) => None,
        };
        Ok(Self {
            name: site.name.as_str().to_owned(),
            colour: site.colour.to_string(),
            logo: site.logo.as_ref().map(|logo| logo.sha256.to_string()),
            languages: Language::ALL.map(Language::as_str).into(),
            sign_up: state.app.takes_sign_ups().await?,
            announcement,
            version: site.version,
        })
    }
}
