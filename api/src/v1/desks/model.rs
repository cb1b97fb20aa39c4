//! Desks in JSON.

use docket_app::FieldError;
use docket_domain::desk::{ChoiceOption, Desk, Field, FieldKind, Form, Options, RequestType};
use docket_domain::{FieldKey, HelpText, Label, OptionKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::v1::reply::parsed;

/// A service desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskBody {
    id: Uuid,
    /// Its tickets' keys begin with it.
    key: String,
    /// What people call it.
    name: String,
    /// Whether participants of its tickets may add others.
    participants_may_add: bool,
    /// The keys of what can be asked of it.
    request_types: Vec<String>,
    version: i64,
}

impl DeskBody {
    pub(crate) fn new(desk: &Desk) -> Self {
        Self {
            id: desk.id.0,
            key: desk.key.as_str().to_owned(),
            name: desk.name.as_str().to_owned(),
            participants_may_add: desk.participants_may_add,
            request_types: offered(desk).map(|kind| kind.key.as_str().to_owned()).collect(),
            version: desk.version,
        }
    }
}

/// The request types that tickets can be opened with.
pub(crate) fn offered(desk: &Desk) -> impl Iterator<Item = &RequestType> {
    desk.request_types.values().filter(|kind| !kind.retired)
}

/// A kind of request and the form it asks to fill in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RequestTypeBody {
    key: String,
    name: String,
    /// One more with each change of the form; a ticket keeps the one it was filed with.
    form_version: u32,
    /// Whether no new tickets of it can be opened.
    retired: bool,
    /// In the order a page shows them.
    fields: Vec<FieldBody>,
}

impl RequestTypeBody {
    pub(crate) fn new(kind: &RequestType) -> Self {
        Self {
            key: kind.key.as_str().to_owned(),
            name: kind.name.as_str().to_owned(),
            form_version: kind.form_version(),
            retired: kind.retired,
            fields: kind.form.fields().iter().map(FieldBody::new).collect(),
        }
    }
}

/// What an answer looks like.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
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
    /// One of the options.
    Choice,
    /// Any of the options.
    MultiChoice,
}

/// One question of a form.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FieldBody {
    /// The answer is sent and kept under it.
    key: String,
    /// What it asks.
    label: String,
    /// What helps to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Whether a ticket cannot be opened without it.
    #[serde(default)]
    required: bool,
    /// What an answer looks like.
    kind: KindBody,
    /// What there is to choose from, for the two kinds of choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    options: Vec<OptionBody>,
    /// The least number, for numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    /// The greatest number, for numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
}

/// One option of a choice.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionBody {
    key: String,
    label: String,
}

impl FieldBody {
    fn new(field: &Field) -> Self {
        let none = (Vec::new(), None, None);
        let listed = |options: &Options| options.iter().map(OptionBody::new).collect::<Vec<_>>();
        let (kind, (options, min, max)) = match &field.kind {
            FieldKind::Text => (KindBody::Text, none),
            FieldKind::LongText => (KindBody::LongText, none),
            FieldKind::Number { min, max } => (KindBody::Number, (Vec::new(), *min, *max)),
            FieldKind::Date => (KindBody::Date, none),
            FieldKind::Checkbox => (KindBody::Checkbox, none),
            FieldKind::Choice { options } => (KindBody::Choice, (listed(options), None, None)),
            FieldKind::MultiChoice { options } => (KindBody::MultiChoice, (listed(options), None, None)),
        };
        Self {
            key: field.key.as_str().to_owned(),
            label: field.label.as_str().to_owned(),
            help: field.help.as_ref().map(|help| help.as_str().to_owned()),
            required: field.required,
            kind,
            options,
            min,
            max,
        }
    }

    fn parse(&self, at: &str) -> Result<Field, FieldError> {
        let within = |name: &str| format!("{at}.{name}");
        let kind = match self.kind {
            KindBody::Text => FieldKind::Text,
            KindBody::LongText => FieldKind::LongText,
            KindBody::Number => FieldKind::Number { min: self.min, max: self.max },
            KindBody::Date => FieldKind::Date,
            KindBody::Checkbox => FieldKind::Checkbox,
            KindBody::Choice => FieldKind::Choice { options: self.options(&within("options"))? },
            KindBody::MultiChoice => FieldKind::MultiChoice { options: self.options(&within("options"))? },
        };
        let help = self.help.as_deref().map(|help| parsed(&within("help"), HelpText::parse(help)));
        Ok(Field {
            key: parsed(&within("key"), FieldKey::parse(&self.key))?,
            label: parsed(&within("label"), Label::parse(&self.label))?,
            help: help.transpose()?,
            required: self.required,
            kind,
        })
    }

    fn options(&self, at: &str) -> Result<Options, FieldError> {
        let options = self.options.iter().map(|option| {
            Ok(ChoiceOption {
                key: parsed(at, OptionKey::parse(&option.key))?,
                label: parsed(at, Label::parse(&option.label))?,
            })
        });
        let options = options.collect::<Result<Vec<_>, FieldError>>()?;
        Options::new(options).map_err(|error| FieldError::new(at, "invalid", error.to_string()))
    }
}

impl OptionBody {
    fn new(option: &ChoiceOption) -> Self {
        Self { key: option.key.as_str().to_owned(), label: option.label.as_str().to_owned() }
    }
}

/// A form out of its fields.
pub(crate) fn form(fields: &[FieldBody]) -> Result<Form, FieldError> {
    let fields = fields.iter().enumerate().map(|(index, field)| field.parse(&format!("fields[{index}]")));
    let fields = fields.collect::<Result<Vec<_>, _>>()?;
    Form::new(fields).map_err(|error| FieldError::new("fields", "invalid", error.to_string()))
}
