//! Texts in the reader's language, and texts by language.

use std::collections::BTreeMap;

use docket_app::{FieldError, Session};
use docket_domain::desk::Localized;
use docket_domain::{Language, Role, TextError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::v1::reply::parsed;

/// Who reads an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader {
    language: Language,
    role: Role,
}

impl Reader {
    pub(crate) fn new(session: &Session) -> Self {
        Self { language: session.person.state.language, role: session.actor.role }
    }

    pub(crate) fn is_support(self) -> bool {
        self.role.is_support()
    }

    /// The text in their language.
    pub(crate) fn text<T: AsRef<str>>(self, text: &Localized<T>) -> String {
        text.get(self.language).as_ref().to_owned()
    }

    /// The texts by language behind those of an answer, for those who change them.
    pub(crate) fn translations(self) -> Translations {
        Translations { shown: self.role == Role::Administrator, members: BTreeMap::new() }
    }
}

/// By member (`name`, `label`, `help`, `description`), the texts by language; members with one text for all readers
/// are not there. For administrators.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Translations {
    #[serde(skip)]
    shown: bool,
    #[serde(flatten)]
    members: BTreeMap<&'static str, BTreeMap<&'static str, String>>,
}

impl Translations {
    pub(crate) fn with<T: AsRef<str>>(mut self, member: &'static str, text: Option<&Localized<T>>) -> Self {
        let texts = text.and_then(Localized::translations).filter(|_| self.shown);
        if let Some(texts) = texts {
            let texts = texts.iter().map(|(language, text)| (language.as_str(), text.as_ref().to_owned()));
            self.members.insert(member, texts.collect());
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
}

/// A text for all readers, or one a language: `"Incident"` or `{"en": "Incident", "fr": "Panne"}`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum TextBody {
    /// For all.
    Plain(String),
    /// By language: `en`, `fr`, `de`, `es`; at least one.
    ByLanguage(BTreeMap<String, String>),
}

impl TextBody {
    pub(crate) fn parse<T>(
        &self,
        at: &str,
        parse: fn(&str) -> Result<T, TextError>,
    ) -> Result<Localized<T>, FieldError> {
        let texts = match self {
            Self::Plain(text) => return parsed(at, parse(text)).map(Localized::from),
            Self::ByLanguage(texts) => texts.iter().map(|(language, text)| {
                let at = format!("{at}.{}", language.chars().take(20).collect::<String>());
                Ok((parsed(&at, Language::parse(language))?, parsed(&at, parse(text))?))
            }),
        };
        let texts = texts.collect::<Result<BTreeMap<_, _>, FieldError>>()?;
        Localized::by_language(texts).map_err(|_| {
            FieldError::new(at, "empty", "Write the text, or one a language, as {\"en\": \"…\"}.")
        })
    }
}
