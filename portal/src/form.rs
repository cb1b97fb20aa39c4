//! The controls of forms: each with its label, its help, what was typed before and what is wrong with it.

mod summary;

use askama::Template;
use askama::filters::HtmlSafe;
use docket_app::Version;
use docket_web::{FieldProblem, Problem};
use uuid::Uuid;

use crate::fields::Fields;
use crate::markup::Html;
use crate::page::fault;
use crate::submitted::{ATTACHMENTS, FILES, KEY, LOGO, VERSION, file_name};
use crate::texts::Voice;

use self::summary::Labels;

/// A form: what is in it, and what is wrong with that.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    t: Voice,
    values: Fields,
    faults: Vec<FieldProblem>,
    key: String,
    version: Option<Version>,
    /// Tells the controls of this form from those of others on its page that are called the same.
    scope: &'static str,
    /// What its controls are called, for what is wrong with them.
    labels: Labels,
}

impl Form {
    /// A fresh one.
    pub(crate) fn new(t: Voice) -> Self {
        Self::with(t, Fields::default())
    }

    /// A fresh one with these values in it.
    pub(crate) fn with(t: Voice, values: Fields) -> Self {
        let key = Uuid::now_v7().to_string();
        Self { t, values, faults: Vec::new(), key, version: None, scope: "", labels: Labels::default() }
    }

    /// One that was sent, with what is wrong. Nothing that was typed is lost, and sending it is the same command.
    pub(crate) fn again(t: Voice, values: &Fields, problem: &Problem) -> Self {
        let mut form = Self::kept(t, values);
        form.refuse(problem);
        form
    }

    /// One that was sent, as it was.
    pub(crate) fn kept(t: Voice, values: &Fields) -> Self {
        let mut form = Self::with(t, values.clone());
        if let Some(key) = values.filled(KEY) {
            key.clone_into(&mut form.key);
        }
        form
    }

    /// Adds what is wrong.
    pub(crate) fn refuse(&mut self, problem: &Problem) {
        if problem.errors.is_empty() {
            self.faults.push(FieldProblem {
                field: String::new(),
                code: problem.code.clone(),
                detail: problem.detail.clone(),
            });
        } else {
            let faults: Vec<FieldProblem> = problem.errors.iter().map(|fault| self.named(fault)).collect();
            self.faults.extend(faults);
        }
    }

    /// A fault at the control that it came from. Of files that were taken before, use cases speak by their places: people
    /// know them by their names.
    fn named(&self, fault: &FieldProblem) -> FieldProblem {
        let mut fault = fault.clone();
        if fault.field == ATTACHMENTS || within(&fault.field, ATTACHMENTS).is_some() {
            let place = within(&fault.field, ATTACHMENTS).and_then(|place| place.parse().ok());
            let file = place.and_then(|place: usize| self.files().into_iter().nth(place));
            fault.field = file.map_or_else(|| FILES.to_owned(), |(_, name)| format!("{FILES}[{name}]"));
        }
        fault
    }

    /// One of several on a page that ask the same.
    #[must_use]
    pub(crate) fn scoped(mut self, scope: &'static str) -> Self {
        self.scope = scope;
        self
    }

    /// The id of the control of a field.
    pub(crate) fn id(&self, name: &str) -> String {
        let own = id(name);
        if self.scope.is_empty() { own } else { format!("{own}-{}", self.scope) }
    }

    /// With the version that the sender has seen.
    #[must_use]
    pub(crate) fn at(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// What stands in a field.
    pub(crate) fn value(&self, name: &str) -> &str {
        self.values.get(name)
    }

    /// The files that were taken before, by id and name.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let named = |id: &str| (id.to_owned(), self.value(&file_name(id)).to_owned());
        self.values.all(ATTACHMENTS).map(named).collect()
    }

    /// Whether a value of a field is chosen.
    pub(crate) fn chosen(&self, name: &str, value: &str) -> bool {
        self.values.all(name).any(|own| own == value)
    }

