//! The part of a form that takes files: by button, and with the module `files` also by dragging and pasting.

use askama::Template;
use askama::filters::HtmlSafe;
use docket_domain::ticket::MAX_FILES_AT_ONCE;

use crate::form::Form;
use crate::texts::{Text, Voice};
use crate::words;

/// Where files are added to a form, with those that were taken before: `{{ files }}`. The form has to be
/// `multipart/form-data`, and this its last field.
#[derive(Debug, Template)]
#[template(path = "files.html")]
pub(crate) struct Files {
    t: Voice,
    kept: Vec<(String, String)>,
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
        Self { t, kept: form.files(), limits, max_size }
    }
}

impl HtmlSafe for Files {}
