//! The kinds of fields by name, as JSON and TOML write them: a name, with options or bounds beside it.

use super::form::{FieldKind, Options};

/// What kind of field it is, without what belongs to the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KindName {
    /// [`FieldKind::Text`]
    Text,
    /// [`FieldKind::LongText`]
    LongText,
    /// [`FieldKind::Number`]
    Number,
    /// [`FieldKind::Date`]
    Date,
    /// [`FieldKind::Checkbox`]
    Checkbox,
    /// [`FieldKind::Person`]
    Person,
    /// [`FieldKind::Choice`]
    Choice,
    /// [`FieldKind::MultiChoice`]
    MultiChoice,
}

impl KindName {
    /// All, in the order a menu shows them.
    pub const ALL: [Self; 8] = [
        Self::Text,
        Self::LongText,
        Self::Choice,
        Self::MultiChoice,
        Self::Checkbox,
        Self::Number,
        Self::Date,
        Self::Person,
    ];

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// As JSON and TOML write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Checkbox => "checkbox",
            Self::Person => "person",
            Self::Choice => "choice",
            Self::MultiChoice => "multi_choice",
        }
    }
}

/// What stands beside the name does not belong to the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    /// A choice of nothing.
    #[error("a choice has no options: give it at least one")]
    OptionsMissing,
    /// Options of what is no choice.
    #[error("only a choice has options: remove them, or make it a choice")]
    OptionsMisplaced,
    /// Bounds of what is no number.
    #[error("only a number has a least and a greatest value: remove them, or make it a number")]
    BoundsMisplaced,
}

impl KindError {
    /// The member at fault.
    pub fn member(self) -> &'static str {
        match self {
            Self::OptionsMissing | Self::OptionsMisplaced => "options",
            Self::BoundsMisplaced => "min",
        }
    }
}

impl FieldKind {
    /// The kind of that name with what stands beside it.
    ///
    /// # Errors
    /// Something is missing, or does not belong there.
    pub fn from_parts(
        name: KindName,
        options: Option<Options>,
        min: Option<i64>,
        max: Option<i64>,
    ) -> Result<Self, KindError> {
        if name != KindName::Number && (min, max) != (None, None) {
            return Err(KindError::BoundsMisplaced);
        }
        match (name, options) {
            (KindName::Choice, Some(options)) => Ok(Self::Choice { options }),
            (KindName::MultiChoice, Some(options)) => Ok(Self::MultiChoice { options }),
            (KindName::Choice | KindName::MultiChoice, None) => Err(KindError::OptionsMissing),
            (KindName::Text, None) => Ok(Self::Text),
            (KindName::LongText, None) => Ok(Self::LongText),
            (KindName::Number, None) => Ok(Self::Number { min, max }),
            (KindName::Date, None) => Ok(Self::Date),
            (KindName::Checkbox, None) => Ok(Self::Checkbox),
            (KindName::Person, None) => Ok(Self::Person),
            (
                KindName::Text
                | KindName::LongText
                | KindName::Number
                | KindName::Date
                | KindName::Checkbox
                | KindName::Person,
                Some(_),
            ) => Err(KindError::OptionsMisplaced),
        }
    }

    /// Its name.
    pub fn name(&self) -> KindName {
        match self {
            Self::Text => KindName::Text,
            Self::LongText => KindName::LongText,
            Self::Number { .. } => KindName::Number,
            Self::Date => KindName::Date,
            Self::Checkbox => KindName::Checkbox,
            Self::Person => KindName::Person,
            Self::Choice { .. } => KindName::Choice,
            Self::MultiChoice { .. } => KindName::MultiChoice,
        }
    }

    /// What there is to choose from, for a choice.
    pub fn options(&self) -> Option<&Options> {
        match self {
            Self::Choice { options } | Self::MultiChoice { options } => Some(options),
            Self::Text
            | Self::LongText
            | Self::Number { .. }
            | Self::Date
            | Self::Checkbox
            | Self::Person => None,
        }
    }

    /// The least and the greatest number, for a number.
    pub fn bounds(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Self::Number { min, max } => (*min, *max),
            Self::Text
            | Self::LongText
            | Self::Date
            | Self::Checkbox
            | Self::Person
            | Self::Choice { .. }
            | Self::MultiChoice { .. } => (None, None),
        }
    }
}
