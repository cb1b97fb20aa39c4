use docket_domain::desk::event::RequestTypeChanged;
use docket_domain::desk::{Desk, DeskEvent, Form, default_desk};
use docket_domain::{Actor, CommandContext, RequestTypeKey};
use docket_eventstore::Version;
use serde_json::{Value, json};
use uuid::Uuid;

use super::difference::difference;
use super::{DeskDefinition, Draft, Missing, RequestTypeDefinition, in_words};
use crate::aggregates::Loaded;

const ID: Uuid = Uuid::from_u128(1);

fn context(actor: &Actor) -> CommandContext<'_> {
    CommandContext { now: chrono::DateTime::UNIX_EPOCH, actor }
}

fn present() -> Loaded<Desk> {
    let actor = Actor::system();
    let mut draft = Draft::new(ID, None, context(&actor));
    default_desk().into_iter().try_for_each(|event| draft.take(event)).unwrap();
    Loaded { state: draft.state.unwrap(), version: draft.version }
}

/// What it takes to make the desk so: the kinds of the events, and the desk they lead to.
fn planned(
    loaded: Option<&Loaded<Desk>>,
    wanted: &DeskDefinition,
    missing: Missing,
) -> (Vec<&'static str>, Loaded<Desk>) {
    let actor = Actor::system();
    let mut draft = Draft::new(ID, loaded, context(&actor));
    wanted.decide(&mut draft, missing).unwrap();
    let kinds = draft.events.iter().map(DeskEvent::kind).collect();
    (kinds, Loaded { state: draft.state.unwrap(), version: draft.version })
}

fn definition() -> DeskDefinition {
    DeskDefinition::of(&present().state)
}

#[test]
fn a_desk_as_it_is_takes_nothing() {
    for missing in [Missing::Keep, Missing::Retire] {
        let (kinds, after) = planned(Some(&present()), &definition(), missing);
        assert_eq!((kinds, after.version), (Vec::new(), Version(4)));
    }
    let open = DeskDefinition { sign_up: None, participants_may_add: None, ..definition() };
    assert!(planned(Some(&present()), &open, Missing::Retire).0.is_empty());
}

#[test]
fn a_new_desk_is_as_it_is_defined_and_a_second_time_takes_nothing() {
    let (kinds, made) = planned(None, &definition(), Missing::Keep);
    assert_eq!(kinds[..2], ["desk.created", "desk.request_type_added"]);
    assert_eq!(DeskDefinition::of(&made.state), definition());
    assert!(planned(Some(&made), &definition(), Missing::Retire).0.is_empty());
}

#[test]
fn what_is_not_named_stays_behind_or_is_retired_and_comes_back() {
    let mut fewer = definition();
    let incident = fewer.request_types.remove(0);
    fewer.request_types.reverse();
    let (kinds, kept) = planned(Some(&present()), &fewer, Missing::Keep);
    assert_eq!(kinds, ["desk.request_types_ordered"]);
    let keys = |desk: &Desk| -> Vec<String> { desk.order.iter().map(ToString::to_string).collect() };
    assert_eq!(keys(&kept.state), ["question", "feature_request", "incident"]);
    assert!(planned(Some(&kept), &fewer, Missing::Keep).0.is_empty());
    let (kinds, retired) = planned(Some(&kept), &fewer, Missing::Retire);
    assert_eq!(kinds, ["desk.request_type_retired"]);
    assert!(planned(Some(&retired), &fewer, Missing::Retire).0.is_empty());
    let form: Form = serde_json::from_value(json!([])).unwrap();
    fewer.request_types.push(RequestTypeDefinition { form, ..incident });
    let (kinds, back) = planned(Some(&retired), &fewer, Missing::Retire);
    assert_eq!(kinds, ["desk.request_type_restored", "desk.request_type_changed"]);
    assert_eq!(DeskDefinition::of(&back.state), fewer);
}

#[test]
fn each_change_of_a_form_has_its_words() {
    let severity =
        |options: Value| json!({ "key": "f", "label": "F", "kind": { "choice": { "options": options } } });
    let low = json!({ "key": "low", "label": "Low" });
    let high = json!({ "key": "high", "label": { "en": "High", "fr": "Forte" } });
    let text = |more: Value| {
        let mut field = json!({ "key": "f", "label": "F", "kind": "text" });
        field.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        json!([field])
    };
    let tick = json!({ "key": "tick", "label": "Tick", "kind": "checkbox" });
    let number = |bounds: Value| text(json!({ "kind": { "number": bounds } }));
    let when = json!({ "field": "tick", "is": [true, false] });
    let hidden = json!([tick, text(json!({ "visible_when": when }))[0]]);
    let shown = json!([tick, text(json!({}))[0]]);
    for (before, after, lines) in [
        (text(json!({})), text(json!({})), &[][..]),
        (text(json!({})), json!([]), &["field f: removed"]),
        (
            json!([]),
            text(json!({ "required": true, "help": "H" })),
            &["field f: added, text, label \"F\", help \"H\", required"],
        ),
        (
            text(json!({})),
            text(json!({ "label": { "fr": "G" } })),
            &["field f: label \"F\" becomes fr \"G\""],
        ),
        (
            text(json!({ "label": { "en": "F", "de": "D" } })),
            text(json!({ "label": { "en": "G", "fr": "F" } })),
            &[
                "field f: label in en \"F\" becomes \"G\"",
                "field f: label in fr \"F\"",
                "field f: label in de removed",
            ],
        ),
        (text(json!({ "help": "H" })), text(json!({})), &["field f: help removed"]),
        (text(json!({})), text(json!({ "required": true })), &["field f: now required"]),
        (text(json!({ "required": true })), text(json!({})), &["field f: no longer required"]),
        (shown.clone(), hidden.clone(), &["field f: asked only when tick is false or true"]),
        (hidden, shown.clone(), &["field f: always asked"]),
        (shown.clone(), json!([shown[1], shown[0]]), &["fields: in the order f, tick"]),
        (text(json!({})), number(json!({ "min": 1 })), &["field f: kind text becomes number of at least 1"]),
        (
            number(json!({ "max": 9 })),
            number(json!({ "min": 1, "max": 9 })),
            &["field f: number of at most 9 becomes number from 1 to 9"],
        ),
        (
            json!([severity(json!([low, high]))]),
            json!([severity(json!([high, low]))]),
            &["field f: options: in the order high, low"],
        ),
        (
            json!([severity(json!([low]))]),
            json!([severity(json!([high]))]),
            &["field f: option high: added, label en \"High\", fr \"Forte\"", "field f: option low: removed"],
        ),
    ] {
        let mut desk = present().state;
        let key = RequestTypeKey::parse("incident").unwrap();
        let form = |json: &Value| serde_json::from_value::<Form>(json.clone()).unwrap();
        let kind = desk.request_types.get_mut(&key).unwrap();
        kind.form = form(&before);
        let (name, description) = (kind.name.clone(), kind.description.clone());
        let changed = RequestTypeChanged { key, name, description, form: form(&after), form_version: 2 };
        let told = difference(Some(&desk), &changed.into()).lines();
        let told: Vec<_> = told[1..].iter().map(|line| line.trim_start()).collect();
        assert_eq!(told, lines, "{before} {after}");
    }
}

#[test]
fn a_desk_is_told_in_words() {
    let lines = in_words(&present().state);
    assert_eq!(lines[0], "desk AMS, named \"Audience Measurement Support\"");
    assert!(lines.contains(&"request type question, named \"Question\", form version 1".to_owned()));
}
