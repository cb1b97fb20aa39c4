//! Text that is HTML already.

use std::fmt;

use askama::filters::HtmlSafe;

/// HTML from somebody who answers for it: the Markdown crate, or a template of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Html(String);

impl Html {
    /// Takes what was cleaned or rendered elsewhere.
    pub(crate) fn trusted(html: impl Into<String>) -> Self {
        Self(html.into())
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
