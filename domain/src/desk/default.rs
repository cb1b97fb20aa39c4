//! The desk a fresh installation begins with.

use super::DeskEvent;
use super::event::{Created, RequestTypeAdded};
use super::form::{ChoiceOption, Field, FieldKind, Form, FormError, Options};
use crate::key::{DeskKey, FieldKey, OptionKey, RequestTypeKey};
use crate::text::{DeskName, HelpText, Label, TextError};

/// The events of the first desk: `AMS`, "Audience Measurement Support", with incident, feature request and question.
/// No field is required, so a ticket can be opened with subject and description alone.
pub fn default_desk() -> Vec<DeskEvent> {
    build().expect("the texts of the default desk are constants, and a test parses them")
}

/// A constant of the default desk is ill-formed.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Form(#[from] FormError),
}

fn build() -> Result<Vec<DeskEvent>, Fault> {
    let created = Created {
        key: DeskKey::parse("AMS")?,
        name: DeskName::parse("Audience Measurement Support")?.into(),
    };
    let incident = vec![
        choice(
            "severity",
            "Severity",
            "How much of your work is held up?",
            &[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("critical", "Critical")],
        )?,
        field("started_at", "Noticed on", "The day you first saw it.", FieldKind::Date)?,
        field("affected", "Affected product or report", "Name, market or panel.", FieldKind::Text)?,
    ];
    let feature_request = vec![
        field("use_case", "Use case", "What would you do with it?", FieldKind::LongText)?,
        field("needed_by", "Needed by", "A date, if there is one.", FieldKind::Date)?,
    ];
    Ok(vec![
        created.into(),
        request_type("incident", "Incident", incident)?,
        request_type("feature_request", "Feature request", feature_request)?,
        request_type("question", "Question", Vec::new())?,
    ])
}

fn request_type(key: &str, name: &str, fields: Vec<Field>) -> Result<DeskEvent, Fault> {
    let added = RequestTypeAdded {
        key: RequestTypeKey::parse(key)?,
        name: Label::parse(name)?.into(),
        description: None,
        form: Form::new(fields)?,
    };
    Ok(added.into())
}

fn field(key: &str, label: &str, help: &str, kind: FieldKind) -> Result<Field, Fault> {
    Ok(Field {
        key: FieldKey::parse(key)?,
        label: Label::parse(label)?.into(),
        help: Some(HelpText::parse(help)?.into()),
        required: false,
        visible_when: None,
        kind,
    })
}

fn choice(key: &str, label: &str, help: &str, options: &[(&str, &str)]) -> Result<Field, Fault> {
    let options = options
        .iter()
        .map(|(key, label)| {
            Ok(ChoiceOption { key: OptionKey::parse(key)?, label: Label::parse(label)?.into() })
        })
        .collect::<Result<Vec<_>, Fault>>()?;
    field(key, label, help, FieldKind::Choice { options: Options::new(options)? })
}
