//! A mail's words, and how they become the bytes that are sent.

mod compose;
mod mime;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use compose::{InvitationNews, Names, TicketNews, invitation, ticket};
pub(crate) use mime::{Stamp, bytes};

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
    pub(crate) link: String,
    /// What the link does.
    pub(crate) action: String,
    /// What is to be known of the link.
    pub(crate) postscript: Option<String>,
    /// Why the reader gets it.
    pub(crate) why: String,
    pub(crate) no_reply: Option<String>,
    pub(crate) site: String,
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
