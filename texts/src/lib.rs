//! What people read, in each of their languages: Fluent texts that are built into the program.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use docket_domain::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

/// What is filled into a text: a number, which also decides between singular and plural, or words.
pub use fluent_bundle::FluentValue as Value;

type Bundle = FluentBundle<FluentResource>;

/// Texts by name, in every language. Each language is read when it is first spoken.
pub struct Texts {
    source: fn(Language) -> &'static str,
    bundles: [OnceLock<Bundle>; Language::ALL.len()],
}

impl Texts {
    /// The texts of these Fluent files, which the program carries with it.
    pub const fn new(source: fn(Language) -> &'static str) -> Self {
        Self { source, bundles: [const { OnceLock::new() }; Language::ALL.len()] }
    }

    /// The text of this name, with the values filled in. `None` where the language has no such text, or the text wants
    /// a value that is not given.
    ///
    /// # Panics
    /// When the file of the language is no Fluent, or has a name twice: tests read every file.
    pub fn format<'v>(
        &'static self,
        language: Language,
        name: &str,
        values: impl IntoIterator<Item = (&'v str, Value<'v>)>,
    ) -> Option<Cow<'static, str>> {
        let bundle = self.bundles[language as usize].get_or_init(|| load(language, (self.source)(language)));
        let pattern = bundle.get_message(name)?.value()?;
        let args: FluentArgs<'_> = values.into_iter().collect();
        let mut errors: Vec<FluentError> = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors);
        errors.is_empty().then_some(text)
    }
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

fn load(language: Language, source: &str) -> Bundle {
    let id: LanguageIdentifier =
        language.as_str().parse().expect("the tag of each language is one of BCP 47");
    let mut bundle = Bundle::new_concurrent(vec![id]);
    // The marks around each value would be shown by readers of plain text; pages put names into elements of their own.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).expect("the file is built in, and is Fluent");
    bundle.add_resource(resource).expect("the file names each text once");
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    static TEXTS: Texts = Texts::new(|language| match language {
        Language::En => "days = { $count ->\n    [one] a day\n   *[other] { $count } days\n}\n",
        _ => "greeting = { $name } !\n",
    });

    #[test]
    fn each_language_has_its_own_texts() {
        let days = |count: i64| TEXTS.format(Language::En, "days", [("count", count.into())]);
        assert_eq!(days(1).as_deref(), Some("a day"));
        assert_eq!(days(3).as_deref(), Some("3 days"));
        assert_eq!(TEXTS.format(Language::Es, "days", [("count", 1.into())]), None);
        for language in Language::ALL.into_iter().filter(|language| *language != Language::En) {
            let greeting = TEXTS.format(language, "greeting", [("name", "Ada".into())]);
            assert_eq!(greeting.as_deref(), Some("Ada !"));
        }
    }

    #[test]
    fn a_value_that_is_missing_is_no_hole_in_the_text() {
        assert_eq!(TEXTS.format(Language::Fr, "greeting", []), None);
    }
}
