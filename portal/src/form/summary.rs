//! What is wrong, above a form: read out at once, each fault with its field's name and the way to it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use askama::Template;

use super::Form;
use crate::submitted::ATTACHMENTS;
use crate::texts::{Text, Voice};

/// What the controls of a form are called, by their ids. All copies of a form write into one.
///
/// The summary stands before the controls, so a page with something wrong is written twice: see
/// [`Page::html_with`](crate::page::Page::html_with).
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(Arc<Mutex<BTreeMap<String, String>>>);

impl Labels {
    pub(super) fn add(&self, id: &str, label: &str) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(id.to_owned(), label.to_owned());
    }

    fn get(&self, id: &str) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }
}

/// A line of the summary.
pub(super) struct Line {
    /// The control that it is about, where it is about one.
    pub(super) id: Option<String>,
    /// What is wrong, behind the name of the field.
    pub(super) words: Text,
}

#[derive(Template)]
#[template(path = "summary.html")]
struct Summary {
    t: Voice,
    lines: Vec<Line>,
}

impl Form {
    /// Says what a control is called that a template writes by itself.
    pub(crate) fn names(&self, field: &str, label: &str) {
        self.labels.add(&self.id(field), label);
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let line = |fault: &docket_web::FieldProblem| {
            let said = self.words(fault);
            // However a file is refused, it is chosen in one place.
            let of_files = ["file", ATTACHMENTS].contains(&fault.field.split('[').next().unwrap_or_default());
            let field = if of_files { "files" } else { fault.field.as_str() };
            let id = (!field.is_empty()).then(|| self.id(field));
            let label = id.as_ref().and_then(|id| self.labels.get(id));
            let words =
                label.map_or_else(|| Text::Owned(said.clone()), |label| behind(self.t, &label, &said));
            Line { id, words }
        };
        self.faults.iter().map(line).collect()
    }
}

/// What is wrong behind the label of its field. A label that asks needs no colon.
fn behind(t: Voice, label: &str, said: &str) -> Text {
    let label = label.trim_end();
    if label.ends_with(['?', ':', '.', '…']) {
        Text::Owned(format!("{label} {said}"))
    } else {
        t.form_fault(label, said)
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.faults.is_empty() {
            return Ok(());
        }
        Summary { t: self.t, lines: self.lines() }.render_into(f).map_err(|_| fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use docket_domain::Language;
    use docket_web::{FieldProblem, Problem};

    use super::*;
    use crate::fields::Fields;

    fn refused(fields: &[&str], language: Language) -> Form {
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "It is refused.");
        problem.errors.extend(fields.iter().map(|field| FieldProblem {
            field: (*field).to_owned(),
            code: "missing".to_owned(),
            detail: "This is needed.".to_owned(),
        }));
        Form::again(Voice::of(language), &Fields::default(), &problem)
    }

    fn words(form: &Form) -> Vec<String> {
        form.lines().into_iter().map(|line| line.words.into_owned()).collect()
    }

    #[test]
    fn a_fault_is_told_with_the_name_of_its_field_once_that_is_known() {
        let form = refused(&["subject", "people[1]", "asked", "elsewhere", ""], Language::En);
        let copy = form.clone();
        for (field, label) in [("subject", "Subject"), ("people", "People"), ("asked", "For whom?")] {
            drop(copy.text(field, label));
        }
        let said = "This is needed.";
        let told = [format!("Subject: {said}"), format!("People: {said}"), format!("For whom? {said}")];
        assert_eq!(words(&form), [&told[..], &[said.to_owned(), said.to_owned()]].concat());
        let ids: Vec<_> = form.lines().into_iter().map(|line| line.id).collect();
        assert_eq!(ids[1].as_deref(), Some("f-people"));
        assert_eq!(ids[4], None, "what is about no field leads nowhere");
    }

    #[test]
    fn the_name_stands_before_a_colon_as_the_language_has_it() {
        let form = refused(&["subject"], Language::Fr);
        form.names("subject", "Objet");
        assert!(words(&form)[0].starts_with("Objet\u{202f}: "), "{:?}", words(&form));
    }
}
