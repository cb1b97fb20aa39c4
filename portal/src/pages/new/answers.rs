//! The fields that a request type asks for: as controls of a page, and as they come back from it.

use askama::Template;
use docket_domain::desk::{Condition, Expected, Field, FieldKind, Form as Asked, Options};
use serde_json::{Map, Number, Value};

use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::texts::{Text, Voice};

/// A field of a form, with when it is asked.
#[derive(Debug, Template)]
#[template(path = "answer.html")]
pub(in crate::pages) struct Answer {
    control: Control,
    only_if: Option<OnlyIf>,
    required: bool,
}

/// When a field is asked: in words, and for the module that shows it then.
#[derive(Debug)]
struct OnlyIf {
    words: Text,
    field: String,
    /// The values that are waited for, with blanks between them: keys have none.
    values: String,
}

impl askama::filters::HtmlSafe for Answer {}

/// The name of a field's control.
pub(super) fn name(field: &Field) -> String {
    format!("fields.{}", field.key)
}

/// The name of what the module `people` sends along with a field: who was chosen from the names that it offers.
pub(super) fn chosen(field: &Field) -> String {
    format!("person.{}", field.key)
}

/// How somebody says whom they mean.
#[derive(Clone, Copy, Debug)]
pub(in crate::pages) enum Nameable<'p> {
    /// From a list of all there are, by their ids.
    Listed(&'p [(String, String)]),
    /// By name, one of too many colleagues for a list.
    Colleague,
    /// By name or address, as the team does.
    Customer,
}

/// The controls of a form.
pub(in crate::pages) fn controls(form: &Form, t: Voice, asked: &Asked, people: Nameable<'_>) -> Vec<Answer> {
    asked.fields().iter().map(|field| answer(form, t, asked, field, people)).collect()
}

fn answer(form: &Form, t: Voice, asked: &Asked, field: &Field, people: Nameable<'_>) -> Answer {
    let control = control(form, t, field, people);
    let help = field.help.as_ref().map(|help| help.get(t.language()).as_str().to_owned());
    let control = help.into_iter().fold(control, Control::help);
    let only_if = field.visible_when.as_ref().map(|condition| only_if(t, asked, condition));
    // What may not be asked at all cannot be required by the browser.
    let control = match (&only_if, field.required) {
        (None, true) => control.required(),
        (Some(_), true) => control.unmarked(),
        (_, false) => control,
    };
    Answer { control, only_if, required: field.required }
}

fn control(form: &Form, t: Voice, field: &Field, people: Nameable<'_>) -> Control {
    let (name, label) = (name(field), field.label.get(t.language()).as_str());
    let name = name.as_str();
    let none = || (String::new(), t.new_choose_one().into_owned());
    let said = |options: &Options| -> Vec<(String, String)> {
        let said = |option: &docket_domain::desk::ChoiceOption| {
            (option.key.to_string(), option.label.get(t.language()).as_str().to_owned())
        };
        options.iter().map(said).collect()
    };
    match &field.kind {
        FieldKind::Text => form.text(name, label).with("maxlength", &FieldKind::TEXT_CHARACTERS.to_string()),
        FieldKind::LongText => form.area(name, label),
        FieldKind::Number { min, max } => {
            let mut control = form.input("number", name, label).with("step", "any");
            for (attribute, bound) in [("min", min), ("max", max)] {
                if let Some(bound) = bound {
                    control = control.with(attribute, &bound.to_string());
                }
            }
            control
        }
        FieldKind::Date => form.input("date", name, label),
        FieldKind::Checkbox => form.tick(name, label),
        FieldKind::Person => match people {
            Nameable::Listed(people) => {
                form.select(name, label, [none()].into_iter().chain(people.iter().cloned()))
            }
            Nameable::Colleague => named(form, t, field, label).help(t.new_colleague_help()),
            Nameable::Customer => named(form, t, field, label).help(t.new_person_help()),
        },
        FieldKind::Choice { options } => form.select(name, label, [none()].into_iter().chain(said(options))),
        FieldKind::MultiChoice { options } => form.ticks(name, label, said(options)),
    }
}

