//! The log itself, event by event.

use std::collections::BTreeSet;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::routing::get;
use docket_domain::PersonId;
use docket_web::WebState;
use serde_json::Value;

use super::enter;
use crate::fields::Fields;
use crate::form::Form;
use crate::page::Page;
use crate::stop::Answer;
use crate::visitor::Visitor;
use crate::when::Time;

pub(super) fn router() -> Router<WebState> {
    Router::new().route("/admin/log", get(show))
}

/// Events on a page.
const ROWS: i64 = 50;

#[derive(Template)]
#[template(path = "admin/log.html")]
struct Log<'a> {
    p: &'a Page,
    form: Form,
    rows: Vec<Row>,
    stretch: Stretch,
}

/// An event.
struct Row {
    position: i64,
    at: Time,
    kind: String,
    who: String,
    stream: String,
    version: i64,
    payload: String,
    hash: String,
}

/// The part of the log that a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    /// Behind which event it begins.
    after: i64,
    /// Where that of newer events begins, if there are any.
    newer: Option<i64>,
    /// Where that of older ones begins.
    older: Option<i64>,
}

impl Stretch {
    /// The newest events, or those up to the one that was asked for.
    fn of(last: i64, asked: Option<i64>) -> Self {
        let to = asked.unwrap_or(last).clamp(0, last);
        let after = (to - ROWS).max(0);
        Self {
            after,
            newer: (to < last).then_some((to + ROWS).min(last)),
            older: (after > 0).then_some(after),
        }
    }
}

async fn show(State(state): State<WebState>, visitor: Visitor, RawQuery(query): RawQuery) -> Answer {
    let page = enter(&state, &visitor).await?;
    let asked = Fields::parse(query.unwrap_or_default().as_bytes());
    let to = asked.filled("to").and_then(|text| text.parse().ok());
    let stretch = Stretch::of(page.position, to);
    let rows = usize::try_from(to.unwrap_or(page.position).clamp(0, page.position) - stretch.after);
    let events = state.app.raw_events(visitor.actor(), stretch.after, rows.unwrap_or_default()).await?;
    let people: BTreeSet<PersonId> = events.iter().map(|event| PersonId(event.actor.0)).collect();
    let briefs = state.app.briefs(visitor.actor(), people, None).await?;
    let row = |event: docket_app::Recorded| Row {
        position: event.position.0,
        at: page.moment(event.recorded_at),
        kind: event.kind,
        who: briefs.name(PersonId(event.actor.0)).to_owned(),
        stream: event.stream.0.to_string(),
        version: event.version.0,
        payload: readable(&event.payload),
        hash: docket_domain::Sha256Digest(event.hash).to_string(),
    };
    let rows = events.into_iter().rev().map(row).collect();
    Ok(page.html(&Log { p: &page, form: Form::with(page.t, asked), rows, stretch }))
}

/// A payload with a line a member; what is no JSON, as it is.
fn readable(payload: &[u8]) -> String {
    let parsed = serde_json::from_slice::<Value>(payload);
    let pretty = parsed.and_then(|value| serde_json::to_string_pretty(&value));
    pretty.unwrap_or_else(|_| String::from_utf8_lossy(payload).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_meet_and_end_with_the_log() {
        let of = |last, asked| {
            let Stretch { after, newer, older } = Stretch::of(last, asked);
            (after, newer, older)
        };
        assert_eq!(of(0, None), (0, None, None));
        assert_eq!(of(50, None), (0, None, None));
        assert_eq!(of(120, None), (70, None, Some(70)));
        assert_eq!(of(120, Some(70)), (20, Some(120), Some(20)));
        assert_eq!(of(120, Some(20)), (0, Some(70), None));
        assert_eq!(of(120, Some(-3)), (0, Some(50), None));
        assert_eq!(of(120, Some(999)), (70, None, Some(70)));
    }
}
