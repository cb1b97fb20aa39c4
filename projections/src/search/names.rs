//! The names of people and organizations by their words, and the words that are known at all.
//!
//! Names are looked up when somebody searches and are in no document: a new name counts for every ticket at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use docket_domain::organization::OrganizationEvent;
use docket_domain::person::PersonEvent;
use docket_domain::{Event, OrganizationId, PersonId};
use docket_eventstore::db::{Column, Db, DbError, Index, Kind, Table, Tx, ids_json};
use docket_eventstore::{on_reader, on_tx};
use serde::Serialize;
use uuid::Uuid;

use super::document::{Place, said};
use super::fold::folded;
use crate::cells::{Bind, Cells, Query, fetch};
use crate::summary::ticket_events;
use crate::{Envelope, ProjectionError, QueryError};

/// One row for each word of each name.
pub(super) const NAMES: Table = Table {
    name: "search_names",
    columns: &[
        Column::new("kind", Kind::Text),
        Column::new("word", Kind::Text),
        Column::new("id", Kind::Uuid),
    ],
    key: &["kind", "word", "id"],
    indexes: &[Index::new("search_names_by_id", "id")],
};

/// One row for each word that was ever written: those of internal notes apart from those that customers may read.
pub(super) const WORDS: Table = Table {
    name: "search_words",
    columns: &[
        Column::new("place", Kind::Text),
        Column::new("word", Kind::Text),
        Column::new("since", Kind::Int),
    ],
    key: &["place", "word"],
    indexes: &[],
};

/// What reads of a prefix and of a name go to at most.
const MAX_FOUND: usize = 32;
/// What is shorter is no prefix: too much begins with it.
pub(super) const MIN_PREFIX: usize = 2;

const PERSON: &str = "person";
const ORGANIZATION: &str = "organization";
const PUBLIC: &str = "public";
const INTERNAL: &str = "internal";

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct NameRow {
    kind: &'static str,
    word: String,
    id: Uuid,
}

#[derive(Debug, Serialize)]
struct WordRow {
    place: &'static str,
    word: String,
    since: i64,
}

pub(super) async fn apply(tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
    names(tx, batch).await?;
    words(tx, batch).await
}

