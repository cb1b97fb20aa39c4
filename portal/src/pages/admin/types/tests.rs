use docket_app::{AppError, Faults};
use docket_domain::desk::{Form, RequestType};
use serde_json::{Value, json};

use super::draft::{begin, names, press};
use super::read;
use crate::fields::Fields;

fn form(json: Value) -> Form {
    serde_json::from_value(json).unwrap()
}

fn request_type(form: Form) -> RequestType {
    let text = |text| serde_json::from_value(json!(text)).unwrap();
    let key = docket_domain::RequestTypeKey::parse("incident").unwrap();
    RequestType {
        key,
        name: text("Incident"),
        description: None,
        retired: false,
        form,
        earlier_forms: Vec::new(),
    }
}

fn every_kind() -> Value {
    let low_and_high = json!([
        { "key": "low", "label": "Low" },
        { "key": "high", "label": { "en": "High", "fr": "Forte" } },
    ]);
    json!([
        { "key": "severity", "label": "Severity", "required": true, "kind": { "choice": { "options": low_and_high } } },
        { "key": "areas", "label": { "en": "Areas", "de": "Bereiche" }, "help": "H",
          "kind": { "multi_choice": { "options": low_and_high } } },
        { "key": "more", "label": "More", "kind": "checkbox",
          "visible_when": { "field": "severity", "is": ["high", "low"] } },
        { "key": "text", "label": "T", "kind": "text", "visible_when": { "field": "more", "is": [true] } },
        { "key": "long", "label": { "fr": "L" }, "kind": "long_text" },
        { "key": "number", "label": "N", "kind": { "number": { "min": -1, "max": 9 } } },
        { "key": "day", "label": "D", "kind": "date" },
        { "key": "who", "label": "W", "kind": "person" },
    ])
}

fn read(fields: &Fields) -> Result<Form, Vec<(String, String)>> {
    let mut faults = Faults::new();
    let form = read::form(fields, &mut faults);
    match faults.finish(|| form) {
        Ok(form) => Ok(form),
        Err(AppError::Invalid(faults)) => {
            Err(faults.into_iter().map(|fault| (fault.field, fault.code)).collect())
        }
        Err(other) => panic!("{other}"),
    }
}

fn pressed(fields: &Fields, buttons: &[&str]) -> Fields {
    buttons.iter().fold(fields.clone(), |fields, button| press(&fields, button).unwrap().0)
}

fn with(fields: &Fields, more: &[(&str, &str)]) -> Fields {
    let mut fields = fields.clone();
    fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

#[test]
fn a_form_of_every_kind_is_read_as_it_is_shown() {
    let form = form(every_kind());
    assert_eq!(read(&begin(&request_type(form.clone()))), Ok(form));
    for event in docket_domain::desk::default_desk() {
        if let docket_domain::desk::DeskEvent::RequestTypeAdded(added) = event {
            assert_eq!(read(&begin(&request_type(added.form.clone()))), Ok(added.form));
        }
    }
}

#[test]
fn buttons_move_remove_and_add() {
    let shown = begin(&request_type(form(every_kind())));
    let moved =
        pressed(&shown, &["up long", "down severity", "remove who", "remove severity low", "up areas high"]);
    assert_eq!(names(&moved, "questions"), ["areas", "severity", "more", "long", "text", "number", "day"]);
    assert_eq!(names(&moved, "q.severity.options"), ["high"]);
    assert_eq!(names(&moved, "q.areas.options"), ["high", "low"]);
    let moved = read(&moved).unwrap();
    assert_eq!(moved.field("more").unwrap().visible_when.as_ref().unwrap().is.len(), 1);
    assert!(press(&shown, "save").is_none());
}

#[test]
fn what_is_new_gets_keys_of_its_words() {
    let empty = begin(&request_type(form(json!([]))));
    let kinds = with(&empty, &[("add_kind", "choice")]);
    let added = pressed(&kinds, &["add", "add", "option new-1", "option new-1"]);
    let written = with(
        &added,
        &[
            ("q.new-1.label.en", "How bad is it?"),
            ("q.new-1.o.new-1.en", "Bad"),
            ("q.new-1.o.new-2.fr", "Très grave"),
            ("q.new-2.label.en", "How bad is it?"),
        ],
    );
    let faults = read(&written).unwrap_err();
    assert_eq!(faults, [("q.new-2.kind".to_owned(), "question_options_empty".to_owned())]);
    let form = read(&pressed(&written, &["remove new-2"])).unwrap();
    let asked = &form.fields()[0];
    let options: Vec<_> = asked.kind.options().unwrap().iter().map(|option| option.key.as_str()).collect();
    assert_eq!((asked.key.as_str(), options), ("how_bad_is_it", vec!["bad", "tres_grave"]));
}

#[test]
fn each_fault_stands_where_it_can_be_mended() {
    let shown = begin(&request_type(form(every_kind())));
    for (more, field, code) in [
        (&[("q.number.min", "")][..], "", ""),
        (&[("q.text.when.severity", "low")], "q.text.when", "question_condition_several"),
        (&[("questions", "new-1"), ("q.new-1.kind", "text")], "q.new-1.label.en", "text_empty"),
        (&[("questions", "day")], "q.day.label.en", "question_twice"),
    ] {
        let told = read(&with(&shown, more)).err().unwrap_or_default();
        let wanted = [(field.to_owned(), code.to_owned())];
        assert_eq!(told, if code.is_empty() { &[][..] } else { &wanted[..] }, "{more:?}");
    }
    let late = pressed(&shown, &["up more", "up more"]);
    assert_eq!(
        read(&late).unwrap_err(),
        [("q.more.when".to_owned(), "question_condition_before".to_owned())]
    );
    let without = pressed(&shown, &["remove severity"]);
    assert_eq!(read(&without).unwrap().field("more").unwrap().visible_when, None);
}
