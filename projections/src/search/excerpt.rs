//! Why a ticket was found: the piece of its text where the words stand.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use docket_domain::TicketId;
use docket_eventstore::db::{Db, Table, ids_json};
use docket_eventstore::on_reader;

use super::TEXTS;
use super::fold::{Word, words};
use super::language::{SearchQuery, Term};
use super::names::MIN_PREFIX;
use super::plan::Sight;
use crate::cells::{Bind, Cells, Query, fetch};
use crate::ticket::NOTES;
use crate::{QueryError, TicketSummary};

/// How many texts of one ticket are looked through, the newest; and how many notes.
const MAX_TEXTS: usize = 50;
/// How many bytes are shown before the first hit, and in all. A little more or less, as words are not cut.
const BEFORE: usize = 60;
const LENGTH: usize = 200;

/// A piece of a text in segments: one behind the other they are the text as it reads, on one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt(pub Vec<Segment>);

/// A part of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What is read.
    pub text: String,
    /// Whether it is what was looked for.
    pub hit: bool,
}

/// A text as it is read, of the text as it was written.
pub type Reading = fn(&str) -> Cow<'_, str>;

/// Excerpts of tickets that were found, each of a text that the reader may read. The caller has made sure that they may
/// see the tickets. None for a ticket that was found by something else than its texts.
pub(crate) async fn excerpts(
    db: &Db,
    sight: &Sight,
    query: &SearchQuery,
    tickets: &[TicketSummary],
    reading: Reading,
) -> Result<BTreeMap<TicketId, Excerpt>, QueryError> {
    let mut best: BTreeMap<TicketId, Candidate> = BTreeMap::new();
    if query.wanted.is_empty() || tickets.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut consider = |ticket: TicketId, text: Cow<'_, str>, reading: Reading| {
        let known = best.get(&ticket).map_or(0, |candidate| candidate.hits.terms);
        if known == query.wanted.len() {
            return;
        }
        let hits = Hits::in_text(&text, &query.wanted);
        if hits.terms > known {
            best.insert(ticket, Candidate { hits, text: text.into_owned(), reading });
        }
    };
    let ids: Vec<TicketId> = tickets.iter().map(|ticket| ticket.ticket_id).collect();
    for (ticket, text) in newest_texts(db, &TEXTS, "text", &ids).await? {
        consider(ticket, text.into(), reading);
    }
    if sight.reads_notes() {
        for (ticket, text) in newest_texts(db, &NOTES, "body", &ids).await? {
            consider(ticket, text.into(), reading);
        }
    }
    for ticket in tickets {
        // A subject is read as it was written.
        consider(ticket.ticket_id, ticket.subject.as_str().into(), |text| text.into());
    }
    let excerpts = best.into_iter();
    Ok(excerpts.map(|(ticket, best)| (ticket, best.excerpt(&query.wanted))).collect())
}

/// The text of a ticket in which most of the terms stand.
struct Candidate {
    hits: Hits,
    text: String,
    reading: Reading,
}

impl Candidate {
    /// As it reads; as it was written where a term stands in what is not read, such as the address of a link.
    fn excerpt(&self, terms: &[Term]) -> Excerpt {
        // One word is a name, as of a file, in which `_` and `*` are no marks.
        if self.text.contains(char::is_whitespace)
            && let Cow::Owned(text) = (self.reading)(&self.text)
        {
            let hits = Hits::in_text(&text, terms);
            if hits.terms == self.hits.terms {
                return hits.excerpt(&text);
            }
        }
        self.hits.excerpt(&self.text)
    }
}

/// The texts of tickets, of each the newest ones in the order in which they were written.
async fn newest_texts(
    db: &Db,
    table: &Table,
    column: &str,
    tickets: &[TicketId],
) -> Result<Vec<(TicketId, String)>, QueryError> {
    let mut query = Query::default();
    let ids = query.bind(Bind::Text(ids_json(tickets.iter().map(|ticket| ticket.0))));
    // One text of a ticket after the other by its key, however many tickets there are.
    query.text = format!(
        "SELECT t.ticket_id, t.{column} FROM ({}) w CROSS JOIN {table} t WHERE t.ticket_id = w.id \
         AND t.position >= coalesce((SELECT n.position FROM {table} n WHERE n.ticket_id = w.id \
         ORDER BY n.position DESC LIMIT 1 OFFSET {}), 0) ORDER BY t.position",
        db.dialect().ids(&ids),
        MAX_TEXTS - 1,
        table = table.name,
    );
    Ok(on_reader!(db, c => fetch!(c, query, text))?)
}

