//! What pages say, in each language. The texts are Fluent files in `texts/`; the build makes a function of each, so
//! that a page that asks for one that is not there does not compile.

use std::borrow::Cow;
use std::sync::LazyLock;

use docket_domain::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

/// What is filled into a text: a number, which also decides between singular and plural, or words.
pub(crate) type Value<'v> = FluentValue<'v>;
/// A text, not escaped yet.
pub(crate) type Text = Cow<'static, str>;

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

    /// The text of a name that is put together at run time, where there is one.
    pub(crate) fn find(self, name: &str) -> Option<Text> {
        self.format(name, &FluentArgs::new())
    }

    fn bundle(self) -> &'static Bundle {
        static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| load(Language::En));
        static FRENCH: LazyLock<Bundle> = LazyLock::new(|| load(Language::Fr));
        static GERMAN: LazyLock<Bundle> = LazyLock::new(|| load(Language::De));
        static SPANISH: LazyLock<Bundle> = LazyLock::new(|| load(Language::Es));
        match self.0 {
            Language::En => &ENGLISH,
            Language::Fr => &FRENCH,
            Language::De => &GERMAN,
            Language::Es => &SPANISH,
        }
    }

    fn say<const N: usize>(self, name: &'static str, values: [(&'static str, Value<'_>); N]) -> Text {
        let args: FluentArgs<'_> = values.into_iter().collect();
        self.format(name, &args).unwrap_or_else(|| {
            // The build holds that all are there; a reader is still better served by a word than by nothing.
            tracing::error!(name, language = self.tag(), "a text of a page cannot be formed");
            Cow::Borrowed(name)
        })
    }

    fn format(self, name: &str, args: &FluentArgs<'_>) -> Option<Text> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(name)?.value()?;
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors);
        errors.is_empty().then_some(text)
    }
}

fn load(language: Language) -> Bundle {
    let source = match language {
        Language::En => include_str!(concat!(env!("OUT_DIR"), "/en.ftl")),
        Language::Fr => include_str!(concat!(env!("OUT_DIR"), "/fr.ftl")),
        Language::De => include_str!(concat!(env!("OUT_DIR"), "/de.ftl")),
        Language::Es => include_str!(concat!(env!("OUT_DIR"), "/es.ftl")),
    };
    let id: LanguageIdentifier =
        language.as_str().parse().expect("the tag is a constant, and a test parses it");
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // Names stand in elements of their own where their direction may differ.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).expect("the build has read the file");
    bundle.add_resource(resource).expect("the build holds that each name is there once");
    bundle
}

/// Declares what is said once above the page after something was done.
macro_rules! notices {
    ($($name:literal => $variant:ident, $say:ident;)*) => {
        /// What is said above the next page, after something was done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Notice {
            $(#[doc = $name] $variant,)*
        }

        impl Notice {
            /// Its name in the cookie that carries it.
            pub(crate) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The one of this name.
            pub(crate) fn parse(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }

            /// What it says.
            pub(crate) fn text(self, voice: Voice) -> Text {
                match self {
                    $(Self::$variant => voice.$say(),)*
                }
            }
        }
    };
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_read_and_counts_in_its_own_way() {
        for language in Language::ALL {
            let voice = Voice::of(language);
            assert_ne!(voice.ago_days(1), voice.ago_days(2), "{language}");
            assert!(voice.ago_days(6).contains('6'), "{language}");
        }
    }

    /// Curly apostrophes everywhere, and in French no sign that could begin a line of its own.
    #[test]
    fn the_signs_are_those_of_print() {
        for language in Language::ALL {
            let folder =
                std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("texts").join(language.as_str());
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                for line in
                    std::fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#'))
                {
                    let said = line.split_once(" = ").map_or(line, |(_, said)| said);
                    let said = said.replace("{\"", "").replace("\"}", "");
                    assert!(!said.contains(['\'', '"']), "{}: {line}", path.display());
                    let lonely = [" :", " ;", " ?", " !", " »", "« "].iter().any(|sign| said.contains(sign));
                    assert!(!lonely, "{}: {line}", path.display());
                }
            }
        }
    }
}
