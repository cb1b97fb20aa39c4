//! What changes about a desk, in plain English: for the log's readers, the API and the command line.

use std::fmt::{self, Display};

use docket_domain::HelpText;
use docket_domain::desk::{Desk, FieldKind, Localized, Options, SignUp};

use super::compare::fields;
use super::{
    Awaited, DeskDifference, FieldChange, Named, NewField, OptionChange, Rewording, TypeChange, When,
};

impl DeskDifference {
    /// What happened, to be read after the actor's name.
    pub(in super::super) fn summary(&self) -> String {
        match self {
            Self::Created { key, .. } => format!("set up the desk {key}"),
            Self::Renamed { before, after } => {
                format!("renamed the desk: {}", becomes(before.as_ref(), after))
            }
            Self::TypeAdded { kind, .. } => format!("added the request type {}", kind.key),
            Self::TypeChanged { kind, changes } => {
                let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
                format!("changed the request type {}: {}", kind.key, changes.join("; "))
            }
            Self::TypeRetired(kind) => format!("retired the request type {}", kind.key),
            Self::TypeRestored(kind) => format!("offered the request type {} again", kind.key),
            Self::TypesOrdered(kinds) => format!("put the request types in the order {}", keys(kinds)),
            Self::ParticipantsMayAdd(true) => "allowed participants to add others".to_owned(),
            Self::ParticipantsMayAdd(false) => "no longer lets participants add others".to_owned(),
            Self::SignUp { before, after } => {
                format!("changed who can sign up: {}", sign_up(before.as_ref(), after))
            }
        }
    }

    /// What differs, a line a thing; lines that say more about the one above are indented.
    pub fn lines(&self) -> Vec<String> {
        let line = match self {
            Self::Created { key, name } => format!("desk {key}: new, named {name}"),
            Self::Renamed { before, after } => format!("name: {}", becomes(before.as_ref(), after)),
            Self::TypeAdded { kind, description, fields } => {
                let headline = format!("request type {}: added, named {}", kind.key, kind.name);
                return std::iter::once(headline).chain(details(description.as_ref(), fields)).collect();
            }
            Self::TypeChanged { kind, changes } => {
                let headline = format!("request type {}: changed", kind.key);
                let changes = changes.iter().map(|change| format!("  {change}"));
                return std::iter::once(headline).chain(changes).collect();
            }
            Self::TypeRetired(kind) => format!("request type {}: retired", kind.key),
            Self::TypeRestored(kind) => format!("request type {}: offered again", kind.key),
            Self::TypesOrdered(kinds) => format!("request types: in the order {}", keys(kinds)),
            Self::ParticipantsMayAdd(allowed) => format!("participants may add others: {}", yes(*allowed)),
            Self::SignUp { before, after } => format!("sign-up: {}", sign_up(before.as_ref(), after)),
        };
        vec![line]
    }
}

/// A desk as it is, in the same words.
pub(in super::super) fn description(desk: &Desk) -> Vec<String> {
    let mut lines = vec![
        format!("desk {}, named {}", desk.key, desk.name),
        format!("sign-up: {}", sign_up(None, &desk.sign_up)),
        format!("participants may add others: {}", yes(desk.participants_may_add)),
    ];
    for kind in desk.in_order() {
        let retired = if kind.retired { ", retired" } else { "" };
        let version = kind.form_version();
        lines
            .push(format!("request type {}, named {}, form version {version}{retired}", kind.key, kind.name));
        lines.extend(details(kind.description.as_ref(), &fields(&kind.form)));
    }
    lines
}

fn details(description: Option<&Localized<HelpText>>, fields: &[NewField]) -> Vec<String> {
    let description = description.map(|text| format!("  description {text}"));
    let fields = fields.iter().map(|new| format!("  field {}: {new}", new.field.key));
    description.into_iter().chain(fields).collect()
}

fn yes(allowed: bool) -> &'static str {
    if allowed { "yes" } else { "no" }
}

