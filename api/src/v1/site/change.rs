use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use docket_app::Faults;
use docket_app::site::{NewAnnouncement, SiteChange};
use docket_domain::site::Colour;
use docket_domain::{AnnouncementText, AttachmentId, SiteName};
use docket_web::{Problem, Submission, WebState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::SiteBody;
use crate::openapi::CommandProblems;
use crate::v1::desks::text::TextBody;
use crate::v1::reply::{answered, parsed, present};

/// What is to change about the site.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SitePatch {
    /// What to call it: at most 80 characters.
    name: Option<String>,
    /// The colour of its pages, `#rrggbb`.
    colour: Option<String>,
    /// A picture of at most 256 KiB that `POST /uploads` took; null takes the logo away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Uuid>)]
    logo: Option<Option<Uuid>>,
    /// What everybody who is logged in is to read; null takes it away.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<AnnouncementPatch>)]
    announcement: Option<Option<AnnouncementPatch>>,
}

/// What everybody who is logged in is to read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnnouncementPatch {
    /// In Markdown, at most 2 000 characters.
    text: TextBody,
    /// When it is shown no more.
    until: Option<DateTime<Utc>>,
}

impl AnnouncementPatch {
    fn parse(&self, faults: &mut Faults) -> Option<NewAnnouncement> {
        let text = faults.take(self.text.parse("announcement.text", AnnouncementText::parse))?;
        Some(NewAnnouncement { text, until: self.until })
    }
}

/// Change the site: all of it or nothing. Administrators.
#[utoipa::path(
    patch, path = "/site", tag = "site", security(("bearer" = []), ("cookie" = [])),
    params(("If-Match" = Option<String>, Header)), request_body = SitePatch,
    responses((status = 200, body = SiteBody), CommandProblems),
)]
pub(crate) async fn change(
    State(state): State<WebState>,
    submission: Submission<SitePatch>,
) -> Result<Response, Problem> {
    let session = &submission.login.session;
    let body = &submission.body;
    let mut faults = Faults::new();
    let name = body.name.as_deref().and_then(|text| faults.take(parsed("name", SiteName::parse(text))));
    let colour = body.colour.as_deref().and_then(|text| faults.take(parsed("colour", Colour::parse(text))));
    let announcement = body.announcement.as_ref();
    let announcement =
        announcement.map(|wanted| wanted.as_ref().and_then(|wanted| wanted.parse(&mut faults)));
    faults.check()?;
    let logo = body.logo.map(|logo| logo.map(AttachmentId));
    let change = SiteChange { name, colour, logo, announcement };
    let done = state.app.change_site(&session.actor, &submission.key, submission.if_match, &change).await?;
    let body = SiteBody::read(&state, &done.loaded.state, Some(session)).await?;
    Ok(answered(StatusCode::OK, done.position, Some(done.loaded.version), &body))
}
