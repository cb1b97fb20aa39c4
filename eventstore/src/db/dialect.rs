//! The only place with two SQL texts for one thing.

use sqlx::AssertSqlSafe;

use super::Kind;

/// Which SQL a database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Marks a statement put together by our own code from constants (table and column names, placeholders) as safe
/// for sqlx. Values never go into the text: they are bound.
pub fn sql(text: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(text)
}

impl Dialect {
    /// `column IN (the ids in the JSON array bound at placeholder)`. Bind with [`ids_json`](super::ids_json).
    ///
    /// An array on PostgreSQL, so that the plan is an index scan whatever the statistics say.
    pub fn in_ids(self, column: &str, placeholder: &str) -> String {
        match self {
            Self::Sqlite => format!("{column} IN (SELECT unhex(value, '-') FROM json_each({placeholder}))"),
            Self::Postgres => format!(
                "{column} = ANY(ARRAY(SELECT value::uuid FROM json_array_elements_text({placeholder}::json)))"
            ),
        }
    }

    /// What stands behind a table's name for it to be read by an index. SQLite reads a unique one wherever a single row is
    /// meant, also where another one holds all that is asked for; PostgreSQL weighs them by itself.
    pub fn indexed_by(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!("INDEXED BY {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// A subquery: the ids of the JSON array bound at placeholder, as `id`. Bind with [`ids_json`](super::ids_json).
    pub fn ids(self, placeholder: &str) -> String {
        match self {
            Self::Sqlite => format!("SELECT unhex(value, '-') AS id FROM json_each({placeholder})"),
            Self::Postgres => {
                format!("SELECT value::uuid AS id FROM json_array_elements_text({placeholder}::json)")
            }
        }
    }

    /// A subquery: the integers of the JSON array bound at placeholder, as `value`.
    pub fn ints(self, placeholder: &str) -> String {
        match self {
            Self::Sqlite => format!("SELECT value FROM json_each({placeholder})"),
            Self::Postgres => {
                format!("SELECT value::bigint AS value FROM json_array_elements_text({placeholder}::json)")
            }
        }
    }

    /// Name and owner of the claims of scope `$1` whose names the JSON array `$2` has.
    pub(crate) fn claims_named(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT name, owner FROM claims WHERE scope = $1 AND name IN (SELECT value FROM json_each($2))"
            }
            // OFFSET as in `tails`: otherwise a plan from when the scope was small goes on to read all of it.
            Self::Postgres => {
                "SELECT c.name, c.owner FROM json_array_elements_text($2::json) AS w(name) CROSS JOIN LATERAL \
                 (SELECT t.name, t.owner FROM claims t WHERE t.scope = $1 AND t.name = w.name OFFSET 0) c"
            }
        }
    }

    /// The events of several streams, each behind a version, in the order of the log. `$1` is a JSON array of pairs
    /// of a stream id and a version.
    pub(crate) fn tails(self, columns: &str) -> String {
        match self {
            Self::Sqlite => format!(
                "SELECT {columns} FROM json_each($1) w CROSS JOIN events e \
                 WHERE e.stream_id = unhex(w.value ->> 0, '-') AND e.version > w.value ->> 1 ORDER BY e.position"
            ),
            // OFFSET keeps the planner from making a join of it: it takes the array for 100 pairs, and would
            // rather read all of a small table, by a plan that is kept while the table grows.
            Self::Postgres => format!(
                "SELECT {columns} FROM json_array_elements($1::json) AS w(pair) CROSS JOIN LATERAL \
                 (SELECT * FROM events t WHERE t.stream_id = (w.pair ->> 0)::uuid \
                 AND t.version > (w.pair ->> 1)::bigint OFFSET 0) e ORDER BY e.position"
            ),
        }
    }

    /// The current time of the database, in microseconds since 1970. Leases are judged by it, never by the
    /// clocks of the nodes, which may differ.
    pub fn now_micros(self) -> &'static str {
        match self {
            Self::Sqlite => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
            Self::Postgres => "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
        }
    }

    /// The rows of the JSON array bound at `$1`, each an object, as columns in the given order.
    pub(super) fn rows_from_json(self, columns: &[super::Column]) -> String {
        let list =
            |f: &dyn Fn(&super::Column) -> String| columns.iter().map(f).collect::<Vec<_>>().join(", ");
        match self {
            Self::Sqlite => {
                let values = list(&|c| {
                    let value = format!("value ->> '$.{}'", c.name);
                    match c.kind {
                        Kind::Uuid => format!("unhex({value}, '-')"),
                        Kind::Bytes => format!("unhex({value})"),
                        Kind::Text | Kind::Int | Kind::Bool | Kind::Time => value,
                    }
                });
                // As JSONB a row stays parsed for all its columns; as JSON each of them would parse it anew. The WHERE
                // keeps SQLite from reading the ON of an upsert as a join's.
                format!("SELECT {values} FROM jsonb_each($1) WHERE true")
            }
            Self::Postgres => {
                let values = list(&|c| match c.kind {
                    Kind::Bytes => format!("decode(r.{}, 'hex')", c.name),
                    _ => format!("r.{}", c.name),
                });
                let types = list(&|c| match c.kind {
                    Kind::Bytes => format!("{} text", c.name),
                    kind => format!("{} {}", c.name, self.column_type(kind)),
                });
                format!("SELECT {values} FROM json_to_recordset($1::json) AS r({types})")
            }
        }
    }

    /// The name of a column type.
    pub(super) fn column_type(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::Sqlite, Kind::Uuid | Kind::Bytes) => "BLOB",
            (Self::Sqlite, Kind::Text | Kind::Time) => "TEXT",
            (Self::Sqlite, Kind::Int | Kind::Bool) => "INTEGER",
            (Self::Postgres, Kind::Uuid) => "uuid",
            (Self::Postgres, Kind::Bytes) => "bytea",
            (Self::Postgres, Kind::Text) => "text",
            (Self::Postgres, Kind::Time) => "timestamptz",
            (Self::Postgres, Kind::Int) => "bigint",
            (Self::Postgres, Kind::Bool) => "boolean",
        }
    }

    /// What a table definition ends with.
    pub(super) fn table_suffix(self) -> &'static str {
        match self {
            Self::Sqlite => " STRICT",
            Self::Postgres => "",
        }
    }

    /// What makes text compare by bytes.
    pub(super) fn text_collation(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " COLLATE \"C\"",
        }
    }
}
