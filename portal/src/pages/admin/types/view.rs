//! What the editor shows of each question.

use docket_domain::Language;
use docket_domain::desk::KindName;

use super::super::localized::{Inputs, Shape};
use super::draft::{QUESTIONS, is_choice, is_new, kind, names, of, option, when};
use crate::fields::Fields;
use crate::form::{Control, Form};
use crate::texts::{Text, Voice};

/// A question in the editor.
pub(super) struct Question {
    /// Its name in the editor.
    pub(super) own: String,
    pub(super) title: String,
    pub(super) kind_words: Text,
    pub(super) required_now: bool,
    /// Whether it is open to be changed.
    pub(super) open: bool,
    pub(super) first: bool,
    pub(super) last: bool,
    pub(super) label: Inputs,
    pub(super) help: Inputs,
    pub(super) kind: Control,
    pub(super) required: Control,
    /// The least and the greatest number.
    pub(super) bounds: Vec<Control>,
    pub(super) choice: bool,
    pub(super) options: Vec<Choice>,
    pub(super) conditions: Vec<Control>,
    /// The id under which what is wrong with the conditions is pointed at.
    pub(super) when: String,
    pub(super) condition_fault: Option<String>,
    /// Whether it waits for an answer, or something is wrong with that.
    pub(super) conditional: bool,
    /// Whether something is wrong in another language.
    pub(super) wrong_elsewhere: bool,
}

/// An option in the editor.
pub(super) struct Choice {
    pub(super) own: String,
    pub(super) title: String,
    pub(super) label: Inputs,
    pub(super) first: bool,
    pub(super) last: bool,
}

/// What a kind of question is called.
pub(in super::super) fn kind_words(t: Voice, kind: KindName) -> Text {
    match kind {
        KindName::Text => t.admin_kind_text(),
        KindName::LongText => t.admin_kind_long_text(),
        KindName::Number => t.admin_kind_number(),
        KindName::Date => t.admin_kind_date(),
        KindName::Checkbox => t.admin_kind_checkbox(),
        KindName::Person => t.admin_kind_person(),
        KindName::Choice => t.admin_kind_choice(),
        KindName::MultiChoice => t.admin_kind_multi_choice(),
    }
}

/// All kinds, to choose from.
pub(super) fn kinds(t: Voice) -> impl Iterator<Item = (String, String)> {
    KindName::ALL.into_iter().map(move |kind| (kind.as_str().to_owned(), kind_words(t, kind).into_owned()))
}

/// The questions in order; `about` is the one that was just changed.
pub(super) fn questions(form: &Form, t: Voice, fields: &Fields, about: &str) -> Vec<Question> {
    let all = names(fields, QUESTIONS);
    let view = View { form, t, fields, all: &all };
    all.iter().enumerate().map(|(place, own)| view.question(place, own, about)).collect()
}

struct View<'v> {
    form: &'v Form,
    t: Voice,
    fields: &'v Fields,
    all: &'v [String],
}

impl View<'_> {
    fn question(&self, place: usize, own: &str, about: &str) -> Question {
        let Self { form, t, fields, all } = *self;
        let kind = kind(fields, own);
        let label = of(own, "label");
        let options = self.options(own);
        let conditions = self.conditions(place, own);
        let when = of(own, "when");
        let condition_fault = form.fault(&when);
        let waits = all.iter().any(|other| fields.filled(&self::when(own, other)).is_some());
        let foreign =
            |name: &str| Language::ALL.into_iter().skip(1).any(|l| form.is_wrong(&format!("{name}.{l}")));
        let wrong_elsewhere = foreign(&label)
            || foreign(&of(own, "help"))
            || options.iter().any(|choice| foreign(&option(own, &choice.own)));
        let bound = |which: &str, words: Text| form.input("number", &of(own, which), words).with("step", "1");
        Question {
            title: self.called(&label).unwrap_or_else(|| t.admin_new_question().into_owned()),
            kind_words: kind_words(t, kind),
            required_now: fields.has(&of(own, "required")),
            open: own == about || is_new(own) || form.is_wrong(&format!("q.{own}")),
            first: place == 0,
            last: place + 1 == all.len(),
            label: Inputs::new(form, t, Shape::Line, &label, &t.admin_question_label(), "").required(),
            help: Inputs::new(form, t, Shape::Line, &of(own, "help"), &t.admin_question_help(), ""),
            kind: form.select(&of(own, "kind"), t.admin_question_kind(), kinds(t)).required(),
            required: form.tick(&of(own, "required"), t.admin_question_required()),
            bounds: match kind {
                KindName::Number => vec![bound("min", t.admin_least()), bound("max", t.admin_greatest())],
                _ => Vec::new(),
            },
            choice: is_choice(kind),
            options,
            when: format!("f-q-{own}-when"),
            conditional: waits || condition_fault.is_some(),
            conditions,
            condition_fault,
            wrong_elsewhere,
            own: own.to_owned(),
        }
    }

    /// What something is called: in the reader's language, else in English.
    fn called(&self, name: &str) -> Option<String> {
        let languages = [self.t.language(), Language::En];
        let own =
            languages.into_iter().find_map(|language| self.fields.filled(&format!("{name}.{language}")));
        own.map(str::to_owned)
    }

    fn options(&self, own: &str) -> Vec<Choice> {
        let choices = names(self.fields, &of(own, "options"));
        let count = choices.len();
        let view = |(place, choice): (usize, String)| {
            let name = option(own, &choice);
            let title = self.called(&name).unwrap_or_else(|| self.t.admin_option(place + 1).into_owned());
            let label = self.t.admin_option(place + 1);
            Choice {
                label: Inputs::new(self.form, self.t, Shape::Line, &name, &label, "").required(),
                title,
                own: choice,
                first: place == 0,
                last: place + 1 == count,
            }
        };
        choices.into_iter().enumerate().map(view).collect()
    }

    /// The answers that can be waited for: to the questions before, and to those that are waited for though they come
    /// later, so that this can be mended.
    fn conditions(&self, place: usize, own: &str) -> Vec<Control> {
        let others = self.all.iter().enumerate();
        let others = others.filter(|(at, other)| {
            *at < place || (*at > place && self.fields.filled(&when(own, other)).is_some())
        });
        others.filter_map(|(_, other)| self.condition(own, other)).collect()
    }

    fn condition(&self, own: &str, other: &str) -> Option<Control> {
        let answers: Vec<(String, String)> = match kind(self.fields, other) {
            KindName::Checkbox => {
                let words = [("true", self.t.admin_ticked()), ("false", self.t.admin_not_ticked())];
                words.into_iter().map(|(answer, words)| (answer.to_owned(), words.into_owned())).collect()
            }
            KindName::Choice | KindName::MultiChoice => {
                let choices = self.options(other).into_iter();
                choices.map(|choice| (choice.own, choice.title)).collect()
            }
            KindName::Text | KindName::LongText | KindName::Number | KindName::Date | KindName::Person => {
                return None;
            }
        };
        let asks =
            self.called(&of(other, "label")).unwrap_or_else(|| self.t.admin_new_question().into_owned());
        let ticks = self.form.ticks(&when(own, other), self.t.admin_answer_to(asks), answers);
        Some(ticks.required())
    }
}
