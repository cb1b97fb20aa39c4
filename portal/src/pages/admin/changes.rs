//! What changes about a desk, in the reader's language.

use docket_app::desks::{
    Awaited, DeskDifference, FieldChange, Named, NewField, OptionChange, Rewording, TypeChange, When,
};
use docket_domain::desk::{FieldKind, Localized, SignUp};

use super::types::kind_words;
use crate::texts::{Text, Voice};

/// The lines that tell a difference; what its headline says already is not said again.
pub(super) fn told(t: Voice, difference: &DeskDifference) -> Vec<String> {
    match difference {
        DeskDifference::Created { key, name } => vec![of(t, key.as_str(), &said(t, name))],
        DeskDifference::Renamed { before, after } => {
            vec![became(t, before.as_ref().map(|name| said(t, name)), said(t, after))]
        }
        DeskDifference::TypeAdded { kind, description, fields } => {
            let description =
                description.iter().map(|text| of(t, &t.admin_type_description(), &said(t, text)));
            let fields = fields.iter().map(|new| of(t, &question(t, &new.field.label), &described(t, new)));
            [name(t, kind)].into_iter().chain(description).chain(fields).collect()
        }
        DeskDifference::TypeChanged { kind, changes } => {
            let changes = changes.iter().map(|change| type_change(t, change));
            [name(t, kind)].into_iter().chain(changes).collect()
        }
        DeskDifference::TypeRetired(kind) | DeskDifference::TypeRestored(kind) => vec![name(t, kind)],
        DeskDifference::TypesOrdered(kinds) => vec![order(t, kinds).into_owned()],
        DeskDifference::ParticipantsMayAdd(true) => vec![t.admin_change_allowed().into_owned()],
        DeskDifference::ParticipantsMayAdd(false) => vec![t.admin_change_forbidden().into_owned()],
        DeskDifference::SignUp { before, after } => {
            vec![became(t, before.as_ref().map(|rule| sign_up(t, rule)), sign_up(t, after))]
        }
    }
}

/// What changes about a request type whose page it is.
pub(super) fn of_type(t: Voice, difference: &DeskDifference) -> Vec<String> {
    match difference {
        DeskDifference::TypeChanged { changes, .. } => {
            changes.iter().map(|change| type_change(t, change)).collect()
        }
        other => told(t, other),
    }
}

fn type_change(t: Voice, change: &TypeChange) -> String {
    match change {
        TypeChange::Name(rewording) => reworded(t, t.admin_type_name(), rewording),
        TypeChange::Description(rewording) => reworded(t, t.admin_type_description(), rewording),
        // What it was called says which it is.
        TypeChange::Field(_, FieldChange::Label(rewording)) if rewording.language.is_none() => {
            reworded(t, t.admin_question_label(), rewording)
        }
        TypeChange::Field(field, change) => of(t, &question(t, &field.name), &field_change(t, change)),
        TypeChange::FieldsOrdered(fields) => of(t, &t.admin_questions(), &order(t, fields)),
    }
}

fn field_change(t: Voice, change: &FieldChange) -> String {
    match change {
        FieldChange::Added(new) => t.admin_change_new(described(t, new)).into_owned(),
        FieldChange::Removed => t.admin_change_removed().into_owned(),
        FieldChange::Label(rewording) => reworded(t, t.admin_question_label(), rewording),
        FieldChange::Help(rewording) => reworded(t, t.admin_question_help(), rewording),
        FieldChange::Required(true) => t.admin_change_required().into_owned(),
        FieldChange::Required(false) => t.admin_change_optional().into_owned(),
        FieldChange::Asked(None) => t.admin_change_always().into_owned(),
        FieldChange::Asked(Some(when)) => asked(t, when),
        FieldChange::Kind { before, after } => became(t, Some(kind(t, before)), kind(t, after)),
        FieldChange::Option(option, change) => {
            let what = t.admin_change_option(name(t, option));
            match change {
                OptionChange::Added => t.admin_change_new(what.into_owned()).into_owned(),
                OptionChange::Removed => of(t, &what, &t.admin_change_removed()),
                OptionChange::Label(rewording) => reworded(t, what, rewording),
            }
        }
        FieldChange::OptionsOrdered(options) => of(t, &t.admin_options(), &order(t, options)),
    }
}

