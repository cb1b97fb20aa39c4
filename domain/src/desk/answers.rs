//! Checking what somebody answered against what a form asks.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::form::{Field, FieldKind, Form, Options};
use crate::id::PersonId;
use crate::key::FieldKey;
use crate::text::{Body, TextError, one_line};

/// The checked answers of one ticket.
pub type Answers = BTreeMap<FieldKey, FieldValue>;

/// An answer. In JSON it is the plain value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum FieldValue {
    /// Of a checkbox.
    Flag(bool),
    /// Of a number field.
    Number(Number),
    /// Of a text, a date (`2026-02-28`), a person (the id) or a choice (the option's key).
    Text(String),
    /// Of a choice of several: the options' keys, in the form's order.
    Many(Vec<String>),
}

/// What is wrong with one answer. The message names the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field's key as it was sent, cut to 100 characters.
    pub field: String,
    /// The stable code: `unknown_field`, `missing`, `not_asked`, `ill_typed`, `not_an_option`, `unknown_person`,
    /// `out_of_range`, or one of [`TextError::code`].
    pub code: &'static str,
    /// What to do about it.
    pub message: String,
}

const MAX_ECHO: usize = 100;

impl Form {
    /// Checks answers and brings them into their normal form. An empty text counts as no answer, as browsers send
    /// it. `may_name` says whether the reporter may name a person, one of those of [`Form::people`].
    ///
    /// A field whose condition does not hold is not asked: it need not be answered, and must not be. Where the
    /// answer it depends on is wrong, that alone is said.
    ///
    /// # Errors
    /// All that is wrong, so that a person can mend it in one go: fields in the form's order, then unknown ones.
    pub fn check(
        &self,
        answers: &Map<String, Value>,
        may_name: impl Fn(PersonId) -> bool,
    ) -> Result<Answers, Vec<FieldError>> {
        let mut checked = Answers::new();
        let mut asked = BTreeMap::new();
        let mut errors = Vec::new();
        for field in self.fields() {
            let mut place = field.visible_when.as_ref().map_or(Asked::Yes, |condition| {
                match asked.get(&condition.field) {
                    Some(Asked::Yes) if condition.holds(&checked) => Asked::Yes,
                    Some(Asked::Perhaps) => Asked::Perhaps,
                    Some(Asked::Yes | Asked::No) | None => Asked::No,
                }
            });
            match check_field(field, place, answers.get(field.key.as_str()), &may_name) {
                Ok(Some(value)) => {
                    checked.insert(field.key.clone(), value);
                }
                Ok(None) => {}
                Err((code, message)) => {
                    if place == Asked::Yes {
                        place = Asked::Perhaps;
                    }
                    errors.push(FieldError { field: field.key.to_string(), code, message });
                }
            }
            asked.insert(&field.key, place);
        }
        for key in answers.keys().filter(|key| self.field(key).is_none()) {
            errors.push(FieldError {
                field: key.chars().take(MAX_ECHO).collect(),
                code: "unknown_field",
                message: format!("this form does not ask for it: {}", self.known_keys()),
            });
        }
        if errors.is_empty() { Ok(checked) } else { Err(errors) }
    }

    /// The people these answers name, as far as they are ids: what is to be known of them before they are checked.
    pub fn people(&self, answers: &Map<String, Value>) -> BTreeSet<PersonId> {
        let persons = self.fields().iter().filter(|field| field.kind == FieldKind::Person);
        persons.filter_map(|field| person_id(answers.get(field.key.as_str())?)).collect()
    }

    /// The people whom checked answers name, by field.
    pub fn people_answered(&self, answers: &Answers) -> BTreeMap<FieldKey, PersonId> {
        let persons = self.fields().iter().filter(|field| field.kind == FieldKind::Person);
        let named = persons.filter_map(|field| {
            let FieldValue::Text(id) = answers.get(&field.key)? else { return None };
            Some((field.key.clone(), id.parse().ok()?))
        });
        named.collect()
    }

    fn known_keys(&self) -> String {
        if self.fields().is_empty() {
            return "send no fields".to_owned();
        }
        let keys: Vec<&str> = self.fields().iter().map(|field| field.key.as_str()).collect();
        format!("send any of {}", keys.join(", "))
    }
}

type Fault = (&'static str, String);

/// Whether a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Yes,
    No,
    /// What it depends on, or it itself, was answered wrongly.
    Perhaps,
}

