//! What pages say, in each language. The texts are Fluent files in `texts/`; the build makes a function of each, so
//! that a page that asks for one that is not there does not compile.

use std::borrow::Cow;

use docket_domain::Language;
use docket_texts::Texts;

pub(crate) use docket_texts::Value;

static TEXTS: Texts = Texts::new(|language| match language {
    Language::En => include_str!(concat!(env!("OUT_DIR"), "/en.ftl")),
    Language::Fr => include_str!(concat!(env!("OUT_DIR"), "/fr.ftl")),
    Language::De => include_str!(concat!(env!("OUT_DIR"), "/de.ftl")),
    Language::Es => include_str!(concat!(env!("OUT_DIR"), "/es.ftl")),
});

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
        TEXTS.format(self.0, name, [])
    }

    fn say<const N: usize>(self, name: &'static str, values: [(&'static str, Value<'_>); N]) -> Text {
        TEXTS.format(self.0, name, values).unwrap_or_else(|| {
            // The build holds that all are there; a reader is still better served by a word than by nothing.
            tracing::error!(name, language = self.tag(), "a text of a page cannot be formed");
            Cow::Borrowed(name)
        })
    }
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