fn text(row: &impl Cells) -> Result<(TicketId, String), sqlx::Error> {
    Ok((TicketId(row.uuid(0)?), row.text(1)?.to_owned()))
}

/// Where terms stand in a text.
#[derive(Debug)]
pub(super) struct Hits {
    words: Vec<Word>,
    /// Whether each word is part of a hit.
    hit: Vec<bool>,
    /// How many of the terms there are.
    terms: usize,
}

impl Hits {
    pub(super) fn in_text(text: &str, terms: &[Term]) -> Self {
        let words: Vec<Word> = words(text).collect();
        let mut hits = Self { hit: vec![false; words.len()], words, terms: 0 };
        for term in terms {
            let length = term.words.len();
            let mut found = false;
            for start in 0..(hits.words.len() + 1).saturating_sub(length) {
                if begins_here(term, &hits.words[start..start + length]) {
                    found = true;
                    hits.hit[start..start + length].fill(true);
                }
            }
            hits.terms += usize::from(found);
        }
        hits
    }

    /// The piece of the text around the first hit.
    pub(super) fn excerpt(&self, text: &str) -> Excerpt {
        let first = self.hit.iter().position(|hit| *hit).unwrap_or(0);
        let piece = self.piece(text, first);
        let mut excerpt = Excerpt(Vec::new());
        if piece.start > 0 {
            excerpt.push("… ", false);
        }
        let mut at = piece.start;
        for (word, hit) in self.words.iter().zip(&self.hit) {
            // Several words may stand in one place.
            if *hit && word.place.start >= at && word.place.end <= piece.end {
                excerpt.push(&text[at..word.place.start], false);
                excerpt.push(&text[word.place.clone()], true);
                at = word.place.end;
            }
        }
        excerpt.push(&text[at..piece.end], false);
        if piece.end < text.len() {
            excerpt.push(" …", false);
        }
        excerpt
    }

    /// From the beginning of a word to the end of one, unless the text itself begins or ends nearer.
    fn piece(&self, text: &str, first: usize) -> Range<usize> {
        let Some(word) = self.words.get(first) else { return 0..0 };
        let earliest = word.place.start.saturating_sub(BEFORE);
        let start = if earliest == 0 {
            0
        } else {
            let word = self.words.iter().find(|word| word.place.start >= earliest);
            word.map_or(0, |word| word.place.start)
        };
        let latest = start + LENGTH;
        let end = if latest >= text.len() {
            text.len()
        } else {
            let within = self.words.iter().rev().find(|word| word.place.end <= latest);
            within.map_or(word.place.end, |within| within.place.end).max(word.place.end)
        };
        start..end
    }
}

fn begins_here(term: &Term, words: &[Word]) -> bool {
    let last = term.words.len() - 1;
    term.words.iter().zip(words).enumerate().all(|(place, (wanted, word))| {
        let goes_on = place == last && term.prefix && wanted.chars().count() >= MIN_PREFIX;
        if goes_on { word.folded.starts_with(wanted.as_str()) } else { word.folded == *wanted }
    })
}

impl Excerpt {
    fn push(&mut self, text: &str, hit: bool) {
        if text.is_empty() {
            return;
        }
        // Line ends and rows of spaces are of no use on one line.
        let mut line = String::with_capacity(text.len());
        for character in text.chars() {
            if !character.is_whitespace() {
                line.push(character);
            } else if !line.ends_with(' ') {
                line.push(' ');
            }
        }
        match self.0.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(&line),
            Some(_) | None => self.0.push(Segment { text: line, hit }),
        }
    }
}

#[cfg(test)]
mod tests;
