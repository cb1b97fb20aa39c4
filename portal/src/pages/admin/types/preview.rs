//! A form as those who fill it in see it: the controls are those of the page on which tickets are opened.

use docket_domain::Language;
use docket_domain::desk::Form as Questions;

use crate::form::Form;
use crate::pages::new::answers::{Answer, Nameable, controls};
use crate::texts::Voice;

/// A form in one language.
pub(super) struct Preview {
    pub(super) language: &'static str,
    pub(super) name: &'static str,
    /// Whether it is the reader's own.
    pub(super) own: bool,
    pub(super) controls: Vec<Answer>,
}

/// The form in each language.
pub(super) fn all(reader: Voice, questions: &Questions) -> Vec<Preview> {
    let preview = |language: Language| {
        let t = Voice::of(language);
        let form = Form::new(t).scoped(language.as_str());
        Preview {
            language: language.as_str(),
            name: language.own_name(),
            own: language == reader.language(),
            // Customers choose a person from among their colleagues, of whom there are none here.
            controls: controls(&form, t, questions, Nameable::Listed(&[])),
        }
    };
    Language::ALL.into_iter().map(preview).collect()
}
