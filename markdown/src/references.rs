//! Names in texts that mean something here: tickets' keys and people.

use comrak::Arena;
use comrak::nodes::{AstNode, NodeLink, NodeValue};
use docket_domain::TicketKey;

/// A ticket's key in a text.
#[derive(Debug)]
pub(crate) struct FoundKey {
    pub(crate) key: TicketKey,
    start: usize,
    end: usize,
}

/// The keys in a text: whole words of their one spelling.
pub(crate) fn keys(text: &str) -> impl Iterator<Item = FoundKey> {
    words(text, |c| c.is_alphanumeric() || matches!(c, '-' | '_')).filter_map(|(start, word)| {
        let key = TicketKey::parse(word).ok()?;
        Some(FoundKey { key, start, end: start + word.len() })
    })
}

/// The names behind an `@` that begins a word: letters, digits, dots, hyphens and underscores.
pub(crate) fn mentions(text: &str) -> impl Iterator<Item = &str> {
    words(text, |c| c.is_alphanumeric() || matches!(c, '@' | '.' | '-' | '_')).filter_map(|(_, word)| {
        // A full stop ends the sentence, not the name.
        let name = word.strip_prefix('@')?.trim_end_matches(['.', '-']);
        (!name.is_empty() && !name.contains('@')).then_some(name)
    })
}

/// The longest runs of such characters, and where they begin.
fn words(text: &str, belongs: impl Fn(char) -> bool + Copy) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let from = rest.find(belongs)?;
        let word = &rest[from..];
        let word = &word[..word.find(|c| !belongs(c)).unwrap_or(word.len())];
        let start = text.len() - rest.len() + from;
        rest = &rest[from + word.len()..];
        Some((start, word))
    })
}

/// Makes links of the keys in a text that lead somewhere.
pub(crate) fn link_keys<'a>(
    arena: &'a Arena<'a>,
    node: &'a AstNode<'a>,
    address_of: &impl Fn(&TicketKey) -> Option<String>,
) {
    let NodeValue::Text(text) = node.data().value.clone() else { return };
    let mut done = 0;
    let put = |value: NodeValue| -> &'a AstNode<'a> {
        let new: &'a AstNode<'a> = arena.alloc(AstNode::from(value));
        node.insert_before(new);
        new
    };
    for FoundKey { key, start, end } in keys(&text) {
        let Some(url) = address_of(&key) else { continue };
        put(NodeValue::Text(text[done..start].to_owned().into()));
        let link = put(NodeValue::Link(Box::new(NodeLink { url, title: String::new() })));
        link.append(arena.alloc(AstNode::from(NodeValue::Text(text[start..end].to_owned().into()))));
        done = end;
    }
    if done > 0 {
        node.data_mut().value = NodeValue::Text(text[done..].to_owned().into());
    }
}
