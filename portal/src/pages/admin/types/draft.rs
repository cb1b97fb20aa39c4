//! A form in the editor, as the fields of the page: nothing of it need be right yet.
//!
//! `questions` names them in order, by their keys or, where they have none yet, as `new-1`. What is known of one stands
//! below `q.` and its name: `kind`, `label.en`, `required`, `options` (their names in order), `o.low.en`, and
//! `when.severity`, the answers to another question that make it asked.

use docket_domain::desk::{Expected, Field, KindName, Options, RequestType};

use super::super::localized;
use super::super::slug::shift;
use crate::fields::Fields;

/// The names of the questions, in order.
pub(super) const QUESTIONS: &str = "questions";
/// What those are called that have no key yet.
const NEW: &str = "new-";

/// The name of what is known of a question.
pub(super) fn of(question: &str, what: &str) -> String {
    format!("q.{question}.{what}")
}

/// The name of the label of an option.
pub(super) fn option(question: &str, option: &str) -> String {
    of(question, &format!("o.{option}"))
}

/// The name of the answers to another question that are waited for.
pub(super) fn when(question: &str, other: &str) -> String {
    of(question, &format!("when.{other}"))
}

/// What was chosen as its kind.
pub(super) fn kind(fields: &Fields, question: &str) -> KindName {
    KindName::parse(fields.get(&of(question, "kind"))).unwrap_or(KindName::Text)
}

/// Whether it has options.
pub(super) fn is_choice(kind: KindName) -> bool {
    matches!(kind, KindName::Choice | KindName::MultiChoice)
}

/// Whether it has no key yet.
pub(super) fn is_new(name: &str) -> bool {
    name.starts_with(NEW)
}

/// The names in a list.
pub(super) fn names(fields: &Fields, list: &str) -> Vec<String> {
    fields.all(list).map(str::to_owned).collect()
}

/// A request type as the editor shows it.
pub(super) fn begin(kind: &RequestType) -> Fields {
    let mut fields = Fields::default();
    localized::put(&mut fields, "name", &kind.name);
    if let Some(description) = &kind.description {
        localized::put(&mut fields, "description", description);
    }
    for field in kind.form.fields() {
        put(&mut fields, field);
    }
    fields
}

fn put(fields: &mut Fields, field: &Field) {
    let own = field.key.as_str();
    fields.push(QUESTIONS, own);
    fields.push(of(own, "kind"), field.kind.name().as_str());
    localized::put(fields, &of(own, "label"), &field.label);
    if let Some(help) = &field.help {
        localized::put(fields, &of(own, "help"), help);
    }
    if field.required {
        fields.push(of(own, "required"), "true");
    }
    let (min, max) = field.kind.bounds();
    for (what, bound) in [("min", min), ("max", max)] {
        if let Some(bound) = bound {
            fields.push(of(own, what), bound.to_string());
        }
    }
    for choice in field.kind.options().into_iter().flat_map(Options::iter) {
        fields.push(of(own, "options"), choice.key.as_str());
        localized::put(fields, &option(own, choice.key.as_str()), &choice.label);
    }
    if let Some(condition) = &field.visible_when {
        for expected in &condition.is {
            let answer = match expected {
                Expected::Flag(flag) => flag.to_string(),
                Expected::Option(key) => key.to_string(),
            };
            fields.push(when(own, condition.field.as_str()), answer);
        }
    }
}

/// The form after a button was pressed, and the question it was about; `None` for a button that changes nothing.
pub(super) fn press(fields: &Fields, button: &str) -> Option<(Fields, String)> {
    let mut words = button.split(' ');
    let (act, question, choice) = (words.next()?, words.next().unwrap_or_default(), words.next());
    let list =
        if choice.is_some() || act == "option" { of(question, "options") } else { QUESTIONS.to_owned() };
    let mut all = names(fields, &list);
    let thing = choice.unwrap_or(question).to_owned();
    let mut more = Fields::default();
    let about = match act {
        "add" => {
            let name = unused(&all);
            more.push(of(&name, "kind"), fields.get("add_kind"));
            all.push(name.clone());
            name
        }
        "option" => {
            all.push(unused(&all));
            question.to_owned()
        }
        "up" | "down" => {
            shift(&mut all, &thing, act == "up");
            question.to_owned()
        }
        "remove" => {
            all.retain(|own| *own != thing);
            question.to_owned()
        }
        _ => return None,
    };
    more.extend(all.into_iter().map(|name| (list.clone(), name)));
    let kept = fields.iter().filter(|(name, _)| *name != list);
    let kept = kept.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Some((kept.chain(more).collect(), about))
}

/// What one more is called for now.
pub(super) fn unused(names: &[String]) -> String {
    let taken = |name: &String| names.contains(name);
    (1_u32..)
        .map(|number| format!("{NEW}{number}"))
        .find(|name| !taken(name))
        .unwrap_or_else(|| NEW.to_owned())
}
