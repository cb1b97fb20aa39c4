//! Request types in the directory, as their desk orders, changes and retires them.

use docket_domain::desk::{Desk, DeskEvent, default_desk};
use docket_domain::testing::{ADA, DESK, History, beginning};
use docket_domain::{Event, Language, SYSTEM};
use docket_eventstore::{Position, backend_tests};
use docket_projections::testing::Pen;
use docket_projections::{Views, replay};
use serde_json::json;

fn event(kind: &str, payload: &serde_json::Value) -> DeskEvent {
    match Event::decode(kind, 1, payload.to_string().as_bytes()).unwrap() {
        Event::Desk(event) => event,
        other => panic!("an event of a desk is meant: {other:?}"),
    }
}

backend_tests! {
    async fn request_types_are_listed_as_the_desk_has_them(db: TestDb) {
        let store = db.store().await;
        let mut pen = Pen::new(&store, 1);
        let mut events = default_desk();
        let outage = json!({
            "key": "outage", "name": { "en": "Outage", "fr": "Panne" }, "description": "Nothing comes.", "form": [],
        });
        let form = json!([{ "key": "what", "label": { "de": "Was" }, "required": true, "kind": "text" }]);
        let changed = json!({ "key": "question", "name": "Question", "form": form, "form_version": 2 });
        events.extend([
            event("desk.request_type_added", &outage),
            event("desk.request_types_ordered", &json!({
                "keys": ["outage", "question", "incident", "feature_request"],
            })),
            event("desk.request_type_changed", &changed),
            event("desk.request_type_retired", &json!({ "key": "incident" })),
            event("desk.request_type_retired", &json!({ "key": "outage" })),
            event("desk.request_type_restored", &json!({ "key": "outage" })),
            event("desk.renamed", &json!({ "name": { "en": "Audience", "es": "Audiencia" } })),
        ]);
        let mut history = History::<Desk>::new(DESK.0);
        history.append(SYSTEM, beginning(), events.iter().cloned()).unwrap();
        let folded = history.state.unwrap();
        // Two commands, and batches of one event: rows are read back between them.
        let (first, rest) = events.split_at(6);
        let mut head = Position::ZERO;
        for part in [first, rest] {
            let events = part.iter().map(|event| (DESK.0, Event::Desk(event.clone()))).collect();
            head = pen.write(ADA.0, events).await;
        }
        let views = Views::open(db.views().clone()).await.unwrap();
        replay(&store, &views, Position::ZERO, head, 1, |_| {}).await.unwrap();

        let desks = views.desks().await.unwrap();
        assert_eq!((&desks[0].name, desks[0].version), (&folded.name, folded.version));
        assert_eq!(desks[0].name.get(Language::Es).as_str(), "Audiencia");
        let listed = views.request_types(DESK).await.unwrap();
        let listed: Vec<_> = listed
            .iter()
            .map(|row| (&row.key, &row.name, row.description.as_ref(), row.retired, row.form_version, &row.form))
            .collect();
        let expected: Vec<_> = folded
            .in_order()
            .map(|kind| {
                let version = i64::from(kind.form_version());
                (&kind.key, &kind.name, kind.description.as_ref(), kind.retired, version, &kind.form)
            })
            .collect();
        assert_eq!(listed, expected);
        let keys: Vec<_> = listed.iter().map(|row| (row.0.as_str(), row.3)).collect();
        let known = [("outage", false), ("question", false), ("incident", true), ("feature_request", false)];
        assert_eq!(keys, known);
    }
}
