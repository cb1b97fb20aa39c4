//! Moments in words, in the reader's language and time zone; the exact one stands in the element.

use std::fmt;

use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use docket_domain::{Language, TimeZone};

use crate::texts::{Text, Voice};

/// A moment as an element of a page: the words, and the exact moment for programs and on hovering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    words: String,
    at: DateTime<Utc>,
    zone: TimeZone,
}

impl Time {
    /// The words alone, for a sentence that goes around them.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { words, at, zone } = self;
        // The words are digits and names of ours: there is nothing to escape in them.
        let exact = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let local = at.with_timezone(&zone.rules()).to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(f, "<time datetime=\"{exact}\" title=\"{local}\">{words}</time>")
    }
}

impl HtmlSafe for Time {}

/// `5 minutes ago`; what is older than a week, as its day.
pub(crate) fn ago(voice: Voice, zone: TimeZone, now: DateTime<Utc>, at: DateTime<Utc>) -> Time {
    let passed = now - at;
    let words: Option<Text> = if passed < TimeDelta::minutes(1) {
        Some(voice.ago_now())
    } else if passed < TimeDelta::hours(1) {
        Some(voice.ago_minutes(passed.num_minutes()))
    } else if passed < TimeDelta::days(1) {
        Some(voice.ago_hours(passed.num_hours()))
    } else if passed < TimeDelta::days(7) {
        Some(voice.ago_days(passed.num_days()))
    } else {
        None
    };
    let words = words.map_or_else(|| day_words(voice, zone, now, at), Text::into_owned);
    Time { words, at, zone }
}

/// `3 August, 16:05`.
pub(crate) fn moment(voice: Voice, zone: TimeZone, now: DateTime<Utc>, at: DateTime<Utc>) -> Time {
    let time = at.with_timezone(&zone.rules()).format("%H:%M").to_string();
    let words = voice.day_and_time(day_words(voice, zone, now, at), time).into_owned();
    Time { words, at, zone }
}

/// `3 August`, or `3 August 2025` in another year.
pub(crate) fn day(voice: Voice, zone: TimeZone, now: DateTime<Utc>, at: DateTime<Utc>) -> Time {
    Time { words: day_words(voice, zone, now, at), at, zone }
}

fn day_words(voice: Voice, zone: TimeZone, now: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let (at, now) = (at.with_timezone(&zone.rules()), now.with_timezone(&zone.rules()));
    let language = voice.language();
    let day = match (language, at.day()) {
        (Language::Fr, 1) => "1er".to_owned(),
        (Language::De, day) => format!("{day}."),
        (Language::En | Language::Fr | Language::Es, day) => day.to_string(),
    };
    let month = language.month(at.month0());
    let of = if language == Language::Es { "de " } else { "" };
    if at.year() == now.year() {
        format!("{day} {of}{month}")
    } else {
        format!("{day} {of}{month} {of}{}", at.year())
    }
}
