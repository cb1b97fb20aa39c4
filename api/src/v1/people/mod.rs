//! People.

mod change;
mod get;
mod list;
mod second_factor;
mod sessions;

use docket_app::Faults;
use docket_app::accounts::PersonChange;
use docket_domain::{Language, PersonName, TimeZone};
use docket_web::{Problem, WebState};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::v1::reply::parsed;

pub(crate) fn router() -> OpenApiRouter<WebState> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(get::get, change::change))
        .routes(routes!(sessions::list, sessions::end))
        .routes(routes!(second_factor::reset))
}

/// A change of what people say of themselves.
pub(crate) fn parse_profile(
    name: Option<&str>,
    language: Option<&str>,
    time_zone: Option<&str>,
) -> Result<PersonChange, Problem> {
    let mut faults = Faults::new();
    let name = name.and_then(|text| faults.take(parsed("name", PersonName::parse(text))));
    let language = language.and_then(|text| faults.take(parsed("language", Language::parse(text))));
    let time_zone = time_zone.and_then(|text| faults.take(parsed("time_zone", TimeZone::parse(text))));
    faults.check()?;
    Ok(PersonChange { name, language, time_zone, ..PersonChange::default() })
}