fn check_field(
    field: &Field,
    asked: Asked,
    answer: Option<&Value>,
    may_name: impl Fn(PersonId) -> bool,
) -> Result<Option<FieldValue>, Fault> {
    let given = answer.filter(|value| !is_blank(value));
    let value = match (given, &field.visible_when) {
        (None, _) if field.required && asked == Asked::Yes => {
            return Err(("missing", "this must be answered: send a value".to_owned()));
        }
        (None, _) => return Ok(None),
        (Some(_), Some(condition)) if asked == Asked::No => {
            return Err(("not_asked", format!("this is asked only when {condition}: remove it")));
        }
        (Some(value), _) => value,
    };
    let checked = match &field.kind {
        FieldKind::Text => text(value, |raw| one_line(raw, FieldKind::TEXT_CHARACTERS))?,
        FieldKind::LongText => text(value, |raw| Body::parse(raw).map(String::from))?,
        FieldKind::Number { min, max } => number(value, *min, *max)?,
        FieldKind::Date => date(value)?,
        FieldKind::Checkbox => match value {
            Value::Bool(flag) => FieldValue::Flag(*flag),
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                return Err(ill_typed("true or false"));
            }
        },
        FieldKind::Person => person(value, may_name)?,
        FieldKind::Choice { options } => match value.as_str() {
            Some(key) => FieldValue::Text(option(options, key)?),
            None => return Err(ill_typed("the key of one option, as a string")),
        },
        FieldKind::MultiChoice { options } => many(value, options)?,
    };
    Ok(Some(checked))
}

/// What a browser sends for a field left empty.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn ill_typed(expected: &str) -> Fault {
    ("ill_typed", format!("send {expected}; leave the field out to give no answer"))
}

fn text(value: &Value, parse: impl FnOnce(&str) -> Result<String, TextError>) -> Result<FieldValue, Fault> {
    let raw = value.as_str().ok_or_else(|| ill_typed("a string"))?;
    parse(raw).map(FieldValue::Text).map_err(|error| (error.code(), error.to_string()))
}

fn number(value: &Value, min: Option<i64>, max: Option<i64>) -> Result<FieldValue, Fault> {
    let Value::Number(number) = value else { return Err(ill_typed("a number")) };
    let out_of_range = || {
        let bounds = match (min, max) {
            (Some(min), Some(max)) => format!("send a number from {min} to {max}"),
            (Some(min), None) => format!("send a number of at least {min}"),
            (None, Some(max)) => format!("send a number of at most {max}"),
            (None, None) => "send a smaller number".to_owned(),
        };
        ("out_of_range", bounds)
    };
    let within = match number.as_i64() {
        // Whole numbers are compared as such: a float cannot tell large neighbours apart.
        Some(whole) => min.is_none_or(|min| whole >= min) && max.is_none_or(|max| whole <= max),
        None => {
            let float = number.as_f64().ok_or_else(out_of_range)?;
            min.is_none_or(|min| float >= min as f64) && max.is_none_or(|max| float <= max as f64)
        }
    };
    if within { Ok(FieldValue::Number(number.clone())) } else { Err(out_of_range()) }
}

fn date(value: &Value) -> Result<FieldValue, Fault> {
    const EXPECTED: &str = "a date like \"2026-02-28\", as a string";
    let raw = value.as_str().ok_or_else(|| ill_typed(EXPECTED))?;
    let date = NaiveDate::parse_from_str(raw.trim(), "%Y-%m-%d").map_err(|_| ill_typed(EXPECTED))?;
    Ok(FieldValue::Text(date.to_string()))
}

fn person(value: &Value, may_name: impl Fn(PersonId) -> bool) -> Result<FieldValue, Fault> {
    let person = person_id(value).ok_or_else(|| ill_typed("a person's id, as a string"))?;
    if may_name(person) {
        return Ok(FieldValue::Text(person.to_string()));
    }
    // The same for everybody else, so that the answer does not tell who exists.
    let remedy = "send the id of the reporter or of a member of one of their organizations";
    Err(("unknown_person", remedy.to_owned()))
}

fn person_id(value: &Value) -> Option<PersonId> {
    value.as_str()?.trim().parse().ok()
}

fn option(options: &Options, key: &str) -> Result<String, Fault> {
    if options.get(key).is_some() {
        return Ok(key.to_owned());
    }
    Err(("not_an_option", format!("send one of {}", options.keys())))
}

fn many(value: &Value, options: &Options) -> Result<FieldValue, Fault> {
    let fault = || ill_typed("a list of keys of options, each a string");
    let items = value.as_array().ok_or_else(fault)?;
    let mut chosen = BTreeSet::new();
    for item in items {
        chosen.insert(option(options, item.as_str().ok_or_else(fault)?)?);
    }
    let in_order = options.iter().map(|option| option.key.as_str()).filter(|key| chosen.contains(*key));
    Ok(FieldValue::Many(in_order.map(str::to_owned).collect()))
}
