//! A desk's definition as a TOML file. What is wrong is told with its line.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::Range;

use docket_app::desks::{DeskDefinition, RequestTypeDefinition};
use docket_domain::desk::{
    Condition, Field, FieldKind, Form, FormError, KindError, KindName, Localized, Options, SignUp,
};
use docket_domain::{DeskKey, DeskName, FieldKey, HelpText, Label, RequestTypeKey};
use serde::Deserialize;
use toml::Spanned;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeskFile {
    key: DeskKey,
    name: Localized<DeskName>,
    sign_up: Option<Spanned<SignUp>>,
    participants_may_add: Option<bool>,
    #[serde(default)]
    request_types: Vec<RequestTypeFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestTypeFile {
    key: Spanned<RequestTypeKey>,
    name: Localized<Label>,
    description: Option<Localized<HelpText>>,
    #[serde(default)]
    fields: Vec<FieldFile>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldFile {
    key: Spanned<FieldKey>,
    label: Localized<Label>,
    help: Option<Localized<HelpText>>,
    #[serde(default)]
    required: bool,
    visible_when: Option<Spanned<Condition>>,
    kind: Spanned<KindName>,
    options: Option<Spanned<Options>>,
    min: Option<Spanned<i64>>,
    max: Option<i64>,
}

/// A definition that cannot be. The message names the line and quotes it.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {quoted}: {fault}")]
pub(super) struct FileError {
    line: usize,
    quoted: String,
    fault: String,
}

/// As much of a line as is quoted.
const QUOTED: usize = 80;

impl FileError {
    fn new(text: &str, span: &Range<usize>, fault: &impl Display) -> Self {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let quoted = text.lines().nth(line - 1).unwrap_or_default().trim();
        Self { line, quoted: quoted.chars().take(QUOTED).collect(), fault: fault.to_string() }
    }
}

/// Reads a definition.
///
/// # Errors
/// The first fault, with its line.
pub(super) fn parse(text: &str) -> Result<DeskDefinition, FileError> {
    let file: DeskFile = toml::from_str(text)
        .map_err(|error| FileError::new(text, &error.span().unwrap_or_default(), &error.message()))?;
    let mut seen = BTreeSet::new();
    let mut request_types = Vec::with_capacity(file.request_types.len());
    for kind in file.request_types {
        if !seen.insert(kind.key.get_ref().clone()) {
            let fault = format!("the request type {} stands there twice: remove one", kind.key);
            return Err(FileError::new(text, &kind.key.span(), &fault));
        }
        request_types.push(kind.read(text)?);
    }
    if let Some(rule) = &file.sign_up
        && matches!(rule.get_ref(), SignUp::Domains(domains) if domains.is_empty())
    {
        let fault = "the list of domains is empty: name at least one, or write \"closed\"";
        return Err(FileError::new(text, &rule.span(), &fault));
    }
    Ok(DeskDefinition {
        key: file.key,
        name: file.name,
        sign_up: file.sign_up.map(Spanned::into_inner),
        participants_may_add: file.participants_may_add,
        request_types,
    })
}

impl RequestTypeFile {
    fn read(self, text: &str) -> Result<RequestTypeDefinition, FileError> {
        let places: Vec<Places> = self.fields.iter().map(Places::of).collect();
        let fields = self.fields.into_iter().zip(&places).map(|(field, places)| {
            field.read().map_err(|error| FileError::new(text, &places.member(error.member()), &error))
        });
        let form = Form::new(fields.collect::<Result<_, _>>()?).map_err(|error: FormError| {
            let at = error.place().and_then(|(index, member)| Some(places.get(index)?.member(member)));
            FileError::new(text, &at.unwrap_or_else(|| self.key.span()), &error)
        })?;
        let key = self.key.into_inner();
        Ok(RequestTypeDefinition { key, name: self.name, description: self.description, form })
    }
}

impl FieldFile {
    fn read(self) -> Result<Field, KindError> {
        let options = self.options.map(Spanned::into_inner);
        let min = self.min.map(Spanned::into_inner);
        Ok(Field {
            key: self.key.into_inner(),
            label: self.label,
            help: self.help,
            required: self.required,
            visible_when: self.visible_when.map(Spanned::into_inner),
            kind: FieldKind::from_parts(self.kind.into_inner(), options, min, self.max)?,
        })
    }
}

/// Where the members of a field stand that can be wrong together with others.
struct Places {
    key: Range<usize>,
    kind: Range<usize>,
    options: Option<Range<usize>>,
    min: Option<Range<usize>>,
    visible_when: Option<Range<usize>>,
}

impl Places {
    fn of(field: &FieldFile) -> Self {
        Self {
            key: field.key.span(),
            kind: field.kind.span(),
            options: field.options.as_ref().map(Spanned::span),
            min: field.min.as_ref().map(Spanned::span),
            visible_when: field.visible_when.as_ref().map(Spanned::span),
        }
    }

    /// Where the member stands; what is missing is told at the kind.
    fn member(&self, name: &str) -> Range<usize> {
        let place = match name {
            "key" => Some(&self.key),
            "options" => self.options.as_ref(),
            "min" => self.min.as_ref(),
            _ => self.visible_when.as_ref(),
        };
        place.unwrap_or(&self.kind).clone()
    }
}
