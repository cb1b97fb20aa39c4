//! The form that stands in the editor, as one that tickets can be opened with.

use std::collections::{BTreeMap, BTreeSet};

use docket_app::{Faults, FieldError, sentence};
use docket_domain::desk::{
    ChoiceOption, Condition, ConditionError, Expected, Field, FieldKind, Form, FormError, KindName, Options,
};
use docket_domain::{FieldKey, HelpText, Label, Language, OptionKey};

use super::super::{localized, slug};
use super::draft::{QUESTIONS, is_choice, is_new, kind, names, of, option, when};
use crate::fields::Fields;

/// The keys of what stands in the editor, by its name there. What is new gets one that is made of its label.
type Keys = BTreeMap<String, String>;

/// The form, or what is wrong with it.
pub(super) fn form(fields: &Fields, faults: &mut Faults) -> Option<Form> {
    let questions = names(fields, QUESTIONS);
    let keys = keys(fields, &questions, "question", |question| of(question, "label"));
    let options: BTreeMap<&String, Keys> = questions
        .iter()
        .map(|own| {
            let choices = names(fields, &of(own, "options"));
            (own, self::keys(fields, &choices, "option", |choice| option(own, choice)))
        })
        .collect();
    let reader = Reader { fields, keys: &keys, options: &options };
    let read: Vec<Option<Field>> = questions.iter().map(|own| reader.question(own, faults)).collect();
    let read: Vec<Field> = read.into_iter().collect::<Option<_>>()?;
    Form::new(read).map_err(|error| faults.add(whole(&error, &questions))).ok()
}

fn keys(fields: &Fields, all: &[String], otherwise: &str, label: impl Fn(&str) -> String) -> Keys {
    let mut keys: Keys =
        all.iter().filter(|own| !is_new(own)).map(|own| (own.clone(), own.clone())).collect();
    for own in all.iter().filter(|own| is_new(own)) {
        let in_language = |language: Language| fields.filled(&format!("{}.{language}", label(own)));
        let called = Language::ALL.into_iter().find_map(in_language).unwrap_or_default();
        let key = slug::key(called, otherwise, |key| keys.values().any(|taken| taken == key));
        keys.insert(own.clone(), key);
    }
    keys
}

struct Reader<'f> {
    fields: &'f Fields,
    keys: &'f Keys,
    options: &'f BTreeMap<&'f String, Keys>,
}

impl Reader<'_> {
    fn question(&self, own: &String, faults: &mut Faults) -> Option<Field> {
        let label = localized::need(self.fields, &of(own, "label"), Label::parse, faults);
        let help = localized::read(self.fields, &of(own, "help"), HelpText::parse, faults);
        let kind = self.kind(own, faults);
        let visible_when = self.condition(own, faults);
        Some(Field {
            key: FieldKey::parse(self.keys.get(own)?).ok()?,
            label: label?,
            help,
            required: self.fields.has(&of(own, "required")),
            visible_when: visible_when?,
            kind: kind?,
        })
    }

    fn kind(&self, own: &String, faults: &mut Faults) -> Option<FieldKind> {
        let name = kind(self.fields, own);
        let options = if is_choice(name) { Some(self.choices(own, faults)?) } else { None };
        let (min, max) = match name {
            KindName::Number => (self.bound(own, "min", faults)?, self.bound(own, "max", faults)?),
            _ => (None, None),
        };
        FieldKind::from_parts(name, options, min, max).ok()
    }

    /// The bound of a number: `Some(None)` where there is none.
    fn bound(&self, own: &str, which: &str, faults: &mut Faults) -> Option<Option<i64>> {
        let field = of(own, which);
        let Some(typed) = self.fields.filled(&field) else { return Some(None) };
        let number = typed.parse().map_err(|_| FieldError {
            field,
            code: "question_number_invalid".to_owned(),
            detail: "Write a whole number.".to_owned(),
        });
        faults.take(number).map(Some)
    }

    fn choices(&self, own: &String, faults: &mut Faults) -> Option<Options> {
        let keys = self.options.get(own)?;
        let choices = names(self.fields, &of(own, "options"));
        let choices: Vec<Option<ChoiceOption>> = choices
            .iter()
            .map(|choice| {
                let label = localized::need(self.fields, &option(own, choice), Label::parse, faults);
                Some(ChoiceOption { key: OptionKey::parse(keys.get(choice)?).ok()?, label: label? })
            })
            .collect();
        let options = Options::new(choices.into_iter().collect::<Option<_>>()?);
        faults.take(options.map_err(|error| FieldError {
            field: of(own, "kind"),
            code: code(&error).to_owned(),
            detail: sentence(&error.to_string()),
        }))
    }

    /// When it is asked: `Some(None)` for always.
    fn condition(&self, own: &str, faults: &mut Faults) -> Option<Option<Condition>> {
        let answers = |other: &&String| self.fields.filled(&when(own, other)).is_some();
        let others: Vec<&String> = self.keys.keys().filter(answers).collect();
        let [other] = others[..] else {
            if others.is_empty() {
                return Some(None);
            }
            faults.add(FieldError {
                field: of(own, "when"),
                code: "question_condition_several".to_owned(),
                detail: "Tick answers of one question only.".to_owned(),
            });
            return None;
        };
        let options = self.options.get(other)?;
        let checkbox = kind(self.fields, other) == KindName::Checkbox;
        let is: BTreeSet<Expected> = self
            .fields
            .all(&when(own, other))
            .filter_map(|answer| match answer {
                "true" | "false" if checkbox => Some(Expected::Flag(answer == "true")),
                // An option that was removed is waited for no longer.
                option => OptionKey::parse(options.get(option)?).ok().map(Expected::Option),
            })
            .collect();
        if is.is_empty() {
            return Some(None);
        }
        Some(Some(Condition { field: FieldKey::parse(self.keys.get(other)?).ok()?, is }))
    }
}

/// What is wrong with the form as a whole, at the question it is about.
fn whole(error: &FormError, questions: &[String]) -> FieldError {
    let place = error.place().and_then(|(index, member)| Some((questions.get(index)?, member)));
    let field = place.map_or_else(String::new, |(question, member)| match member {
        "key" => of(question, "label.en"),
        "min" => of(question, "min"),
        _ => of(question, "when"),
    });
    FieldError { field, code: code(error).to_owned(), detail: sentence(&error.to_string()) }
}

fn code(error: &FormError) -> &'static str {
    match error {
        FormError::TooManyFields { .. } => "questions_too_many",
        FormError::FieldTwice { .. } | FormError::OptionTwice { .. } => "question_twice",
        FormError::EmptyRange { .. } => "question_range_empty",
        FormError::Condition { fault: ConditionError::NotBefore { .. }, .. } => "question_condition_before",
        FormError::Condition { .. } => "question_condition_impossible",
        FormError::NoOptions => "question_options_empty",
        FormError::TooManyOptions { .. } => "question_options_too_many",
    }
}
