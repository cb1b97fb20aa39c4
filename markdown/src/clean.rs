//! The allow-list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

const TAGS: [&str; 26] = [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "input",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// No style, class, id or event; links only to other places by http, https and mailto, and without telling them where
/// the reader comes from. A relative link would be one to a page of ours, whatever it does.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    let attributes = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("input", HashSet::from(["checked", "disabled"])),
        ("ol", HashSet::from(["start"])),
        ("td", HashSet::from(["align"])),
        ("th", HashSet::from(["align"])),
    ]);
    builder
        .tags(HashSet::from(TAGS))
        .tag_attributes(attributes)
        // The only input there is.
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

pub(crate) fn clean(html: &str) -> String {
    CLEANER.clean(html).to_string()
}

/// A text as it is, in lines.
pub(crate) fn plain(source: &str) -> String {
    let lines: Vec<String> = source.lines().map(ammonia::clean_text).collect();
    clean(&format!("<p>{}</p>", lines.join("<br>")))
}
