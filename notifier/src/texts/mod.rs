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

/// The languages that have texts; the others read English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Voice {
    English,
    French,
}

impl Voice {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::French];

    /// What a reader of this language gets.
    pub(crate) fn of(language: Language) -> Self {
        match language {
            Language::Fr => Self::French,
            Language::En | Language::De | Language::Es => Self::English,
        }
    }

    /// The language tag (BCP 47).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("en.ftl"),
            Self::French => include_str!("fr.ftl"),
        }
    }

    fn bundle(self) -> &'static Bundle {
        static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| load(Voice::English));
        static FRENCH: LazyLock<Bundle> = LazyLock::new(|| load(Voice::French));
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
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
            Self::English.format(key, values).unwrap_or_default()
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
