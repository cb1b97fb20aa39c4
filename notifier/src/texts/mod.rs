//! What mails say, in each language: Fluent files built into the program.

mod keys;
#[cfg(test)]
mod tests;

use docket_domain::Language;
use docket_texts::Texts;

pub(crate) use keys::Key;

static TEXTS: Texts = Texts::new(source);

fn source(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("en.ftl"),
        Language::Fr => include_str!("fr.ftl"),
        Language::De => include_str!("de.ftl"),
        Language::Es => include_str!("es.ftl"),
    }
}

/// What speaks to readers of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Voice(Language);

impl Voice {
    /// For readers of this language.
    pub(crate) fn of(language: Language) -> Self {
        Self(language)
    }

    /// The language.
    pub(crate) fn language(self) -> Language {
        self.0
    }

    /// The language tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        self.0.as_str()
    }

    /// A text without anything to fill in.
    pub(crate) fn say(self, key: Key) -> String {
        self.tell(key, &[])
    }

    /// A text, with what is to be filled in.
    pub(crate) fn tell(self, key: Key, values: &[(&'static str, &str)]) -> String {
        self.format(key, values).unwrap_or_else(|| {
            // A test holds that this does not happen; a reader is still better served by English than by nothing.
            tracing::error!(key = key.name(), language = self.tag(), "a text of a mail is missing");
            Self(Language::En).format(key, values).unwrap_or_default()
        })
    }

    fn format(self, key: Key, values: &[(&'static str, &str)]) -> Option<String> {
        let values = values.iter().map(|(name, value)| (*name, (*value).into()));
        Some(TEXTS.format(self.0, key.name(), values)?.into_owned())
    }
}
