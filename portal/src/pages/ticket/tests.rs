use chrono::{DateTime, NaiveDate, Utc};
use docket_domain::TimeZone;
use docket_domain::ticket::LinkKind;
use docket_web::Problem;

use super::{finish, forms, happened};
use crate::texts::Voice;

fn begins(day: &str, zone: &str) -> DateTime<Utc> {
    let day: NaiveDate = day.parse().unwrap();
    finish::beginning(day, TimeZone::parse(zone).unwrap()).unwrap()
}

#[test]
fn a_hold_ends_when_the_day_begins_for_whoever_chose_it() {
    assert_eq!(begins("2027-01-15", "Europe/Paris").to_rfc3339(), "2027-01-14T23:00:00+00:00");
    // Clocks there skip the hour after midnight on this day.
    assert_eq!(begins("2026-09-06", "America/Santiago").to_rfc3339(), "2026-09-06T04:00:00+00:00");
}

#[test]
fn a_fault_goes_to_the_field_of_the_form_that_it_came_from() {
    let problem: Problem = forms::wrong("person", "unknown", "Nobody.");
    let fields: Vec<String> =
        forms::renamed(problem, "person", "whom").errors.into_iter().map(|fault| fault.field).collect();
    assert_eq!(fields, ["whom"]);
}

#[test]
fn both_ends_of_a_link_have_words_of_their_own() {
    for language in docket_domain::Language::ALL {
        let t = Voice::of(language);
        let words: std::collections::BTreeSet<_> =
            LinkKind::ALL.into_iter().map(|kind| happened::link(t, kind)).collect();
        assert_eq!(words.len(), LinkKind::ALL.len(), "{language}");
    }
}
