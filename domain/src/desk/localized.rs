//! A text in the languages of those who read it.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::language::Language;
use crate::text::TextError;

/// A text as one for all readers, or as one a language. In JSON a plain string, or an object
/// `{"en": "…", "fr": "…"}` with at least one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Localized<T>(Texts<T>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Texts<T> {
    Plain(T),
    /// Never empty.
    ByLanguage(BTreeMap<Language, T>),
}

/// A text in no language at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no text in any language: write at least one, as {{\"en\": \"…\"}}")]
pub struct NoText;

impl<T> Localized<T> {
    /// A text a language.
    ///
    /// # Errors
    /// [`NoText`] when there is none.
    pub fn by_language(texts: BTreeMap<Language, T>) -> Result<Self, NoText> {
        if texts.is_empty() { Err(NoText) } else { Ok(Self(Texts::ByLanguage(texts))) }
    }

    /// What a reader of that language is shown: their own, else English, else the first there is.
    pub fn get(&self, language: Language) -> &T {
        match &self.0 {
            Texts::Plain(text) => text,
            Texts::ByLanguage(texts) => texts
                .get(&language)
                .or_else(|| texts.get(&Language::En))
                .or_else(|| texts.values().next())
                .expect("a text by language has at least one"),
        }
    }

    /// The texts by language, where there is more than one text for all.
    pub fn translations(&self) -> Option<&BTreeMap<Language, T>> {
        match &self.0 {
            Texts::Plain(_) => None,
            Texts::ByLanguage(texts) => Some(texts),
        }
    }
}

impl<T> From<T> for Localized<T> {
    fn from(text: T) -> Self {
        Self(Texts::Plain(text))
    }
}

/// As it is written in a file or a message: the plain text, or each with its language.
impl<T: fmt::Display> fmt::Display for Localized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Texts::Plain(text) => write!(f, "\"{text}\""),
            Texts::ByLanguage(texts) => {
                for (index, (language, text)) in texts.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{language} \"{text}\"")?;
                }
                Ok(())
            }
        }
    }
}

impl<'de, T> Deserialize<'de> for Localized<T>
where
    T: Deserialize<'de> + FromStr<Err = TextError>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

impl<'de, T> Visitor<'de> for Reader<T>
where
    T: Deserialize<'de> + FromStr<Err = TextError>,
{
    type Value = Localized<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, or a text a language (en, fr, de, es)")
    }

    fn visit_str<E: serde::de::Error>(self, raw: &str) -> Result<Self::Value, E> {
        raw.parse().map(|text| Localized(Texts::Plain(text))).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut texts = BTreeMap::new();
        while let Some(language) = map.next_key()? {
            if texts.insert(language, map.next_value()?).is_some() {
                return Err(A::Error::custom(format_args!("the language {language} stands there twice")));
            }
        }
        Localized::by_language(texts).map_err(A::Error::custom)
    }
}