async fn names(tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
    let mut named: BTreeMap<Uuid, (&'static str, &str)> = BTreeMap::new();
    let mut renamed = BTreeSet::new();
    for envelope in batch {
        let name = match &envelope.event {
            Event::Person(PersonEvent::Created(created)) => (PERSON, created.name.as_str()),
            Event::Organization(OrganizationEvent::Created(created)) => (ORGANIZATION, created.name.as_str()),
            Event::Person(PersonEvent::Renamed(to)) => {
                renamed.insert(envelope.stream);
                (PERSON, to.name.as_str())
            }
            Event::Organization(OrganizationEvent::Renamed(to)) => {
                renamed.insert(envelope.stream);
                (ORGANIZATION, to.name.as_str())
            }
            Event::Person(_)
            | Event::Organization(_)
            | Event::Desk(_)
            | Event::Ticket(_)
            | Event::Reading(_)
            | Event::Site(_) => continue,
        };
        named.insert(envelope.stream, name);
    }
    if !renamed.is_empty() {
        let text = format!("DELETE FROM {} WHERE {}", NAMES.name, tx.dialect().in_ids("id", "$1"));
        let ids = ids_json(renamed);
        on_tx!(tx, c => {
            sqlx::query(docket_eventstore::db::sql(text)).bind(ids).execute(c).await.map(drop)
        })
        .map_err(DbError::from)?;
    }
    let rows = named.into_iter().flat_map(|(id, (kind, name))| {
        let words: BTreeSet<String> = folded(name).collect();
        words.into_iter().map(move |word| NameRow { kind, word, id })
    });
    NAMES.upsert(tx, &rows.collect::<Vec<_>>()).await?;
    Ok(())
}

async fn words(tx: &mut Tx<'_>, batch: &[Envelope]) -> Result<(), ProjectionError> {
    let mut new: HashMap<(&'static str, String), i64> = HashMap::new();
    for (envelope, event) in ticket_events(batch) {
        for said in said(event) {
            let place = if said.place == Place::Notes { INTERNAL } else { PUBLIC };
            for word in said.texts.into_iter().flat_map(folded) {
                new.entry((place, word)).or_insert(envelope.position.0);
            }
        }
    }
    let mut rows: Vec<WordRow> =
        new.into_iter().map(|((place, word), since)| WordRow { place, word, since }).collect();
    rows.sort_unstable_by(|a, b| (a.place, &a.word).cmp(&(b.place, &b.word)));
    WORDS.insert_missing(tx, &rows).await?;
    Ok(())
}

/// The words that a prefix stands for: itself, and of the words that begin with it those that are known longest, which
/// are the common ones. `internal` says whether words that stand in nothing but internal notes are among them.
pub(super) async fn beginning_with(db: &Db, prefix: &str, internal: bool) -> Result<Vec<String>, QueryError> {
    let mut words = vec![prefix.to_owned()];
    if prefix.chars().count() < MIN_PREFIX {
        return Ok(words);
    }
    let mut query = Query::default();
    let (from, to) = range(&mut query, prefix);
    let of_place = |place: &&str| {
        format!(
            "SELECT * FROM (SELECT word, since FROM {} WHERE place = '{place}' AND word > {from} AND word < {to} \
             ORDER BY since, word LIMIT {MAX_FOUND}) p",
            WORDS.name
        )
    };
    let places = if internal { &[PUBLIC, INTERNAL][..] } else { &[PUBLIC] };
    let known = places.iter().map(of_place).collect::<Vec<_>>().join(" UNION ALL ");
    query.text =
        format!("SELECT word FROM ({known}) w GROUP BY word ORDER BY min(since), word LIMIT {MAX_FOUND}");
    words.extend(on_reader!(db, c => fetch!(c, query, text))?);
    Ok(words)
}

/// People whose names have all these words, the last as a prefix if that is asked.
pub(super) async fn people(db: &Db, words: &[String], prefix: bool) -> Result<Vec<PersonId>, QueryError> {
    Ok(named(db, PERSON, words, prefix).await?.into_iter().map(PersonId).collect())
}

/// Organizations whose names have all these words.
pub(super) async fn organizations(db: &Db, words: &[String]) -> Result<Vec<OrganizationId>, QueryError> {
    Ok(named(db, ORGANIZATION, words, false).await?.into_iter().map(OrganizationId).collect())
}

async fn named(db: &Db, kind: &str, words: &[String], prefix: bool) -> Result<Vec<Uuid>, QueryError> {
    let mut query = Query::default();
    let mut tables = Vec::new();
    let mut conditions = Vec::new();
    for (number, word) in words.iter().enumerate() {
        let last = number + 1 == words.len();
        tables.push(format!("{} n{number}", NAMES.name));
        conditions.push(format!("n{number}.kind = '{kind}'"));
        if last && prefix && word.chars().count() >= MIN_PREFIX {
            let (from, to) = range(&mut query, word);
            conditions.push(format!("n{number}.word >= {from} AND n{number}.word < {to}"));
        } else {
            let word = query.bind(Bind::Text(word.clone()));
            conditions.push(format!("n{number}.word = {word}"));
        }
        if number > 0 {
            conditions.push(format!("n{number}.id = n0.id"));
        }
    }
    query.text = format!(
        "SELECT DISTINCT n0.id FROM {} WHERE {} ORDER BY n0.id LIMIT {MAX_FOUND}",
        tables.join(", "),
        conditions.join(" AND ")
    );
    Ok(on_reader!(db, c => fetch!(c, query, id))?)
}

/// From a prefix to behind all that begins with it.
fn range(query: &mut Query, prefix: &str) -> (String, String) {
    let from = query.bind(Bind::Text(prefix.to_owned()));
    let to = query.bind(Bind::Text(format!("{prefix}{}", char::MAX)));
    (from, to)
}

fn text(row: &impl Cells) -> Result<String, sqlx::Error> {
    row.text(0).map(str::to_owned)
}

fn id(row: &impl Cells) -> Result<Uuid, sqlx::Error> {
    row.uuid(0)
}

#[cfg(test)]
mod tests;
