//! What people write, as HTML that is safe to show: CommonMark with tables, strikethrough, task lists and bare addresses.
//!
//! The log keeps the source. HTML is made from it anew for each reader, since what is a link depends on what they may
//! see, and is cleaned by an allow-list whatever made it (OWASP ASVS 5.0 1.3.1). HTML that people type is shown as they
//! typed it.

mod clean;
mod prose;
mod references;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};
use docket_domain::TicketKey;

/// Deeper than people nest quotations and lists. What goes further is shown as plain text: those who come after us,
/// cleaners and browsers, walk a tree by recursion.
const MAX_DEPTH: usize = 64;

/// The HTML of a text. `address_of` answers where a ticket that the text names by its key is found, for those the reader
/// may see; every other key stays plain.
pub fn html(source: &str, address_of: impl Fn(&TicketKey) -> Option<String>) -> String {
    let has_links = references::keys(source).any(|found| address_of(&found.key).is_some());
    match prose::html(source) {
        Some(html) if !has_links => html,
        Some(_) | None => parsed(source, address_of),
    }
}

fn parsed(source: &str, address_of: impl Fn(&TicketKey) -> Option<String>) -> String {
    let arena = Arena::new();
    let options = options();
    let root = parse_document(&arena, source, &options);
    if is_too_deep(root) {
        return clean::plain(source);
    }
    for node in root.descendants().collect::<Vec<_>>() {
        image_to_link(node);
    }
    for node in texts(root) {
        references::link_keys(&arena, node, &address_of);
    }
    let mut html = String::new();
    match format_html(root, &options, &mut html) {
        Ok(()) => clean::clean(&html),
        Err(std::fmt::Error) => clean::plain(source),
    }
}

/// A text as it reads, without the marks that make it look as it does: one block below the other, links and images by
/// their words.
pub fn plain(source: &str) -> Cow<'_, str> {
    if prose::html(source).is_some() {
        return Cow::Borrowed(source);
    }
    let arena = Arena::new();
    let root = parse_document(&arena, source, &options());
    if is_too_deep(root) {
        return Cow::Borrowed(source);
    }
    let mut text = String::with_capacity(source.len());
    for node in root.descendants() {
        let value = &node.data().value;
        if value.block() && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        match value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::CodeBlock(code) => text.push_str(&code.literal),
            // HTML that people type is text.
            NodeValue::HtmlInline(html) => text.push_str(html),
            NodeValue::HtmlBlock(html) => text.push_str(&html.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => text.push('\n'),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    Cow::Owned(text)
}

/// The tickets that a text names by their keys.
pub fn ticket_keys(source: &str) -> BTreeSet<TicketKey> {
    // Most texts name none, and need not be parsed to know it.
    if references::keys(source).next().is_none() {
        return BTreeSet::new();
    }
    in_texts(source, |text, found| found.extend(references::keys(text).map(|found| found.key)))
}

/// Whom a text calls by `@name`, as it was typed and without the `@`.
pub fn mentions(source: &str) -> BTreeSet<String> {
    if !source.contains('@') {
        return BTreeSet::new();
    }
    in_texts(source, |text, found| found.extend(references::mentions(text).map(str::to_owned)))
}

/// What is found in the words of a text; its code, its addresses and its links are not words.
fn in_texts<T: Ord>(source: &str, look: impl Fn(&str, &mut BTreeSet<T>)) -> BTreeSet<T> {
    let arena = Arena::new();
    let root = parse_document(&arena, source, &options());
    let mut found = BTreeSet::new();
    for node in texts(root) {
        if let NodeValue::Text(text) = &node.data().value {
            look(text, &mut found);
        }
    }
    found
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.autolink = true;
    // People end a line where they want a line to end.
    options.render.hardbreaks = true;
    // HTML is text like any other.
    options.render.escape = true;
    options
}

fn is_too_deep<'a>(root: &'a AstNode<'a>) -> bool {
    use comrak::arena_tree::NodeEdge;
    let mut depth = 0_usize;
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(_) => depth += 1,
            NodeEdge::End(_) => depth -= 1,
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

/// The texts that are not part of a link already.
fn texts<'a>(root: &'a AstNode<'a>) -> Vec<&'a AstNode<'a>> {
    let is_link = |node: &&AstNode<'a>| matches!(node.data().value, NodeValue::Link(_) | NodeValue::Image(_));
    root.descendants()
        .filter(|node| matches!(node.data().value, NodeValue::Text(_)))
        .filter(|node| !node.ancestors().any(|above| is_link(&above)))
        .collect()
}

/// An image would be fetched from whoever hosts it, and tell them who reads: it becomes a link to it.
fn image_to_link<'a>(node: &'a AstNode<'a>) {
    let mut data = node.data_mut();
    if let NodeValue::Image(link) = &data.value {
        data.value = NodeValue::Link(link.clone());
    }
}
