//! Forms in JSON: as they are sent, and as they are answered.

use docket_app::{Faults, FieldError};
use docket_domain::desk::{ChoiceOption, Condition, Expected, Field, FieldKind, Form, KindName, Options};
use docket_domain::{FieldKey, HelpText, Label, OptionKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::text::{Reader, TextBody, Translations};
use crate::v1::reply::{parsed, sentence};

/// What an answer looks like.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its description is used: the kinds are the domain's")]
pub(crate) enum KindBody {
    /// One line.
    Text,
    /// A longer text.
    LongText,
    /// A number.
    Number,
    /// A date, `2026-02-28`.
    Date,
    /// Yes or no.
    Checkbox,
    /// The id of the reporter or of a member of one of their organizations.
    Person,
    /// One of the options.
    Choice,
    /// Any of the options.
    MultiChoice,
}

/// One question of a form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct FieldBody {
    /// The answer is sent and kept under it.
    key: String,
    /// What it asks, in the reader's language.
    label: String,
    /// What helps to answer, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Whether a ticket cannot be opened without it, where it is asked.
    required: bool,
    /// When it is asked; absent: always.
    #[serde(skip_serializing_if = "Option::is_none")]
    visible_when: Option<ConditionBody>,
    /// What an answer looks like.
    #[schema(value_type = KindBody)]
    kind: KindName,
    /// What there is to choose from, for the two kinds of choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionBody>,
    /// The least number, for numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    /// The greatest number, for numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
}

/// One option of a choice.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct OptionBody {
    key: String,
    /// In the reader's language.
    label: String,
    #[serde(skip_serializing_if = "Translations::is_empty")]
    translations: Translations,
}

/// Asked only when another field, one that stands before, was answered with one of these.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConditionBody {
    /// The other field: a choice, a choice of several or a checkbox.
    field: String,
    /// Keys of options, or `true` and `false` for a checkbox; at least one.
    is: Vec<ExpectedBody>,
}

/// An answer that a condition waits for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ExpectedBody {
    /// To a checkbox.
    Flag(bool),
    /// An option's key.
    Option(String),
}

/// One question of a form, to be asked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewField {
    /// The answer is sent and kept under it.
    key: String,
    /// What it asks.
    label: TextBody,
    /// What helps to answer.
    help: Option<TextBody>,
    /// Whether a ticket cannot be opened without it, where it is asked.
    #[serde(default)]
    required: bool,
    /// When it is asked; absent: always.
    visible_when: Option<ConditionBody>,
    /// What an answer looks like.
    #[schema(value_type = KindBody)]
    kind: KindName,
    /// What there is to choose from, for the two kinds of choice.
    #[serde(default)]
    options: Vec<NewOption>,
    /// The least number, for numbers.
    min: Option<i64>,
    /// The greatest number, for numbers.
    max: Option<i64>,
}

/// One option of a choice, to be offered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOption {
    key: String,
    label: TextBody,
}

impl FieldBody {
    pub(crate) fn new(field: &Field, reader: Reader) -> Self {
        let (min, max) = field.kind.bounds();
        let options = field.kind.options().into_iter().flat_map(Options::iter);
        Self {
            key: field.key.as_str().to_owned(),
            label: reader.text(&field.label),
            help: field.help.as_ref().map(|help| reader.text(help)),
            required: field.required,
            visible_when: field.visible_when.as_ref().map(ConditionBody::new),
            kind: field.kind.name(),
            options: options.map(|option| OptionBody::new(option, reader)).collect(),
            min,
            max,
            translations: reader
                .translations()
                .with("label", Some(&field.label))
                .with("help", field.help.as_ref()),
        }
    }
}

impl OptionBody {
    fn new(option: &ChoiceOption, reader: Reader) -> Self {
        Self {
            key: option.key.as_str().to_owned(),
            label: reader.text(&option.label),
            translations: reader.translations().with("label", Some(&option.label)),
        }
    }
}

impl ConditionBody {
    fn new(condition: &Condition) -> Self {
        let is = condition.is.iter().map(|expected| match expected {
            Expected::Flag(flag) => ExpectedBody::Flag(*flag),
            Expected::Option(key) => ExpectedBody::Option(key.as_str().to_owned()),
        });
        Self { field: condition.field.as_str().to_owned(), is: is.collect() }
    }

    fn parse(&self, at: &str) -> Result<Condition, FieldError> {
        let is = self.is.iter().enumerate().map(|(index, expected)| match expected {
            ExpectedBody::Flag(flag) => Ok(Expected::Flag(*flag)),
            ExpectedBody::Option(key) => {
                parsed(&format!("{at}.is[{index}]"), OptionKey::parse(key)).map(Expected::Option)
            }
        });
        Ok(Condition {
            field: parsed(&format!("{at}.field"), FieldKey::parse(&self.field))?,
            is: is.collect::<Result<_, _>>()?,
        })
    }
}

impl NewField {
    fn parse(&self, at: &str) -> Result<Field, FieldError> {
        let within = |name: &str| format!("{at}.{name}");
        let options = if self.options.is_empty() { None } else { Some(self.options(&within("options"))?) };
        let kind = FieldKind::from_parts(self.kind, options, self.min, self.max);
        let condition = self.visible_when.as_ref().map(|body| body.parse(&within("visible_when")));
        let help = self.help.as_ref().map(|help| help.parse(&within("help"), HelpText::parse));
        Ok(Field {
            key: parsed(&within("key"), FieldKey::parse(&self.key))?,
            label: self.label.parse(&within("label"), Label::parse)?,
            help: help.transpose()?,
            required: self.required,
            visible_when: condition.transpose()?,
            kind: kind.map_err(|error| {
                FieldError::new(within(error.member()), "invalid", sentence(&error.to_string()))
            })?,
        })
    }

    fn options(&self, at: &str) -> Result<Options, FieldError> {
        let options = self.options.iter().enumerate().map(|(index, option)| {
            Ok(ChoiceOption {
                key: parsed(&format!("{at}[{index}].key"), OptionKey::parse(&option.key))?,
                label: option.label.parse(&format!("{at}[{index}].label"), Label::parse)?,
            })
        });
        let options = options.collect::<Result<Vec<_>, FieldError>>()?;
        Options::new(options).map_err(|error| FieldError::new(at, "invalid", sentence(&error.to_string())))
    }
}

/// A form out of its fields, or what is wrong with each of them.
pub(crate) fn form(fields: &[NewField], faults: &mut Faults) -> Option<Form> {
    let parsed = fields.iter().enumerate().map(|(index, field)| field.parse(&format!("fields[{index}]")));
    let parsed: Vec<Field> = parsed.filter_map(|field| faults.take(field)).collect();
    if parsed.len() < fields.len() {
        return None;
    }
    let form = Form::new(parsed).map_err(|error| {
        let at = error.place().map(|(index, member)| format!("fields[{index}].{member}"));
        let at = at.unwrap_or_else(|| "fields".to_owned());
        FieldError::new(at, "invalid", sentence(&error.to_string()))
    });
    faults.take(form)
}
