//! The answers to the form that a ticket was filed with, under the labels that the form had then.

use chrono::{NaiveDate, NaiveTime};
use docket_domain::desk::{Desk, Field, FieldKind, FieldValue};
use docket_domain::ticket::Ticket;
use docket_domain::{Language, PersonId, TimeZone};

use super::gather::Names;
use crate::page::Page;
use crate::when;

/// A question and what was answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) label: String,
    pub(super) value: String,
    /// Whether it has lines of its own.
    pub(super) long: bool,
}

/// In the form's order. What is in no form any more is left out: a form that was filed is kept for good.
pub(super) fn answered(page: &Page, desk: &Desk, ticket: &Ticket, names: &Names) -> Vec<Answered> {
    let t = page.t;
    let filed = &ticket.filed;
    let form = desk.request_types.get(&filed.request_type);
    let Some(form) = form.and_then(|kind| kind.form_of_version(filed.form_version)) else {
        return Vec::new();
    };
    let one = |field: &Field| {
        let value = words(page, &field.kind, ticket.fields.get(&field.key)?, names);
        let label = field.label.get(t.language()).as_str().to_owned();
        Some(Answered { label, value, long: field.kind == FieldKind::LongText })
    };
    form.fields().iter().filter_map(one).collect()
}

fn words(page: &Page, kind: &FieldKind, value: &FieldValue, names: &Names) -> String {
    let t = page.t;
    match value {
        FieldValue::Flag(true) => t.ticket_yes().into_owned(),
        FieldValue::Flag(false) => t.ticket_no().into_owned(),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) if *kind == FieldKind::Person => {
            text.parse().map_or_else(|_| text.clone(), |id| names.of(PersonId(id)).to_owned())
        }
        FieldValue::Text(text) if *kind == FieldKind::Date => day(page, text),
        FieldValue::Text(text) => option(t.language(), kind, text),
        FieldValue::Many(keys) => {
            let chosen: Vec<String> = keys.iter().map(|key| option(t.language(), kind, key)).collect();
            chosen.join(", ")
        }
    }
}

/// A date of the calendar, which is the same day in every zone.
fn day(page: &Page, text: &str) -> String {
    let moment = text.parse().map(|day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc());
    moment.map_or_else(
        |_| text.to_owned(),
        |at| when::day(page.t, TimeZone::UTC, page.now, at).words().to_owned(),
    )
}

fn option(language: Language, kind: &FieldKind, key: &str) -> String {
    let found = kind.options().and_then(|options| options.get(key));
    found.map_or_else(|| key.to_owned(), |option| option.label.get(language).as_str().to_owned())
}