impl Display for TypeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(rewording) => rewording.write(f, "name"),
            Self::Description(rewording) => rewording.write(f, "description"),
            Self::Field(field, change) => write!(f, "field {}: {change}", field.key),
            Self::FieldsOrdered(fields) => write!(f, "fields: in the order {}", keys(fields)),
        }
    }
}

impl Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(new) => write!(f, "added, {new}"),
            Self::Removed => f.write_str("removed"),
            Self::Label(rewording) => rewording.write(f, "label"),
            Self::Help(rewording) => rewording.write(f, "help"),
            Self::Required(true) => f.write_str("now required"),
            Self::Required(false) => f.write_str("no longer required"),
            Self::Asked(Some(when)) => write!(f, "asked only when {when}"),
            Self::Asked(None) => f.write_str("always asked"),
            Self::Kind { before, after } => {
                let other = if before.name() == after.name() { "" } else { "kind " };
                write!(f, "{other}{} becomes {}", kind(before), kind(after))
            }
            Self::Option(option, change) => match change {
                OptionChange::Added => write!(f, "option {}: added, label {}", option.key, option.name),
                OptionChange::Removed => write!(f, "option {}: removed", option.key),
                OptionChange::Label(rewording) => {
                    write!(f, "option {}: ", option.key)?;
                    rewording.write(f, "label")
                }
            },
            Self::OptionsOrdered(options) => write!(f, "options: in the order {}", keys(options)),
        }
    }
}

impl Rewording {
    fn write(&self, f: &mut fmt::Formatter<'_>, what: &str) -> fmt::Result {
        f.write_str(what)?;
        if let Some(language) = self.language {
            write!(f, " in {language}")?;
        }
        match &self.after {
            Some(after) => write!(f, " {}", becomes(self.before.as_ref(), after)),
            None => f.write_str(" removed"),
        }
    }
}

/// A new field in one line.
impl Display for NewField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = &self.field;
        write!(f, "{}, label {}", kind(&field.kind), field.label)?;
        if let Some(help) = &field.help {
            write!(f, ", help {help}")?;
        }
        if field.required {
            f.write_str(", required")?;
        }
        match &self.when {
            Some(when) => write!(f, ", asked only when {when}"),
            None => Ok(()),
        }
    }
}

/// `severity is high or critical`.
impl Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let answer = |answer: &Awaited| match answer {
            Awaited::Ticked(ticked) => ticked.to_string(),
            Awaited::Option(option) => option.key.to_string(),
        };
        let answers: Vec<String> = self.answers.iter().map(answer).collect();
        write!(f, "{} is {}", self.field.key, answers.join(" or "))
    }
}

fn kind(kind: &FieldKind) -> String {
    let name = kind.name().as_str();
    let of = |options: &Options| joined(&options.iter().map(|option| &option.key).collect::<Vec<_>>());
    match (kind.options(), kind.bounds()) {
        (Some(options), _) => format!("{name} of {}", of(options)),
        (None, (Some(min), Some(max))) => format!("{name} from {min} to {max}"),
        (None, (Some(min), None)) => format!("{name} of at least {min}"),
        (None, (None, Some(max))) => format!("{name} of at most {max}"),
        (None, (None, None)) => name.to_owned(),
    }
}

fn sign_up(before: Option<&SignUp>, after: &SignUp) -> String {
    let who = |rule: &SignUp| match rule {
        SignUp::Open => "anybody".to_owned(),
        SignUp::Closed => "nobody".to_owned(),
        SignUp::Domains(domains) => {
            format!("addresses of {}", joined(&domains.iter().collect::<Vec<_>>()))
        }
    };
    becomes(before.map(who).as_ref(), &who(after))
}

fn becomes<T: Display>(before: Option<&T>, after: &T) -> String {
    before.map_or_else(|| after.to_string(), |before| format!("{before} becomes {after}"))
}

fn keys<K: Display>(named: &[Named<K>]) -> String {
    joined(&named.iter().map(|one| &one.key).collect::<Vec<_>>())
}

fn joined(keys: &[impl Display]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
