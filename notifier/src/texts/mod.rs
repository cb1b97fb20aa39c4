//! What mails say, in each language: Fluent files built into the program.

mod keys;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use docket_domain::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub(crate) use keys::Key;

type Bundle = FluentBundle<FluentResource>;

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

    fn source(self) -> &'static str {
        match self.0 {
            Language::En => include_str!("en.ftl"),
            Language::Fr => include_str!("fr.ftl"),
            Language::De => include_str!("de.ftl"),
            Language::Es => include_str!("es.ftl"),
        }
    }

    fn bundle(self) -> &'static Bundle {
        static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| load(Voice(Language::En)));
        static FRENCH: LazyLock<Bundle> = LazyLock::new(|| load(Voice(Language::Fr)));
        static GERMAN: LazyLock<Bundle> = LazyLock::new(|| load(Voice(Language::De)));
        static SPANISH: LazyLock<Bundle> = LazyLock::new(|| load(Voice(Language::Es)));
        match self.0 {
            Language::En => &ENGLISH,
            Language::Fr => &FRENCH,
            Language::De => &GERMAN,
            Language::Es => &SPANISH,
        }
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
        let bundle = self.bundle();
        let pattern = bundle.get_message(key.name())?.value()?;
        let args: FluentArgs<'_> =
            values.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}

fn load(voice: Voice) -> Bundle {
    let id: LanguageIdentifier = voice.tag().parse().expect("the tag is a constant, and a test parses it");
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // The marks would surround each name in the plain text, where some readers show them.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(voice.source().to_owned())
        .expect("the file is built in, and a test reads it");
    bundle.add_resource(resource).expect("the file names each key once, and a test reads it");
    bundle
}
