//! Texts that are written in English first and in other languages where somebody has done so.

use askama::Template;
use docket_app::{Faults, FieldError, sentence};
use docket_domain::desk::Localized;
use docket_domain::{Language, TextError};

use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::texts::{Text, Voice};

/// The controls of one text: `name.en`, `name.fr`, …
#[derive(Clone, Debug, Template)]
#[template(path = "admin/localized.html")]
pub(super) struct Inputs {
    t: Voice,
    pub(super) english: Control,
    pub(super) others: Vec<Control>,
    /// In how many of the other languages it is written.
    written: usize,
    /// Whether something is wrong in one of them.
    wrong: bool,
}

impl askama::filters::HtmlSafe for Inputs {}

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One line.
    Line,
    /// Several lines.
    Area,
}

impl Inputs {
    /// The controls of a text within a form.
    pub(super) fn new(form: &Form, t: Voice, shape: Shape, name: &str, label: &str, help: &str) -> Self {
        let control = |language: Language| {
            let field = format!("{name}.{language}");
            let label = match language {
                Language::En => label.to_owned(),
                Language::Fr | Language::De | Language::Es => {
                    t.admin_in_language(language.own_name(), label.to_owned()).into_owned()
                }
            };
            let control = match shape {
                Shape::Line => form.text(&field, label),
                Shape::Area => form.area(&field, label).with("rows", "3"),
            };
            control.with("lang", language.as_str())
        };
        let english = control(Language::En).help(help);
        let others = || OTHERS.into_iter().map(|language| format!("{name}.{language}"));
        Self {
            t,
            english,
            others: OTHERS.into_iter().map(control).collect(),
            written: others().filter(|field| !form.value(field).trim().is_empty()).count(),
            wrong: others().any(|field| form.is_wrong(&field)),
        }
    }

    /// Cannot be left empty: English stands in wherever a translation is missing.
    #[must_use]
    pub(super) fn required(self) -> Self {
        Self { english: self.english.required(), ..self }
    }

    /// How many there are and whether to show them.
    fn summary(&self) -> Text {
        self.t.admin_other_languages(self.written)
    }
}

/// All but English.
const OTHERS: [Language; 3] = [Language::Fr, Language::De, Language::Es];

/// A text as the controls of [`Inputs`] show it.
pub(super) fn put<T: AsRef<str>>(fields: &mut Fields, name: &str, text: &Localized<T>) {
    match text.translations() {
        Some(texts) => {
            for (language, text) in texts {
                fields.push(format!("{name}.{language}"), text.as_ref());
            }
        }
        None => fields.push(format!("{name}.en"), text.get(Language::En).as_ref()),
    }
}

/// The text that was typed, `None` where nothing was. What is in English alone is for all readers.
pub(super) fn read<T: Clone>(
    fields: &Fields,
    name: &str,
    parse: fn(&str) -> Result<T, TextError>,
    faults: &mut Faults,
) -> Option<Localized<T>> {
    let written = Language::ALL.into_iter().filter_map(|language| {
        let field = format!("{name}.{language}");
        let text = parse(fields.filled(&field)?).map_err(|error| fault(field, &error));
        Some((language, faults.take(text)?))
    });
    let texts: std::collections::BTreeMap<Language, T> = written.collect();
    match (texts.len(), texts.get(&Language::En)) {
        (1, Some(english)) => Some(english.clone().into()),
        _ => Localized::by_language(texts).ok(),
    }
}

/// The same where there must be one.
pub(super) fn need<T: Clone>(
    fields: &Fields,
    name: &str,
    parse: fn(&str) -> Result<T, TextError>,
    faults: &mut Faults,
) -> Option<Localized<T>> {
    let tried =
        Language::ALL.into_iter().any(|language| fields.filled(&format!("{name}.{language}")).is_some());
    if !tried {
        faults.add(fault(format!("{name}.en"), &TextError::Empty));
    }
    read(fields, name, parse, faults)
}

/// What is wrong with a text, wherever it stands.
pub(super) fn fault(field: String, error: &TextError) -> FieldError {
    FieldError { field, code: format!("text_{}", error.code()), detail: sentence(&error.to_string()) }
}

#[cfg(test)]
mod tests {
    use docket_domain::Label;

    use super::*;

    fn typed(texts: &[(&str, &str)]) -> Fields {
        texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_is_shown_is_read_again_as_it_was() {
        let by_language = |json| serde_json::from_value::<Localized<Label>>(json).unwrap();
        for text in [
            by_language(serde_json::json!("Incident")),
            by_language(serde_json::json!({ "fr": "Panne" })),
            by_language(serde_json::json!({ "en": "Incident", "de": "Störung" })),
        ] {
            let mut fields = Fields::default();
            put(&mut fields, "name", &text);
            let mut faults = Faults::new();
            assert_eq!(read(&fields, "name", Label::parse, &mut faults), Some(text));
            assert!(faults.is_empty());
        }
    }

    #[test]
    fn each_language_has_its_own_fault_and_nothing_at_all_is_one() {
        let mut faults = Faults::new();
        let long = "x".repeat(1_000);
        need(&typed(&[("name.en", "Incident"), ("name.fr", &long)]), "name", Label::parse, &mut faults);
        need(&typed(&[("other.en", " ")]), "other", Label::parse, &mut faults);
        let Err(docket_app::AppError::Invalid(faults)) = faults.check() else { panic!("there are faults") };
        let told: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
        assert_eq!(told, [("name.fr", "text_too_long"), ("other.en", "text_empty")]);
    }
}
