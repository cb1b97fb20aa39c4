//! The part of a form that takes files: by button, and with the module `files` also by dragging and pasting.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use docket_domain::ticket::MAX_FILES_AT_ONCE;

use crate::form::Form;
use crate::page::fault;
use crate::submitted::{FILES, WITHOUT};
use crate::texts::{Text, Voice};
use crate::words;

/// What can be wrong with one file: the module says it where the file is, in the reader's language.
const FAULTS: [&str; 12] = [
    "file_too_large",
    "file_empty",
    "file_type_not_allowed",
    "file_type_mismatch",
    "file_too_many_pixels",
    "file_archive_bomb",
    "file_archive_nested",
    "file_archive_unreadable",
    "file_unreadable",
    "files_unavailable",
    "too_many_requests",
    "too_many_uploads",
];

/// Where files are added to a form, with those that were taken before: `{{ files }}`. The form has to be
/// `multipart/form-data`, and this its last field.
#[derive(Debug, Template)]
#[template(path = "files.html")]
pub(crate) struct Files {
    t: Voice,
    id: String,
    kept: Kept,
    fault: Option<String>,
    /// How much is taken, in words.
    limits: Text,
    /// In bytes.
    max_size: u64,
}

impl Files {
    /// For a form. `max_size` is the longest file, in bytes.
    pub(crate) fn new(form: &Form, t: Voice, max_size: u64) -> Self {
        form.names("files", &t.files_label());
        let limits = t.files_limits(MAX_FILES_AT_ONCE, words::size(t, max_size));
        let (id, fault) = (form.id(FILES), form.fault(FILES));
        Self { t, id, kept: Kept::of(form, t), fault, limits, max_size }
    }

    /// What can be wrong with a file, by the code of it: JSON for an attribute.
    fn faults(&self) -> String {
        let words = FAULTS.map(|code| (code, fault(self.t, code, code)));
        serde_json::json!(BTreeMap::from(words)).to_string()
    }
}

impl HtmlSafe for Files {}

/// The files that were taken before, each with a way to go on without it: `{{ kept }}`.
#[derive(Debug, Template)]
#[template(path = "kept.html")]
pub(crate) struct Kept {
    t: Voice,
    files: Vec<(String, String)>,
}

impl Kept {
    /// Those of a form.
    pub(crate) fn of(form: &Form, t: Voice) -> Self {
        Self { t, files: form.files() }
    }
}

impl HtmlSafe for Kept {}

#[cfg(test)]
mod tests {
    use docket_domain::Language;

    use super::*;

    #[test]
    fn what_can_be_wrong_with_a_file_is_said_in_every_language() {
        for language in Language::ALL {
            for code in FAULTS {
                assert_ne!(fault(Voice::of(language), code, code), code, "{language}");
            }
        }
    }
}
