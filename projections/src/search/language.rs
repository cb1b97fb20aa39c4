//! What may stand in a search: words, prefixes, phrases, `-not`, and conditions such as `is:open`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use docket_domain::ticket::Status;
use docket_domain::{DeskKey, EmailAddress, PersonId, RequestTypeKey, TicketKey};

use super::fold::folded;

/// The most characters a search has.
const MAX_LENGTH: usize = 500;
/// The most words, phrases and conditions.
const MAX_PARTS: usize = 20;

/// What somebody looks for.
///
/// Words and phrases must all be found. A word with `*` behind it is a prefix, as is the last word while nothing
/// follows it: it may not be typed to its end yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    pub(super) wanted: Vec<Term>,
    pub(super) unwanted: Vec<Term>,
    pub(super) conditions: Vec<Condition>,
}

/// Folded words that stand side by side; one alone as a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) words: Vec<String>,
    /// Whether the last word may go on.
    pub(super) prefix: bool,
    /// The ticket it names, if it has the form of a key.
    pub(super) key: Option<TicketKey>,
}

/// A condition, or its opposite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    pub(super) negated: bool,
    pub(super) what: Operator,
}

/// What a ticket must be besides holding the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `from:` who asked.
    From(Whom),
    /// `type:` a request type.
    RequestType(RequestTypeKey),
    /// `desk:` a desk.
    Desk(DeskKey),
    /// `is:` where it stands and who sees it.
    Is(Is),
    /// `org:` the organization it was filed for, by words of its name.
    Organization(Vec<String>),
    /// `before:` opened before this day began, UTC.
    Before(NaiveDate),
    /// `after:` opened on this day or later, UTC.
    After(NaiveDate),
}

/// Whom `from:` means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// The one who searches.
    Me,
    /// Whoever has this address.
    Address(EmailAddress),
    /// Whoever has these words in their name.
    Named(Vec<String>),
    /// This one; nobody if the reader may not know them.
    Person(Option<PersonId>),
}

/// What `is:` can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Is {
    Open,
    Closed,
    Status(Status),
    Private,
    Shared,
    Unassigned,
}

/// A search that means nothing. The message names the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct SearchError {
    /// Stable: `search_date`.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

fn wrong(code: &'static str, detail: impl Into<String>) -> SearchError {
    SearchError { code, detail: detail.into() }
}

impl SearchQuery {
    /// Reads a search. Quotes that are not closed reach to the end; `word:` with an unknown word is plain text.
    ///
    /// # Errors
    /// When it is too long, has nothing to look for, or a condition has a value that means nothing.
    pub fn parse(text: &str) -> Result<Self, SearchError> {
        if text.chars().count() > MAX_LENGTH {
            return Err(wrong("search_too_long", format!("A search has at most {MAX_LENGTH} characters.")));
        }
        let mut query = Self::default();
        let chunks = chunks(text);
        let count = chunks.len();
        for (number, chunk) in chunks.into_iter().enumerate() {
            let open_end = number + 1 == count && !text.ends_with(char::is_whitespace);
            query.add(&chunk, open_end)?;
        }
        let parts = query.wanted.len() + query.unwanted.len() + query.conditions.len();
        let words: usize = query.wanted.iter().chain(&query.unwanted).map(|term| term.words.len()).sum();
        if parts > MAX_PARTS || words > 2 * MAX_PARTS {
            let detail = format!("A search has at most {MAX_PARTS} words, phrases and conditions.");
            return Err(wrong("search_too_long", detail));
        }
        if parts == 0 {
            return Err(wrong("search_empty", "Name at least one word or number to look for."));
        }
        Ok(query)
    }

    /// The addresses that `from:` names.
    pub fn addresses(&self) -> impl Iterator<Item = &EmailAddress> {
        self.conditions.iter().filter_map(|condition| {
            if let Operator::From(Whom::Address(address)) = &condition.what { Some(address) } else { None }
        })
    }

    /// Puts people in the place of `me` and of addresses. Those addresses that are not in `known` mean nobody.
    #[must_use]
    pub fn settled(mut self, me: PersonId, known: &BTreeMap<EmailAddress, PersonId>) -> Self {
        for condition in &mut self.conditions {
            if let Operator::From(whom) = &mut condition.what {
                match whom {
                    Whom::Me => *whom = Whom::Person(Some(me)),
                    Whom::Address(address) => *whom = Whom::Person(known.get(address).copied()),
                    Whom::Named(_) | Whom::Person(_) => {}
                }
            }
        }
        self
    }