    /// Whether something is wrong with a field, or with one below it: with `name` also with `name.fr`.
    pub(crate) fn is_wrong(&self, name: &str) -> bool {
        let below = |rest: &str| rest.is_empty() || rest.starts_with(['[', '.']);
        self.faults.iter().any(|fault| fault.field.strip_prefix(name).is_some_and(below))
    }

    /// What a refusal of that code says: a question rather than a fault, for which its form has words of its own.
    pub(crate) fn asks(&self, code: &str) -> Option<String> {
        self.faults.iter().find(|fault| fault.code == code).map(|fault| self.words(fault))
    }

    fn words(&self, problem: &FieldProblem) -> String {
        let words = fault(self.t, &problem.code, &problem.detail);
        let file = [FILES, LOGO].into_iter().find_map(|control| within(&problem.field, control));
        file.map_or(words.clone(), |name| self.t.files_fault(name, words)).into_owned()
    }

    /// What is wrong with a field, in words.
    pub(crate) fn fault(&self, name: &str) -> Option<String> {
        let own = |fault: &&FieldProblem| {
            fault.field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        self.faults.iter().find(own).map(|fault| self.words(fault))
    }

    /// What every form sends besides: its key, the version that was seen, the files that were taken before.
    pub(crate) fn hidden(&self) -> Html {
        let version = self.version.map(|version| version.0.to_string());
        let own = [(KEY, Some(self.key.as_str())), (VERSION, version.as_deref())];
        let files = self.values.all(ATTACHMENTS).map(|file| (ATTACHMENTS, Some(file)));
        let inputs = own.into_iter().chain(files).filter_map(|(name, value)| Some(hidden(name, value?)));
        Html::trusted(inputs.collect::<String>())
    }

    fn control(&self, kind: Kind, name: &str, label: impl Into<String>) -> Control {
        let label = label.into();
        self.names(name, &label);
        Control {
            kind,
            id: self.id(name),
            name: name.to_owned(),
            label,
            value: self.value(name).to_owned(),
            help: String::new(),
            fault: self.fault(name),
            required: false,
            optional: self.t.form_optional().into_owned(),
            ticked: self.values.has(name),
            options: Vec::new(),
            attributes: String::new(),
            editor: None,
        }
    }

    /// One line of text.
    pub(crate) fn text(&self, name: &str, label: impl Into<String>) -> Control {
        self.control(Kind::Input("text"), name, label)
    }

    /// A mail address.
    pub(crate) fn email(&self, name: &str, label: impl Into<String>) -> Control {
        self.control(Kind::Input("email"), name, label)
            .with("autocapitalize", "none")
            .with("spellcheck", "false")
    }

    /// A password. What was typed is not sent back.
    pub(crate) fn password(&self, name: &str, label: impl Into<String>) -> Control {
        let mut control = self.control(Kind::Input("password"), name, label);
        control.value.clear();
        control
    }

    /// Another kind of input: `date`, `number`, `color`, `search`.
    pub(crate) fn input(&self, kind: &'static str, name: &str, label: impl Into<String>) -> Control {
        self.control(Kind::Input(kind), name, label)
    }

    /// Several lines of text.
    pub(crate) fn area(&self, name: &str, label: impl Into<String>) -> Control {
        self.control(Kind::Area, name, label)
    }

    /// Several lines of Markdown, with the signs for it on buttons and a preview by the module `editor`.
    pub(crate) fn editor(&self, name: &str, label: impl Into<String>) -> Control {
        Control { editor: Some(self.t), ..self.area(name, label).with("data-module", "editor") }
    }

    /// A box to tick.
    pub(crate) fn tick(&self, name: &str, label: impl Into<String>) -> Control {
        self.control(Kind::Tick, name, label)
    }

    /// One of several, from a list that opens.
    pub(crate) fn select(
        &self,
        name: &str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Control {
        self.choices(Kind::Select, name, label, options)
    }

    /// One of several, all in view.
    pub(crate) fn radios(
        &self,
        name: &str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Control {
        self.choices(Kind::Radios, name, label, options)
    }

    /// Any of several, all in view.
    pub(crate) fn ticks(
        &self,
        name: &str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Control {
        self.choices(Kind::Ticks, name, label, options)
    }

    fn choices(
        &self,
        kind: Kind,
        name: &str,
        label: impl Into<String>,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Control {
        let choice = |(place, (value, label)): (usize, (String, String))| Choice {
            id: format!("{}-{place}", self.id(name)),
            chosen: self.chosen(name, &value),
            value,
            label,
        };
        let mut control = self.control(kind, name, label);
        control.options = options.into_iter().enumerate().map(choice).collect();
        control
    }
}

/// What stands in brackets after the name of a control.
fn within<'n>(field: &'n str, control: &str) -> Option<&'n str> {
    field.strip_prefix(control)?.strip_prefix('[')?.strip_suffix(']')
}

/// The id of the control of a field.
fn id(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' };
    format!("f-{}", name.split('[').next().unwrap_or_default().chars().map(plain).collect::<String>())
}

/// A field that nobody sees.
pub(crate) fn hidden(name: &str, value: &str) -> String {
    format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escaped(name), escaped(value))
}

/// Text within an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Input(&'static str),
    Area,
    Tick,
    Select,
    Radios,
    Ticks,
}

#[derive(Clone, Debug)]
struct Choice {
    id: String,
    value: String,
    label: String,
    chosen: bool,
}

/// A control with its label, help and fault.
#[derive(Clone, Debug, Template)]
#[template(path = "control.html")]
pub(crate) struct Control {
    kind: Kind,
    id: String,
    name: String,
    label: String,
    value: String,
    help: String,
    fault: Option<String>,
    required: bool,
    optional: String,
    ticked: bool,
    options: Vec<Choice>,
    attributes: String,
    editor: Option<Voice>,
}

impl Control {
    /// Cannot be left empty. The server says so as well; the label tells which fields may be.
    #[must_use]
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Without the words that it may be left empty: of what only chooses nobody thinks it must be filled in.
    #[must_use]
    pub(crate) fn unmarked(mut self) -> Self {
        self.optional.clear();
        self
    }

