//! A field that is asked only after a certain answer to another.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::answers::{Answers, FieldValue};
use super::form::{Field, FieldKind};
use crate::key::{FieldKey, OptionKey};

/// Asked when another field, one that stands before, was answered with one of these.
///
/// A choice of several meets it with any of its options. A checkbox that was asked and not answered counts as not
/// ticked. A field that was not asked itself meets nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The other field: a choice, a choice of several or a checkbox.
    pub field: FieldKey,
    /// The answers to it that make this field asked; at least one in a form.
    pub is: BTreeSet<Expected>,
}

/// An answer that a condition waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Expected {
    /// To a checkbox.
    Flag(bool),
    /// To a choice: an option's key.
    Option(OptionKey),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => flag.fmt(f),
            Self::Option(key) => key.fmt(f),
        }
    }
}

/// `severity is high or critical`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected: Vec<String> = self.is.iter().map(ToString::to_string).collect();
        write!(f, "{} is {}", self.field, expected.join(" or "))
    }
}

/// Why a condition cannot be. To be read after the key of the field that has it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// No field of the form has that key.
    #[error("depends on {on}, which is no field of this form: name one that stands before it")]
    UnknownField {
        /// The key.
        on: FieldKey,
    },
    /// What stands below is not answered yet when this is asked.
    #[error("depends on {on}, which does not stand before it: move {on} up")]
    NotBefore {
        /// The field's key, or its own.
        on: FieldKey,
    },
    /// Only answers out of a known few can be waited for.
    #[error("depends on {on}, which is no choice and no checkbox: depend on one of these")]
    NotAChoice {
        /// The field's key.
        on: FieldKey,
    },
    /// The other field never has that answer.
    #[error("waits for {expected}, which is no answer to {on}: {remedy}")]
    NoAnswer {
        /// The field's key.
        on: FieldKey,
        /// What it waits for.
        expected: Expected,
        /// What can be waited for.
        remedy: String,
    },
    /// It would never be asked.
    #[error("waits for no answer of {on}: name at least one")]
    Nothing {
        /// The field's key.
        on: FieldKey,
    },
}

impl ConditionError {
    /// The member at fault, within the field that has the condition.
    pub(super) fn member(&self) -> &'static str {
        match self {
            Self::UnknownField { .. } | Self::NotBefore { .. } | Self::NotAChoice { .. } => {
                "visible_when.field"
            }
            Self::NoAnswer { .. } | Self::Nothing { .. } => "visible_when.is",
        }
    }
}

impl Condition {
    /// Whether it can stand at that place of a form.
    pub(super) fn check(&self, index: usize, fields: &[Field]) -> Result<(), ConditionError> {
        let on = || self.field.clone();
        let Some(place) = fields.iter().position(|field| field.key == self.field) else {
            return Err(ConditionError::UnknownField { on: on() });
        };
        if place >= index {
            return Err(ConditionError::NotBefore { on: on() });
        }
        let options = match &fields[place].kind {
            FieldKind::Checkbox => None,
            FieldKind::Choice { options } | FieldKind::MultiChoice { options } => Some(options),
            FieldKind::Text
            | FieldKind::LongText
            | FieldKind::Number { .. }
            | FieldKind::Date
            | FieldKind::Person => return Err(ConditionError::NotAChoice { on: on() }),
        };
        let possible = |expected: &&Expected| match (expected, options) {
            (Expected::Flag(_), None) => true,
            (Expected::Option(key), Some(options)) => options.get(key.as_str()).is_some(),
            (Expected::Flag(_), Some(_)) | (Expected::Option(_), None) => false,
        };
        if let Some(expected) = self.is.iter().find(|expected| !possible(expected)) {
            let remedy = options.map_or_else(
                || "wait for true or false".to_owned(),
                |options| format!("wait for any of {}", options.keys()),
            );
            return Err(ConditionError::NoAnswer { on: on(), expected: expected.clone(), remedy });
        }
        if self.is.is_empty() { Err(ConditionError::Nothing { on: on() }) } else { Ok(()) }
    }

    /// Whether these answers meet it, of which the other field's was asked for.
    pub(super) fn holds(&self, answers: &Answers) -> bool {
        let chosen = |key: &str| {
            self.is.iter().any(|expected| match expected {
                Expected::Option(option) => option.as_str() == key,
                Expected::Flag(_) => false,
            })
        };
        match answers.get(&self.field) {
            None => self.is.contains(&Expected::Flag(false)),
            Some(FieldValue::Flag(flag)) => self.is.contains(&Expected::Flag(*flag)),
            Some(FieldValue::Text(key)) => chosen(key),
            Some(FieldValue::Many(keys)) => keys.iter().any(|key| chosen(key)),
            Some(FieldValue::Number(_)) => false,
        }
    }
}