    fn add(&mut self, chunk: &Chunk<'_>, open_end: bool) -> Result<(), SearchError> {
        if let Some(operator) = &chunk.operator
            && let Some(what) = condition(operator, chunk.text)?
        {
            self.conditions.push(Condition { negated: chunk.negated, what });
            return Ok(());
        }
        // What is no condition is text, the word before the colon as well.
        let plain = match &chunk.operator {
            Some(name) => format!("{name}:{}", chunk.text),
            None => chunk.text.to_owned(),
        };
        let words: Vec<String> = folded(&plain).collect();
        if words.is_empty() {
            return Ok(());
        }
        let unfinished = open_end && !chunk.quoted && !chunk.negated;
        let prefix = plain.ends_with('*') || chunk.starred || (unfinished && !ends_a_word(&plain));
        let key = if chunk.quoted { None } else { TicketKey::parse(&plain.to_uppercase()).ok() };
        let term = Term { words, prefix, key };
        if chunk.negated { &mut self.unwanted } else { &mut self.wanted }.push(term);
        Ok(())
    }
}

/// Whether a text ends with something that no word goes on behind.
fn ends_a_word(text: &str) -> bool {
    text.chars().last().is_none_or(|last| !last.is_alphanumeric())
}

/// A part of a search as it was typed.
#[derive(Debug)]
struct Chunk<'t> {
    negated: bool,
    /// In small letters, what stands before a colon.
    operator: Option<String>,
    text: &'t str,
    quoted: bool,
    /// Whether a `*` stands behind the closing quote.
    starred: bool,
}

/// Cuts a search at spaces that are not within quotes.
fn chunks(text: &str) -> Vec<Chunk<'_>> {
    let mut chunks = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let unsigned = rest.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
        let negated = unsigned.is_some();
        let mut body = unsigned.unwrap_or(rest);
        let mut operator = None;
        if let Some((name, value)) = body.split_once(':')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphabetic())
        {
            operator = Some(name.to_ascii_lowercase());
            body = value;
        }
        let (text, quoted, starred, after) = if let Some(inner) = body.strip_prefix('"') {
            let (text, after) = inner.split_once('"').unwrap_or((inner, ""));
            let starred = after.starts_with('*');
            (text, true, starred, if starred { &after[1..] } else { after })
        } else {
            let end = body.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(body.len());
            (&body[..end], false, false, &body[end..])
        };
        chunks.push(Chunk { negated, operator, text, quoted, starred });
        rest = after.trim_start();
    }
    chunks
}

/// The condition that `name:value` is; none when there is no such name.
fn condition(name: &str, value: &str) -> Result<Option<Operator>, SearchError> {
    let known = ["from", "type", "desk", "is", "org", "before", "after"];
    if !known.contains(&name) {
        return Ok(None);
    }
    if value.trim().is_empty() {
        let detail =
            format!("Write a value right behind {name}: or leave it out; quote a value with spaces.");
        return Err(wrong("search_value", detail));
    }
    Ok(Some(match name {
        "from" => Operator::From(whom(value)?),
        "type" => Operator::RequestType(RequestTypeKey::parse(&value.to_lowercase()).map_err(|_| {
            wrong("search_type", "type: is followed by a request type's key, such as type:incident.")
        })?),
        "desk" => Operator::Desk(
            DeskKey::parse(&value.to_uppercase())
                .map_err(|_| wrong("search_desk", "desk: is followed by a desk's key, such as desk:AMS."))?,
        ),
        "is" => Operator::Is(is(value)?),
        "org" => Operator::Organization(names("org", value)?),
        "before" => Operator::Before(date("before", value)?),
        _ => Operator::After(date("after", value)?),
    }))
}

fn whom(value: &str) -> Result<Whom, SearchError> {
    if value.eq_ignore_ascii_case("me") {
        return Ok(Whom::Me);
    }
    if value.contains('@') {
        let address = EmailAddress::parse(value);
        return address.map(Whom::Address).map_err(|_| {
            wrong("search_from", "from: is followed by a name, an address or me; this is no address.")
        });
    }
    names("from", value).map(Whom::Named)
}

fn names(operator: &str, value: &str) -> Result<Vec<String>, SearchError> {
    let words: Vec<String> = folded(value).collect();
    if words.is_empty() {
        return Err(wrong("search_value", format!("{operator}: is followed by a name.")));
    }
    Ok(words)
}

fn is(value: &str) -> Result<Is, SearchError> {
    let value = value.to_lowercase();
    Ok(match value.as_str() {
        "open" => Is::Open,
        "closed" => Is::Closed,
        "private" => Is::Private,
        "shared" => Is::Shared,
        "unassigned" => Is::Unassigned,
        other => Is::Status(Status::parse(other).ok_or_else(|| {
            let statuses = Status::ALL.map(Status::as_str).join(", ");
            let detail =
                format!("is: is followed by open, private, shared, unassigned or one of {statuses}.");
            wrong("search_is", detail)
        })?),
    })
}

fn date(operator: &str, value: &str) -> Result<NaiveDate, SearchError> {
    NaiveDate::parse_from_str(value, "%Y-%m-%d").map_err(|_| {
        wrong("search_date", format!("{operator}: is followed by a day, such as {operator}:2026-02-28."))
    })
}

#[cfg(test)]
mod tests;
