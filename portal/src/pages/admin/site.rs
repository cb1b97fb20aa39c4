//! How the site looks, and what everybody is to read.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use chrono::{DateTime, NaiveDateTime, TimeZone as _, Utc};
use docket_app::site::{NewAnnouncement, SiteChange};
use docket_app::{AppError, Faults, FieldError, sentence};
use docket_domain::desk::Localized;
use docket_domain::site::{Colour, Site};
use docket_domain::{Actor, AnnouncementText, Language, SiteName, TimeZone};
use docket_web::WebState;

use super::localized::{self, Inputs, Shape};
use super::{enter, refusal};
use crate::fields::Fields;
use crate::files::Kept;
use crate::form::Form;
use crate::markup::Html;
use crate::page::Page;
use crate::stop::{Answer, Go};
use crate::submitted::{ATTACHMENTS, LOGO, Submitted};
use crate::texts::Notice;
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new()
        .route("/admin/site", get(show).post(brand))
        .route("/admin/site/announcement", post(announce))
}

/// The names of the controls: what the use case calls them, so that its faults find them.
const TEXT: &str = "announcement.text";
const UNTIL: &str = "announcement.until";

/// How a browser writes day and time.
const LOCAL: &str = "%Y-%m-%dT%H:%M";

#[derive(Template)]
#[template(path = "admin/site.html")]
struct SiteTemplate<'a> {
    p: &'a Page,
    branding: Form,
    /// A picture that came with a form that was refused for something else.
    picture: Kept,
    /// The contrast of the present colour with white, where no other stands in the form.
    ratio: Option<String>,
    announcement: Form,
    text: Inputs,
    announced: bool,
    over: bool,
    previews: Vec<Preview>,
}

/// The announcement in one language.
struct Preview {
    language: Language,
    html: Html,
}

/// The two forms of the page.
struct Forms {
    branding: Form,
    announcement: Form,
}

impl Forms {
    fn new(page: &Page, site: &docket_app::Loaded<Site>) -> Self {
        let mut branding = Fields::default();
        branding.push("name", site.state.name.as_str());
        branding.push("colour", site.state.colour.to_string());
        let mut announcement = Fields::default();
        if let Some(present) = &site.state.announcement {
            localized::put(&mut announcement, TEXT, &present.text);
            let until = present.until.map(|until| until.with_timezone(&page.zone.rules()));
            announcement.push(UNTIL, until.map_or_else(String::new, |until| until.format(LOCAL).to_string()));
        }
        Self {
            branding: Form::with(page.t, branding).at(site.version),
            announcement: Form::with(page.t, announcement).at(site.version),
        }
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor) -> Answer {
    let page = enter(&state, &visitor).await?;
    let site = state.app.site().await?;
    let forms = Forms::new(&page, &site);
    let text = site.state.announcement.as_ref().map(|present| &present.text);
    answer(&state, visitor.actor(), &page, &site.state, forms, text, StatusCode::OK).await
}

async fn answer(
    state: &WebState,
    who: &Actor,
    page: &Page,
    site: &Site,
    forms: Forms,
    text: Option<&Localized<AnnouncementText>>,
    status: StatusCode,
) -> Answer {
    let t = page.t;
    let Forms { branding, announcement } = forms;
    let content = SiteTemplate {
        p: page,
        picture: Kept::of(&branding, t),
        ratio: (branding.value("colour") == site.colour.to_string())
            .then(|| decimal(t.language(), site.colour.contrast_with_white())),
        branding,
        text: Inputs::new(
            &announcement,
            t,
            Shape::Area,
            TEXT,
            &t.admin_announcement_text(),
            &t.admin_announcement_help(),
        )
        .required(),
        announcement,
        announced: site.announcement.is_some(),
        over: site.announcement.is_some() && state.app.announced(site).is_none(),
        previews: previews(state, who, text).await?,
    };
    Ok(page.html_with(status, &content))
}

/// A number with one decimal, as people of the language write it.
fn decimal(language: Language, number: f64) -> String {
    let text = format!("{number:.1}");
    match language {
        Language::En => text,
        Language::Fr | Language::De | Language::Es => text.replace('.', ","),
    }
}

/// The announcement in each language it is written in.
async fn previews(
    state: &WebState,
    who: &Actor,
    text: Option<&Localized<AnnouncementText>>,
) -> Result<Vec<Preview>, AppError> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let written: Vec<(Language, &str)> = match text.translations() {
        Some(texts) => texts.iter().map(|(language, text)| (*language, text.as_str())).collect(),
        None => vec![(Language::En, text.get(Language::En).as_str())],
    };
    let texts: Vec<&str> = written.iter().map(|(_, text)| *text).collect();
    let html = state.app.html(who, state.public_url(), &texts).await?;
    let preview =
        |((language, _), html): ((Language, _), Arc<str>)| Preview { language, html: Html::trusted(&*html) };
    Ok(written.into_iter().zip(html).map(preview).collect())
}

