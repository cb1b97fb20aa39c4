//! Mail addresses in one normal form.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::{TextError, Unit, text_newtype};

mod public;
#[cfg(test)]
mod tests;

text_newtype!(
    /// A mail address in its normal form: trimmed, NFKC, lower case. The normal form is what is stored, claimed as
    /// unique and written to, so two spellings of an address can never be two people.
    ///
    /// Limits of RFC 5321: 64 bytes before the `@`, 254 in all. The part before the `@` is a dot-atom (RFC 5322,
    /// with RFC 6531's letters of other scripts); quoted forms, comments and address literals are refused.
    EmailAddress,
    address
);
text_newtype!(
    /// A mail domain in the same normal form, with at least two labels: `example.org`.
    MailDomain,
    |raw| {
        let text = normal_form(raw.trim());
        domain_fault(&text).map_or(Ok(text), |reason| Err(TextError::InvalidDomain { reason }))
    }
);

const MAX_BYTES: usize = 254;
const MAX_LOCAL_BYTES: usize = 64;
const MAX_LABEL_BYTES: usize = 63;

impl EmailAddress {
    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.as_str().split_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the `@`.
    pub fn domain(&self) -> &str {
        self.as_str().split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl MailDomain {
    /// Whether whoever likes gets an address there: such a domain says nothing about where somebody belongs.
    pub fn is_public(&self) -> bool {
        public::PROVIDERS.binary_search(&self.as_str()).is_ok()
    }
}

/// Lower-casing can leave a composition undone (`İ` becomes two characters), hence the second round.
fn normal_form(raw: &str) -> String {
    let lower = raw.nfkc().collect::<String>().to_lowercase();
    lower.nfkc().collect()
}

fn address(raw: &str) -> Result<String, TextError> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Err(TextError::Empty);
    }
    if let Some(character) = raw.chars().find(|c| c.is_control()) {
        return Err(TextError::ControlCharacter { character });
    }
    let text = normal_form(raw);
    if text.len() > MAX_BYTES {
        return Err(TextError::TooLong { limit: MAX_BYTES, found: text.len(), unit: Unit::Bytes });
    }
    let invalid = |reason| Err(TextError::InvalidAddress { reason });
    let Some((local, domain)) = text.split_once('@') else { return invalid("it has no @") };
    if domain.contains('@') {
        return invalid("it has more than one @");
    }
    if local.len() > MAX_LOCAL_BYTES {
        return invalid("the part before the @ is longer than 64 bytes");
    }
    if local.split('.').any(str::is_empty) {
        return invalid("the part before the @ is empty, or a dot stands at its edge or beside another dot");
    }
    if !local.chars().all(|c| c == '.' || is_atom_character(c)) {
        return invalid("the part before the @ holds a character that needs quoting");
    }
    if let Some(reason) = domain_fault(domain) {
        return invalid(reason);
    }
    Ok(text)
}

/// What is wrong with a domain, if anything.
fn domain_fault(domain: &str) -> Option<&'static str> {
    let mut last = "";
    let mut labels = 0;
    for label in domain.split('.') {
        if label.is_empty() {
            return Some("the domain is empty, or a dot stands at its edge or beside another dot");
        }
        if label.len() > MAX_LABEL_BYTES {
            return Some("a part of the domain is longer than 63 bytes");
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Some("a part of the domain begins or ends with a hyphen");
        }
        if !label.chars().all(|c| c == '-' || is_letter_or_digit(c)) {
            return Some("the domain holds a character that no domain has");
        }
        last = label;
        labels += 1;
    }
    if labels < 2 {
        return Some("the domain has no dot");
    }
    if last.bytes().all(|b| b.is_ascii_digit()) {
        return Some("the domain ends in a number");
    }
    (domain.len() > MAX_BYTES).then_some("the domain is longer than 254 bytes")
}

fn is_letter_or_digit(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character)
}

/// `atext` of RFC 5322, widened to the letters of other scripts as RFC 6531 does.
fn is_atom_character(character: char) -> bool {
    is_letter_or_digit(character) || "!#$%&'*+-/=?^_`{|}~".contains(character)
}
