//! The index of the databases: FTS5 on SQLite, a `tsvector` under GIN on PostgreSQL.
//!
//! Both hold the same: for each document its tokens. A token is a folded word behind a letter that says where the
//! word stands, or a fact behind a `_`; PostgreSQL has further ones to be quick ([`pair`], [`window`]). As where a word
//! stands is part of the token, who may not read internal notes looks up other tokens than who may, and a document is
//! found or passed over by the index alone. Neither database splits or folds anything: there is nothing they could do
//! differently.

use std::fmt::Write;

use docket_domain::ticket::Priority;
use docket_domain::{DeskKey, OrganizationId, PersonId, RequestTypeKey, TicketKey};
use docket_eventstore::db::{DbError, Dialect, Tx, sql};
use docket_eventstore::on_tx;
use serde_json::json;

use super::document::{BREAK, Document, Place};

/// The name of the index on SQLite, and of its table on PostgreSQL.
pub(super) const INDEX: &str = "search_index";

/// How many bits of the position the windows leave out, see [`window`].
pub(super) const WINDOWS: [u32; 6] = [12, 14, 16, 18, 20, 22];

/// What makes the index where there is none, and what takes it away.
pub(super) fn definition(dialect: Dialect, schema: &str) -> Vec<String> {
    match dialect {
        // Without the documents themselves: they are in a table of their own. What is no letter in ASCII is part of a
        // token as it is.
        Dialect::Sqlite => vec![
            format!("DROP TABLE IF EXISTS {INDEX}"),
            format!(
                "CREATE VIRTUAL TABLE {INDEX} USING fts5(words, content='', contentless_delete=1, \
                 tokenize=\"ascii tokenchars '_'\")"
            ),
        ],
        Dialect::Postgres => {
            let mut statements = vec![
                format!("DROP TABLE IF EXISTS {INDEX}"),
                format!("CREATE TABLE {schema}.{INDEX} (position bigint NOT NULL, vector tsvector NOT NULL)"),
            ];
            statements.extend(lookups(dialect).iter().map(|lookup| lookup.definition(schema)));
            statements
        }
    }
}

/// A database's own index over the table that stands for the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lookup {
    pub(super) name: &'static str,
    using: &'static str,
}

impl Lookup {
    /// The statement that makes it.
    pub(super) fn definition(&self, schema: &str) -> String {
        let Self { name, using } = self;
        format!("CREATE INDEX {name} ON {schema}.{INDEX} USING {using}")
    }
}

/// What is looked up on PostgreSQL. Nothing but the vector is in an index that is in order: so the planner has no other
/// way than by the words.
pub(super) fn lookups(dialect: Dialect) -> &'static [Lookup] {
    match dialect {
        Dialect::Sqlite => &[],
        Dialect::Postgres => &[
            Lookup { name: "search_index_position", using: "hash (position)" },
            Lookup {
                name: "search_index_vector",
                using: "gin (vector) WITH (fastupdate = on, gin_pending_list_limit = 256)",
            },
        ],
    }
}

/// Puts documents into the index, in place of what it had of them. `new` ones were not in it.
pub(super) async fn replace(
    tx: &mut Tx<'_>,
    documents: impl Iterator<Item = (&Document, bool)>,
) -> Result<(), DbError> {
    let dialect = tx.dialect();
    let mut old = Vec::new();
    let mut rows = Vec::new();
    for (document, new) in documents {
        if !new {
            old.push(document.position);
        }
        rows.push(json!([document.position, content(dialect, document)]));
    }
    if rows.is_empty() {
        return Ok(());
    }
    if !old.is_empty() {
        let ints = dialect.ints("$1");
        let text = match dialect {
            Dialect::Sqlite => format!("DELETE FROM {INDEX} WHERE rowid IN ({ints})"),
            Dialect::Postgres => format!("DELETE FROM {INDEX} i USING ({ints}) w WHERE i.position = w.value"),
        };
        execute(tx, text, json!(old).to_string()).await?;
    }
    let text = match dialect {
        Dialect::Sqlite => {
            format!("INSERT INTO {INDEX} (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each($1)")
        }
        Dialect::Postgres => format!(
            "INSERT INTO {INDEX} (position, vector) SELECT (value ->> 0)::bigint, (value ->> 1)::tsvector \
             FROM json_array_elements($1::json)"
        ),
    };
    execute(tx, text, json!(rows).to_string()).await
}

async fn execute(tx: &mut Tx<'_>, text: String, rows: String) -> Result<(), DbError> {
    on_tx!(tx, c => sqlx::query(sql(text)).bind(rows).execute(c).await.map(drop))?;
    Ok(())
}

