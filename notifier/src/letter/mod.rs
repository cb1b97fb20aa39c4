//! A mail's words, and how they become the bytes that are sent.

mod account;
mod compose;
mod mime;
mod names;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use account::{AccountNews, account};
pub(crate) use compose::{TicketNews, ticket};
pub(crate) use mime::{Stamp, bytes};
pub(crate) use names::Names;

use crate::texts::Voice;

/// A mail's words, in its reader's language. Text and HTML are made of the same letter, so they say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) voice: Voice,
    pub(crate) subject: String,
    /// The first sentence: what happened.
    pub(crate) lead: String,
    /// What the ticket is about.
    pub(crate) title: Option<String>,
    /// What somebody wrote.
    pub(crate) quotes: Vec<Quote>,
    /// What else happened, one line each.
    pub(crate) changes: Vec<String>,
    /// Whose turn it is, and what else is to be known.
    pub(crate) notes: Vec<String>,
    /// Where to go on, the likeliest first.
    pub(crate) links: Vec<Link>,
    /// What is to be known of the links.
    pub(crate) postscript: Option<String>,
    /// Why the reader gets it.
    pub(crate) why: String,
    /// That nobody reads answers.
    pub(crate) no_reply: String,
    pub(crate) site: String,
}

/// A place to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    /// What one does there.
    pub(crate) action: String,
    pub(crate) target: String,
}

/// What somebody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// What it is, where it is not the comment that the first sentence speaks of.
    pub(crate) label: Option<String>,
    pub(crate) text: String,
    /// Where the rest stands, if this is not all.
    pub(crate) cut: Option<String>,
}

impl Quote {
    /// The text as it was meant. Keys of tickets stay plain: a mail is kept for ever, and what its reader may see is not.
    fn html(&self) -> String {
        docket_markdown::html(&self.text, |_| None)
    }
}
