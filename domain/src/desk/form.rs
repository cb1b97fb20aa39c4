//! What a request type asks: an ordered list of fields.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::condition::{Condition, ConditionError};
use super::localized::Localized;
use crate::key::{FieldKey, OptionKey};
use crate::text::{HelpText, Label};

/// The fields of a request type, in the order a page shows them. No key occurs twice, and a field depends only on
/// fields before it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Field>", into = "Vec<Field>")]
pub struct Form {
    fields: Vec<Field>,
}

/// One question of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its key, under which the answer is sent and kept.
    pub key: FieldKey,
    /// What it asks.
    pub label: Localized<Label>,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Localized<HelpText>>,
    /// Whether a ticket cannot be opened without an answer, where the field is asked.
    #[serde(default)]
    pub required: bool,
    /// When it is asked; always, where there is no condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_when: Option<Condition>,
    /// What an answer looks like.
    pub kind: FieldKind,
}

/// What an answer looks like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of at most [`FieldKind::TEXT_CHARACTERS`] characters.
    Text,
    /// A longer text, as a [`Body`](crate::Body).
    LongText,
    /// A number within bounds, both included.
    Number {
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<i64>,
        /// The most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<i64>,
    },
    /// A calendar date without a time or a zone, `2026-02-28`.
    Date,
    /// Yes or no.
    Checkbox,
    /// A person: the reporter, or a member of one of their organizations. The answer is the person's id.
    Person,
    /// One of the options.
    Choice {
        /// What there is to choose from.
        options: Options,
    },
    /// Any of the options, each once.
    MultiChoice {
        /// What there is to choose from.
        options: Options,
    },
}

impl FieldKind {
    /// The most characters of a one-line answer.
    pub const TEXT_CHARACTERS: usize = 500;
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// Its key, which is sent and kept.
    pub key: OptionKey,
    /// What people read.
    pub label: Localized<Label>,
}

/// The options of a choice, in the order a page shows them: at least one, no key twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<ChoiceOption>", into = "Vec<ChoiceOption>")]
pub struct Options(Vec<ChoiceOption>);

impl Options {
    /// The most options of one choice.
    pub const MAX: usize = 100;

    /// Checks a list of options.
    ///
    /// # Errors
    /// None, too many, or a key twice.
    pub fn new(options: Vec<ChoiceOption>) -> Result<Self, FormError> {
        if options.is_empty() {
            return Err(FormError::NoOptions);
        }
        if options.len() > Self::MAX {
            return Err(FormError::TooManyOptions { found: options.len() });
        }
        let mut seen = BTreeSet::new();
        match options.iter().find(|option| !seen.insert(&option.key)) {
            Some(twice) => Err(FormError::OptionTwice { key: twice.key.clone() }),
            None => Ok(Self(options)),
        }
    }

    /// The options in order.
    pub fn iter(&self) -> impl Iterator<Item = &ChoiceOption> {
        self.0.iter()
    }

    /// The keys in order, to be read: `low, high`.
    pub(super) fn keys(&self) -> String {
        let keys: Vec<&str> = self.0.iter().map(|option| option.key.as_str()).collect();
        keys.join(", ")
    }

    /// The option with that key.
    pub fn get(&self, key: &str) -> Option<&ChoiceOption> {
        self.0.iter().find(|option| option.key.as_str() == key)
    }
}

impl TryFrom<Vec<ChoiceOption>> for Options {
    type Error = FormError;

    fn try_from(options: Vec<ChoiceOption>) -> Result<Self, Self::Error> {
        Self::new(options)
    }
}

impl From<Options> for Vec<ChoiceOption> {
    fn from(options: Options) -> Self {
        options.0
    }
}

impl Form {
    /// The most fields of one form.
    pub const MAX_FIELDS: usize = 50;

    /// Checks a list of fields.
    ///
    /// # Errors
    /// Too many, a key twice, bounds that no number meets, or a condition that cannot be met.
    pub fn new(fields: Vec<Field>) -> Result<Self, FormError> {
        if fields.len() > Self::MAX_FIELDS {
            return Err(FormError::TooManyFields { found: fields.len() });
        }
        let mut seen = BTreeSet::new();
        for (index, field) in fields.iter().enumerate() {
            let key = &field.key;
            if !seen.insert(key) {
                return Err(FormError::FieldTwice { index, key: key.clone() });
            }
            if let FieldKind::Number { min: Some(min), max: Some(max) } = field.kind
                && min > max
            {
                return Err(FormError::EmptyRange { index, key: key.clone() });
            }
            if let Some(condition) = &field.visible_when {
                condition.check(index, &fields).map_err(|fault| FormError::Condition {
                    index,
                    key: key.clone(),
                    fault,
                })?;
            }
        }
        Ok(Self { fields })
    }

    /// The fields in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field with that key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key.as_str() == key)
    }
}

impl TryFrom<Vec<Field>> for Form {
    type Error = FormError;

    fn try_from(fields: Vec<Field>) -> Result<Self, Self::Error> {
        Self::new(fields)
    }
}

impl From<Form> for Vec<Field> {
    fn from(form: Form) -> Self {
        form.fields
    }
}

/// Why a list of fields is no form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// More than a page can ask.
    #[error("a form has {found} fields and may have {max}: remove some", max = Form::MAX_FIELDS)]
    TooManyFields {
        /// How many there are.
        found: usize,
    },
    /// Two answers would be kept under one key.
    #[error("the field {key} stands there twice: give one of them another key")]
    FieldTwice {
        /// Which field, from 0: the second of the two.
        index: usize,
        /// The key.
        key: FieldKey,
    },
    /// No number is at least the least and at most the most.
    #[error("the field {key} has a least value above its greatest: swap them")]
    EmptyRange {
        /// Which field, from 0.
        index: usize,
        /// The key.
        key: FieldKey,
    },
    /// A field would be asked never, or by what is not known yet.
    #[error("the field {key} {fault}")]
    Condition {
        /// Which field, from 0.
        index: usize,
        /// The key.
        key: FieldKey,
        /// What is wrong with the condition.
        fault: ConditionError,
    },
    /// Nothing to choose from.
    #[error("a choice has no options: give it at least one")]
    NoOptions,
    /// More than a page can show.
    #[error("a choice has {found} options and may have {max}: remove some", max = Options::MAX)]
    TooManyOptions {
        /// How many there are.
        found: usize,
    },
    /// Two options would mean the same answer.
    #[error("the option {key} stands there twice: give one of them another key")]
    OptionTwice {
        /// The key.
        key: OptionKey,
    },
}

impl FormError {
    /// Which field is at fault, from 0, and which member of it, as JSON and TOML know it; `None` where it is the form
    /// as a whole.
    pub fn place(&self) -> Option<(usize, &'static str)> {
        match self {
            Self::FieldTwice { index, .. } => Some((*index, "key")),
            Self::EmptyRange { index, .. } => Some((*index, "min")),
            Self::Condition { index, fault, .. } => Some((*index, fault.member())),
            Self::TooManyFields { .. }
            | Self::NoOptions
            | Self::TooManyOptions { .. }
            | Self::OptionTwice { .. } => None,
        }
    }
}