/// A document as the index takes it.
fn content(dialect: Dialect, document: &Document) -> String {
    let mut content = String::new();
    for fact in facts(document) {
        push(dialect, &mut content, &fact);
    }
    if dialect == Dialect::Postgres {
        for shift in WINDOWS {
            push(dialect, &mut content, &window(shift, document.position >> shift));
        }
    }
    let parts = [
        (Place::Subject, &document.subject),
        (Place::Head, &document.head),
        (Place::Comments, &document.comments),
        (Place::Notes, &document.notes),
    ];
    let mut place = 0_u32;
    for (part, words) in parts {
        let mut before: Option<String> = None;
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            place += 1;
            let token = (word != BREAK).then(|| token(part, word));
            match (dialect, &token) {
                (Dialect::Sqlite, token) => push(dialect, &mut content, token.as_deref().unwrap_or(BREAK)),
                // A place that is left out parts what stands on both its sides.
                (Dialect::Postgres, None) => {}
                (Dialect::Postgres, Some(token)) => {
                    push(dialect, &mut content, token);
                    // Writing to a String cannot fail.
                    let _ = write!(content, ":{place}");
                    if let Some(pair) = before.and_then(|before| pair(&before, token)) {
                        push(dialect, &mut content, &pair);
                    }
                }
            }
            before = token;
        }
    }
    content
}

fn push(dialect: Dialect, content: &mut String, token: &str) {
    if !content.is_empty() {
        content.push(' ');
    }
    content.push_str(token);
    debug_assert!(dialect == Dialect::Sqlite || !token.contains('\''), "tokens need no quotes");
}

/// A word where it stands.
pub(super) fn token(place: Place, word: &str) -> String {
    let letter = match place {
        Place::Subject => 's',
        Place::Head => 'd',
        Place::Comments => 'c',
        Place::Notes => 'n',
    };
    format!("{letter}{word}")
}

/// The token of two words that stand side by side in one place, where there is one, on PostgreSQL: GIN does not know
/// where words stand, and of documents that hold both it would have to read each. Subjects are short enough for all of
/// their pairs. Elsewhere there are those of short words, which nearly every document holds, in whatever language, and of
/// characters of a writing without spaces.
pub(super) fn pair(first: &str, second: &str) -> Option<String> {
    const LONGEST: usize = 1 + 3;
    let of_subject = first.starts_with('s');
    let short = |token: &str| token.chars().count() <= LONGEST;
    (of_subject || short(first) && short(second)).then(|| format!("{first}_{}", &second[1..]))
}

/// Every document has this.
pub(super) const ANY: &str = "_x";
pub(super) const OPEN: &str = "_io";
pub(super) const CLOSED: &str = "_ic";
pub(super) const PRIVATE: &str = "_vp";
pub(super) const SHARED: &str = "_vs";
pub(super) const UNASSIGNED: &str = "_u";

pub(super) fn key(key: &TicketKey) -> String {
    format!("_k{}", key.to_string().to_lowercase().replace('-', "_"))
}

pub(super) fn desk(desk: &DeskKey) -> String {
    format!("_d{}", desk.as_str().to_lowercase())
}

pub(super) fn request_type(request_type: &RequestTypeKey) -> String {
    format!("_t{}", request_type.as_str())
}

pub(super) fn reporter(person: PersonId) -> String {
    format!("_r{}", person.0.simple())
}

pub(super) fn participant(person: PersonId) -> String {
    format!("_q{}", person.0.simple())
}

pub(super) fn involved(person: PersonId) -> String {
    format!("_w{}", person.0.simple())
}

pub(super) fn assignee(person: PersonId) -> String {
    format!("_a{}", person.0.simple())
}

pub(super) fn priority(priority: Priority) -> String {
    format!("_p{}", priority.as_str())
}

pub(super) fn shared_with(organization: OrganizationId) -> String {
    format!("_o{}", organization.0.simple())
}

pub(super) fn filed_for(organization: OrganizationId) -> String {
    format!("_f{}", organization.0.simple())
}

/// All documents whose positions agree but for the last bits: a GIN index knows no order, so the newest documents are
/// looked for in a few such windows side by side.
pub(super) fn window(shift: u32, number: i64) -> String {
    format!("_b{shift}_{number}")
}

fn facts(document: &Document) -> Vec<String> {
    let facts = &document.facts;
    let mut tokens = vec![
        ANY.to_owned(),
        key(&facts.key),
        desk(facts.key.desk()),
        request_type(&facts.request_type),
        if facts.open { OPEN } else { CLOSED }.to_owned(),
        if facts.shared.is_some() { SHARED } else { PRIVATE }.to_owned(),
        facts.assignee.map_or_else(|| UNASSIGNED.to_owned(), assignee),
        priority(facts.priority),
        reporter(facts.reporter),
    ];
    tokens.extend(facts.participants.iter().copied().map(participant));
    tokens.extend(facts.involved.iter().copied().map(involved));
    tokens.extend(facts.shared.map(shared_with));
    tokens.extend(facts.organization.map(filed_for));
    tokens
}