/// Where somebody is named: the module `people` offers names.
fn named(form: &Form, t: Voice, field: &Field, label: &str) -> Control {
    form.text(&name(field), label)
        .autocomplete("off")
        .with("data-module", "people")
        .with("data-people-name", &chosen(field))
        .with("data-people-chosen", form.value(&chosen(field)))
        .with("data-people-none", &t.ticket_people_none())
        .with("data-people-some", &t.ticket_people_some())
}

fn only_if(t: Voice, asked: &Asked, condition: &Condition) -> OnlyIf {
    let other = asked.field(condition.field.as_str());
    let label = other.map_or(condition.field.as_str(), |field| field.label.get(t.language()).as_str());
    let options = other.and_then(|field| field.kind.options());
    let said = |expected: &Expected| match expected {
        Expected::Flag(true) => t.new_ticked().into_owned(),
        Expected::Flag(false) => t.new_not_ticked().into_owned(),
        Expected::Option(key) => {
            let option = options.and_then(|options| options.get(key.as_str()));
            option
                .map_or_else(|| key.to_string(), |option| option.label.get(t.language()).as_str().to_owned())
        }
    };
    let values: Vec<String> = condition.is.iter().map(said).collect();
    let keys: Vec<String> = condition.is.iter().map(ToString::to_string).collect();
    OnlyIf {
        words: t.new_only_if(label, values.join(&t.new_or())),
        field: format!("fields.{}", condition.field),
        values: keys.join(" "),
    }
}

/// What was answered, as the use case takes it. What is no number is left as it was typed, to be told so.
pub(super) fn read(asked: &Asked, fields: &Fields) -> Map<String, Value> {
    let mut answers = Map::new();
    for field in asked.fields() {
        let name = name(field);
        let text = || fields.filled(&name).map(str::to_owned);
        let value = match &field.kind {
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Date
            | FieldKind::Person
            | FieldKind::Choice { .. } => text().map(Value::String),
            FieldKind::Number { .. } => text().map(|text| number(&text)),
            // What is not ticked is not answered.
            FieldKind::Checkbox => fields.has(&name).then_some(Value::Bool(true)),
            FieldKind::MultiChoice { .. } => {
                let chosen: Vec<Value> = fields.all(&name).map(|key| Value::String(key.to_owned())).collect();
                (!chosen.is_empty()).then_some(Value::Array(chosen))
            }
        };
        answers.extend(value.map(|value| (field.key.to_string(), value)));
    }
    answers
}

fn number(text: &str) -> Value {
    // Most of our readers write a comma.
    let text = text.replace(',', ".");
    let whole = text.parse::<i64>().map(Number::from).ok();
    let number = whole.or_else(|| text.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or(Value::String(text), Value::Number)
}

#[cfg(test)]
mod tests {
    use docket_domain::desk::Form as Asked;
    use serde_json::json;

    use super::read;
    use crate::fields::Fields;

    fn asked() -> Asked {
        let field = |key: &str, kind: serde_json::Value| json!({"key": key, "label": key, "kind": kind});
        serde_json::from_value(json!([
            field("since", json!("date")),
            field("share", json!({"number": {}})),
            field("sure", json!("checkbox")),
            field(
                "where",
                json!({"multi_choice": {"options": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]}})
            ),
        ]))
        .unwrap()
    }

    fn answers(query: &str) -> serde_json::Value {
        read(&asked(), &Fields::parse(query.as_bytes())).into()
    }

    #[test]
    fn answers_are_read_by_their_kind() {
        let sent =
            "fields.since=2026-02-28&fields.share=1%2C5&fields.sure=true&fields.where=a&fields.where=b";
        let read = json!({"since": "2026-02-28", "share": 1.5, "sure": true, "where": ["a", "b"]});
        assert_eq!(answers(sent), read);
        assert_eq!(answers("fields.share=12&fields.other=x"), json!({"share": 12}));
    }

    #[test]
    fn what_was_left_empty_is_no_answer_and_what_is_no_number_is_told_so() {
        assert_eq!(answers("fields.since=&fields.share=+"), json!({}));
        assert_eq!(answers("fields.share=many"), json!({"share": "many"}));
    }
}