/// A new question in one line.
fn described(t: Voice, new: &NewField) -> String {
    let help = new.field.help.as_ref().map(|help| of(t, &t.admin_question_help(), &said(t, help)));
    let required = new.field.required.then(|| t.admin_required_word().into_owned());
    let when = new.when.as_ref().map(|when| asked(t, when));
    [kind(t, &new.field.kind)]
        .into_iter()
        .chain(required)
        .chain(when)
        .chain(help)
        .collect::<Vec<_>>()
        .join("; ")
}

fn asked(t: Voice, when: &When) -> String {
    let answer = |answer: &Awaited| match answer {
        Awaited::Ticked(true) => t.admin_ticked().into_owned(),
        Awaited::Ticked(false) => t.admin_not_ticked().into_owned(),
        Awaited::Option(option) => name(t, option),
    };
    let answers: Vec<String> = when.answers.iter().map(answer).collect();
    t.admin_change_when(answers.join(", "), name(t, &when.field)).into_owned()
}

fn kind(t: Voice, kind: &FieldKind) -> String {
    let words = kind_words(t, kind.name()).into_owned();
    let options = kind.options().map(|options| {
        let labels = options.iter().map(|option| quoted(t, option.label.get(t.language()).as_str()));
        labels.collect::<Vec<_>>().join(", ")
    });
    let bounds = match kind.bounds() {
        (Some(least), Some(greatest)) => Some(t.admin_change_range(greatest, least)),
        (Some(least), None) => Some(t.admin_change_least(least)),
        (None, Some(greatest)) => Some(t.admin_change_most(greatest)),
        (None, None) => None,
    };
    let beside = options.or_else(|| bounds.map(Text::into_owned));
    beside.map_or(words.clone(), |beside| of(t, &words, &beside))
}

fn sign_up(t: Voice, rule: &SignUp) -> String {
    match rule {
        SignUp::Open => t.admin_sign_up_open().into_owned(),
        SignUp::Closed => t.admin_sign_up_closed().into_owned(),
        SignUp::Domains(domains) => {
            let domains: Vec<String> = domains.iter().map(ToString::to_string).collect();
            of(t, &t.admin_sign_up_domains(), &domains.join(", "))
        }
    }
}

/// A text that came, went or changed.
fn reworded(t: Voice, what: Text, rewording: &Rewording) -> String {
    let what = match rewording.language {
        Some(language) => t.admin_in_language(language.own_name(), what.into_owned()),
        None => what,
    };
    let change = match &rewording.after {
        Some(after) => became(t, rewording.before.as_ref().map(|before| said(t, before)), said(t, after)),
        None => t.admin_change_removed().into_owned(),
    };
    of(t, &what, &change)
}

fn became(t: Voice, before: Option<String>, after: String) -> String {
    match before {
        Some(before) => t.admin_change_became(after, before).into_owned(),
        None => after,
    }
}

/// A text as it is in all its languages.
fn said<T: std::fmt::Display>(t: Voice, text: &Localized<T>) -> String {
    let Some(translations) = text.translations() else {
        return quoted(t, &text.get(t.language()).to_string());
    };
    let each = translations
        .iter()
        .map(|(language, text)| t.admin_in_language(language.own_name(), quoted(t, &text.to_string())));
    each.map(Text::into_owned).collect::<Vec<_>>().join(", ")
}

fn question<T: std::fmt::Display>(t: Voice, label: &Localized<T>) -> String {
    t.admin_change_question(quoted(t, &label.get(t.language()).to_string())).into_owned()
}

/// What the reader knows a thing as.
fn name<K>(t: Voice, named: &Named<K>) -> String {
    quoted(t, named.name.get(t.language()))
}

fn order<K>(t: Voice, all: &[Named<K>]) -> Text {
    t.admin_change_order(all.iter().map(|one| name(t, one)).collect::<Vec<_>>().join(", "))
}

fn quoted(t: Voice, text: &str) -> String {
    t.admin_change_quoted(text.to_owned()).into_owned()
}

fn of(t: Voice, what: &str, change: &str) -> String {
    t.admin_of(what.to_owned(), change.to_owned()).into_owned()
}
