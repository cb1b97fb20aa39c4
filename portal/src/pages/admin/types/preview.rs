//! A form as those who fill it in see it.

use docket_domain::desk::{ChoiceOption, Condition, Expected, Field, FieldKind, Form as Questions, Options};
use docket_domain::{Language, OptionKey};

use crate::form::{Control, Form};
use crate::texts::Voice;

/// A form in one language.
pub(super) struct Preview {
    pub(super) language: &'static str,
    pub(super) name: &'static str,
    /// Whether it is the reader's own.
    pub(super) own: bool,
    pub(super) controls: Vec<Control>,
}

/// The form in each language.
pub(super) fn all(reader: Voice, questions: &Questions) -> Vec<Preview> {
    let preview = |language: Language| {
        let t = Voice::of(language);
        let form = Form::new(t);
        let control = |field: &Field| control(&form, t, questions, field);
        Preview {
            language: language.as_str(),
            name: language.own_name(),
            own: language == reader.language(),
            controls: questions.fields().iter().map(control).collect(),
        }
    };
    Language::ALL.into_iter().map(preview).collect()
}

fn control(form: &Form, t: Voice, questions: &Questions, field: &Field) -> Control {
    let language = t.language();
    let name = format!("preview_{language}_{}", field.key);
    let label = field.label.get(language).as_str();
    let options = |options: &Options| -> Vec<(String, String)> {
        let option = |own: &ChoiceOption| (own.key.to_string(), own.label.get(language).to_string());
        options.iter().map(option).collect()
    };
    let control = match &field.kind {
        FieldKind::Text | FieldKind::Person => form.text(&name, label),
        FieldKind::LongText => form.area(&name, label),
        FieldKind::Number { .. } => form.input("number", &name, label),
        FieldKind::Date => form.input("date", &name, label),
        FieldKind::Checkbox => form.tick(&name, label),
        FieldKind::Choice { options: choices } => {
            let nothing = (String::new(), t.admin_choose().into_owned());
            form.select(&name, label, std::iter::once(nothing).chain(options(choices)))
        }
        FieldKind::MultiChoice { options: choices } => form.ticks(&name, label, options(choices)),
    };
    let help = field.help.as_ref().map(|help| help.get(language).to_string());
    let asked = field.visible_when.as_ref().map(|condition| only_when(t, questions, condition));
    let help: Vec<String> = help.into_iter().chain(asked).collect();
    let control = control.help(help.join(" "));
    if field.required { control.required() } else { control }
}

/// `Asked only when: Severity is High or Critical.`
fn only_when(t: Voice, questions: &Questions, condition: &Condition) -> String {
    let other = questions.field(condition.field.as_str());
    let label = other.map_or_else(String::new, |other| other.label.get(t.language()).to_string());
    let option = |key: &OptionKey| {
        let own = other.and_then(|other| other.kind.options()?.get(key.as_str()));
        own.map_or_else(|| key.to_string(), |own| own.label.get(t.language()).to_string())
    };
    let answers: Vec<String> = condition
        .is
        .iter()
        .map(|expected| match expected {
            Expected::Flag(true) => t.admin_ticked().into_owned(),
            Expected::Flag(false) => t.admin_not_ticked().into_owned(),
            Expected::Option(key) => option(key),
        })
        .collect();
    t.admin_only_when(answers.join(", "), label).into_owned()
}