async fn brand(State(state): State<WebState>, sent: Submitted) -> Answer {
    let page = enter(&state, &sent.visitor).await?;
    // With a picture that is refused nothing is changed: all of the form or nothing.
    let refused = match (sent.refused_files(), branding(&sent)) {
        (Some(fault), _) => fault,
        (None, Err(error)) => refusal(error)?,
        (None, Ok(change)) => {
            match state.app.change_site(sent.actor(), &sent.key, sent.if_match, &change).await {
                Ok(done) => return Ok(saved(Notice::AdminSaved).at(done.position).into_response()),
                Err(error) => refusal(error)?,
            }
        }
    };
    let mut fields = sent.fields.clone();
    if refused.errors.iter().any(|fault| fault.field.starts_with(LOGO)) {
        // A file that is no logo would be refused with the form for ever.
        fields.retain(|name, _| name != ATTACHMENTS);
    }
    let site = state.app.site().await?;
    let branding = Form::again(page.t, &fields, &refused).at(site.version);
    let forms = Forms { branding, ..Forms::new(&page, &site) };
    let text = site.state.announcement.as_ref().map(|present| &present.text);
    answer(&state, sent.actor(), &page, &site.state, forms, text, refused.status).await
}

fn saved(notice: Notice) -> Go {
    Go::to("/admin/site").saying(notice)
}

/// How it is to look. A picture that came counts more than the wish to have none.
fn branding(sent: &Submitted) -> Result<SiteChange, AppError> {
    let fields = &sent.fields;
    let mut faults = Faults::new();
    let own = |field: &'static str| {
        move |error: docket_domain::TextError| {
            FieldError::new(field, error.code(), sentence(&error.to_string()))
        }
    };
    let name = faults.take(SiteName::parse(fields.get("name")).map_err(own("name")));
    let colour = faults.take(Colour::parse(fields.get("colour").trim()).map_err(own("colour")));
    faults.check()?;
    let logo = match sent.files.last() {
        Some(picture) => Some(Some(*picture)),
        None => fields.has("no_logo").then_some(None),
    };
    Ok(SiteChange { name, colour, logo, announcement: None })
}

/// Announces, takes away or, by the button for that, only shows what it would look like.
async fn announce(State(state): State<WebState>, sent: Submitted) -> Answer {
    let page = enter(&state, &sent.visitor).await?;
    let act = sent.fields.get("do");
    let wanted = match act {
        "clear" => Ok(None),
        _ => announcement(&sent.fields, page.zone).map(Some),
    };
    let text = wanted.as_ref().ok().and_then(|wanted| Some(wanted.as_ref()?.text.clone()));
    let problem = match wanted {
        Ok(_) if act == "look" => None,
        Ok(wanted) => {
            let cleared = wanted.is_none();
            let notice = if cleared { Notice::AdminAnnouncementCleared } else { Notice::AdminAnnounced };
            let change = SiteChange { announcement: Some(wanted), ..SiteChange::default() };
            match state.app.change_site(sent.actor(), &sent.key, sent.if_match, &change).await {
                Ok(done) => return Ok(saved(notice).at(done.position).into_response()),
                Err(error) => Some(refusal(error)?),
            }
        }
        Err(error) => Some(refusal(error)?),
    };
    let site = state.app.site().await?;
    let (form, status) = match &problem {
        Some(problem) => (Form::again(page.t, &sent.fields, problem), problem.status),
        None => (Form::with(page.t, sent.fields.clone()), StatusCode::OK),
    };
    let forms = Forms { announcement: form.at(site.version), ..Forms::new(&page, &site) };
    answer(&state, sent.actor(), &page, &site.state, forms, text.as_ref(), status).await
}

/// What is to be read, and until when by the clocks of `zone`.
fn announcement(fields: &Fields, zone: TimeZone) -> Result<NewAnnouncement, AppError> {
    let mut faults = Faults::new();
    let text = localized::need(fields, TEXT, AnnouncementText::parse, &mut faults);
    let until = fields.filled(UNTIL).map(|typed| {
        faults.take(moment(typed, zone).ok_or_else(|| FieldError {
            field: UNTIL.to_owned(),
            code: "announcement_time_invalid".to_owned(),
            detail: "Write day and time, like 2026-12-24T18:00.".to_owned(),
        }))
    });
    faults.finish(|| Some(NewAnnouncement { text: text?, until: until.flatten() }))
}

/// The moment of which clocks of the zone say this; the first of two, and none that they leave out.
fn moment(typed: &str, zone: TimeZone) -> Option<DateTime<Utc>> {
    let naive = NaiveDateTime::parse_from_str(typed.get(..16)?, LOCAL).ok()?;
    Some(zone.rules().from_local_datetime(&naive).earliest()?.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_those_of_the_administrator() {
        let paris = TimeZone::parse("Europe/Paris").unwrap();
        let at = |typed| moment(typed, paris).map(|at| at.to_rfc3339());
        assert_eq!(at("2026-12-24T18:00").as_deref(), Some("2026-12-24T17:00:00+00:00"));
        assert_eq!(at("2026-07-01T18:00:30").as_deref(), Some("2026-07-01T16:00:00+00:00"));
        assert_eq!(at("2026-10-25T02:30").as_deref(), Some("2026-10-25T00:30:00+00:00"));
        for wrong in ["2026-03-29T02:30", "tomorrow", "", "2026-13-01T10:00"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }
}