    /// With words about what belongs in it.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// With what stands in it unless something was typed.
    #[must_use]
    pub(crate) fn or(mut self, value: &str) -> Self {
        if self.value.is_empty() {
            value.clone_into(&mut self.value);
            for option in &mut self.options {
                option.chosen = option.value == value;
            }
        }
        self
    }

    /// With one more attribute, such as `autocomplete`.
    #[must_use]
    pub(crate) fn with(mut self, attribute: &str, value: &str) -> Self {
        self.attributes.push_str(&format!(" {attribute}=\"{}\"", escaped(value)));
        self
    }

    /// What stands in it, or is chosen.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// What browsers and password managers fill in here (WHATWG HTML, autofill).
    #[must_use]
    pub(crate) fn autocomplete(self, what: &str) -> Self {
        self.with("autocomplete", what)
    }

    /// The ids of what describes it, for `aria-describedby`.
    fn described_by(&self) -> Html {
        let help = (!self.help.is_empty()).then(|| format!("{}-help", self.id));
        let fault = self.fault.is_some().then(|| format!("{}-fault", self.id));
        let ids: Vec<String> = help.into_iter().chain(fault).collect();
        let invalid = if self.fault.is_some() { " aria-invalid=\"true\"" } else { "" };
        let described =
            if ids.is_empty() { String::new() } else { format!(" aria-describedby=\"{}\"", ids.join(" ")) };
        Html::trusted(format!("{described}{invalid}"))
    }

    fn extra(&self) -> Html {
        Html::trusted(self.attributes.clone())
    }
}

impl HtmlSafe for Control {}

impl HtmlSafe for Form {}

#[cfg(test)]
mod tests;
