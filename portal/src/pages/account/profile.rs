//! Name, language and time zone.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use docket_app::accounts::PersonChange;
use docket_app::{AppError, Done, Faults};
use docket_domain::person::Person;
use docket_domain::{Language, PersonName, TimeZone};
use docket_web::{OwnAccount, WebState};

use super::Tab;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::{Page, Section};
use crate::pages::login::language_cookie;
use crate::stop::{Answer, Go, Stop};
use crate::submitted::Submitted;
use crate::texts::{Notice, Text, Voice};
use crate::visitor::Visitor;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/account", get(show).post(change))
}

#[derive(Template)]
#[template(path = "account/profile.html")]
struct ProfileTemplate<'a> {
    p: &'a Page,
    tab: Tab,
    form: &'a Form,
    email: &'a str,
    zones: Vec<(Text, Vec<Zone>)>,
}

impl<'a> ProfileTemplate<'a> {
    fn new(p: &'a Page, form: &'a Form, person: &'a Person) -> Self {
        form.names("time_zone", &p.t.account_time_zone());
        let zones = zones(p.t, form.value("time_zone"));
        Self { p, tab: Tab::Profile, form, email: person.email.as_str(), zones }
    }

    fn languages() -> [(String, String); 4] {
        Language::ALL.map(|language| (language.to_string(), language.own_name().to_owned()))
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor<OwnAccount>) -> Answer {
    let page = visitor.page(&state, Section::Account).await?;
    let person = &visitor.session().person.state;
    let values: Fields = [
        ("name", person.name.as_str()),
        ("language", person.language.as_str()),
        ("time_zone", person.time_zone.as_str()),
    ]
    .into_iter()
    .collect();
    let form = Form::with(page.t, values);
    Ok(page.html(&ProfileTemplate::new(&page, &form, person)))
}

async fn change(State(state): State<WebState>, sent: Submitted<OwnAccount>) -> Answer {
    let error = match save(&state, &sent).await {
        Ok(done) => {
            let cookie = language_cookie(&state, done.loaded.state.language);
            let go = Go::to("/account").at(done.position).saying(Notice::ProfileSaved).cookie(cookie);
            return Ok(go.into_response());
        }
        Err(error) => error,
    };
    let problem = Stop::unless_refused(error)?;
    let page = sent.visitor.page(&state, Section::Account).await?;
    let form = Form::again(page.t, &sent.fields, &problem);
    let person = &sent.visitor.session().person.state;
    Ok(page.html_with(problem.status, &ProfileTemplate::new(&page, &form, person)))
}

async fn save(state: &WebState, sent: &Submitted<OwnAccount>) -> Result<Done<Person>, AppError> {
    let mut faults = Faults::new();
    let name = faults.parsed("name", PersonName::parse(sent.fields.get("name")));
    let language = faults.parsed("language", Language::parse(sent.fields.get("language")));
    let time_zone = faults.parsed("time_zone", TimeZone::parse(sent.fields.get("time_zone")));
    faults.check()?;
    let change = PersonChange { name, language, time_zone, ..PersonChange::default() };
    let actor = sent.actor();
    state.app.change_person(actor, &sent.key, actor.person, None, change).await
}

/// A time zone to choose.
#[derive(Debug, PartialEq, Eq)]
struct Zone {
    /// `America/Argentina/Ushuaia`.
    name: &'static str,
    /// `Argentina, Ushuaia`.
    label: String,
    chosen: bool,
}

/// The parts of the world, as the IANA database calls them.
const REGIONS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

/// The time zones by parts of the world. One that was chosen under a name outside of them (`UTC`, `Etc/GMT+1`) stands
/// first, with UTC.
fn zones(t: Voice, chosen: &str) -> Vec<(Text, Vec<Zone>)> {
    let mut by_region: BTreeMap<&'static str, Vec<Zone>> = BTreeMap::new();
    for zone in TimeZone::all() {
        let name = zone.as_str();
        let chosen = name == chosen;
        let (region, place) = name.split_once('/').unwrap_or(("", name));
        let is_place = REGIONS.contains(&region);
        if is_place || chosen || name == "UTC" {
            let label = if is_place { place } else { name }.replace('/', ", ").replace('_', " ");
            let region = if is_place { region } else { "" };
            by_region.entry(region).or_default().push(Zone { name, label, chosen });
        }
    }
    by_region.into_iter().map(|(region, zones)| (region_words(t, region), zones)).collect()
}

fn region_words(t: Voice, region: &str) -> Text {
    match region {
        "Africa" => t.zone_africa(),
        "America" => t.zone_america(),
        "Antarctica" => t.zone_antarctica(),
        "Arctic" => t.zone_arctic(),
        "Asia" => t.zone_asia(),
        "Atlantic" => t.zone_atlantic(),
        "Australia" => t.zone_australia(),
        "Europe" => t.zone_europe(),
        "Indian" => t.zone_indian(),
        "Pacific" => t.zone_pacific(),
        _ => t.zone_elsewhere(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_stand_by_parts_of_the_world_and_the_chosen_one_is_always_there() {
        let t = Voice::of(Language::En);
        let chosen = |groups: &[(Text, Vec<Zone>)]| {
            groups.iter().flat_map(|(_, zones)| zones).filter(|zone| zone.chosen).count()
        };
        let groups = zones(t, "Europe/Paris");
        assert_eq!((groups.len(), chosen(&groups)), (REGIONS.len() + 1, 1));
        assert!(
            groups.iter().flat_map(|(_, zones)| zones).any(|zone| zone.label == "Argentina, Buenos Aires")
        );
        assert_eq!((chosen(&zones(t, "Etc/GMT+1")), chosen(&zones(t, "UTC"))), (1, 1));
    }
}
