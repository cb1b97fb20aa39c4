//! Tables that are written in bulk: one description, and from it the definition, the upsert and the dump for
//! both databases. A batch of rows travels as one JSON array in one statement, whatever its size.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{DbError, Dialect, Tx, sql};
use crate::{on_reader, on_tx};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Uuid,
    /// UTF-8 text.
    Text,
    /// A 64-bit integer.
    Int,
    /// True or false.
    Bool,
    /// A point in time, UTC, cut to microseconds.
    Time,
    /// Bytes; in JSON they travel as lower-case hex.
    Bytes,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, which is also the field's name in the row's JSON.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may be NULL.
    pub nullable: bool,
}

impl Column {
    /// A column that always has a value.
    pub const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, nullable: false }
    }

    /// A column that may be NULL.
    pub const fn nullable(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, nullable: true }
    }
}

/// An index: its name and what stands in its parentheses, and a condition where it is partial.
#[derive(Clone, Copy, Debug)]
pub struct Index {
    /// Unique in the schema.
    pub name: &'static str,
    /// Columns, with their order: `organization_id, updated_position DESC`.
    pub columns: &'static str,
    /// Unique or not.
    pub unique: bool,
}

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Unique over the whole of Docket: on PostgreSQL tables are found by name alone.
    pub name: &'static str,
    /// In order of definition.
    pub columns: &'static [Column],
    /// The names of the primary key's columns.
    pub key: &'static [&'static str],
    /// Further indexes.
    pub indexes: &'static [Index],
}

impl Table {
    /// The statements that make the table and its indexes, for a table that is not there yet. On PostgreSQL the
    /// table is made in `schema`.
    pub fn definition(&self, dialect: Dialect, schema: &str) -> Vec<String> {
        let qualified = match dialect {
            Dialect::Sqlite => self.name.to_owned(),
            Dialect::Postgres => format!("{schema}.{}", self.name),
        };
        let columns = self.columns.iter().map(|c| {
            let collation = if c.kind == Kind::Text { dialect.text_collation() } else { "" };
            let null = if c.nullable { "" } else { " NOT NULL" };
            format!("{} {}{collation}{null}", c.name, dialect.column_type(c.kind))
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let suffix = dialect.table_suffix();
        let mut statements = vec![format!(
            "CREATE TABLE {qualified} ({columns}, PRIMARY KEY ({})){suffix}",
            self.key.join(", ")
        )];
        for index in self.indexes {
            let unique = if index.unique { "UNIQUE " } else { "" };
            statements
                .push(format!("CREATE {unique}INDEX {} ON {qualified} ({})", index.name, index.columns));
        }
        statements
    }

    fn column_list(&self) -> String {
        self.columns.iter().map(|c| c.name).collect::<Vec<_>>().join(", ")
    }

    /// Writes rows, replacing those whose key is there already. A batch may name a key once only.
    ///
    /// # Errors
    /// When the database fails or refuses the data.
    pub async fn upsert<R: Serialize>(&self, tx: &mut Tx<'_>, rows: &[R]) -> Result<(), DbError> {
        let others = self.columns.iter().filter(|c| !self.key.contains(&c.name));
        let updates = others.map(|c| format!("{0} = excluded.{0}", c.name)).collect::<Vec<_>>();
        let action = if updates.is_empty() {
            "DO NOTHING".to_owned()
        } else {
            format!("DO UPDATE SET {}", updates.join(", "))
        };
        self.insert_with(tx, rows, &format!(" ON CONFLICT ({}) {action}", self.key.join(", ")))
            .await
            .map(drop)
    }

    /// Writes rows that are not there yet. One that is makes the database refuse the statement
    /// ([`DbError::is_refused_data`]).
    ///
    /// # Errors
    /// When the database fails or refuses the data.
    pub async fn insert<R: Serialize>(&self, tx: &mut Tx<'_>, rows: &[R]) -> Result<(), DbError> {
        self.insert_with(tx, rows, "").await.map(drop)
    }

    /// Deletes the rows that have the keys of these.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete<R: Serialize>(&self, tx: &mut Tx<'_>, rows: &[R]) -> Result<(), DbError> {
        if rows.is_empty() {
            return Ok(());
        }
        let json = json_text(rows)?;
        let key: Vec<Column> = self.columns.iter().filter(|c| self.key.contains(&c.name)).copied().collect();
        let columns = key.iter().map(|c| c.name).collect::<Vec<_>>().join(", ");
        let select = tx.dialect().rows_from_json(&key);
        let text = format!("DELETE FROM {} WHERE ({columns}) IN ({select})", self.name);
        on_tx!(tx, c => sqlx::query(sql(text)).bind(json).execute(c).await.map(drop))?;
        Ok(())
    }

    /// Writes rows that are not there yet; leaves those alone that are (by any unique index), and answers how many
    /// were new.
    ///
    /// # Errors
    /// When the database fails or refuses the data.
    pub async fn insert_missing<R: Serialize>(&self, tx: &mut Tx<'_>, rows: &[R]) -> Result<u64, DbError> {
        self.insert_with(tx, rows, " ON CONFLICT DO NOTHING").await
    }

    async fn insert_with<R: Serialize>(
        &self,
        tx: &mut Tx<'_>,
        rows: &[R],
        tail: &str,
    ) -> Result<u64, DbError> {
        if rows.is_empty() {
            return Ok(0);
        }
        let json = json_text(rows)?;
        let select = tx.dialect().rows_from_json(self.columns);
        let text = format!("INSERT INTO {} ({}) {select}{tail}", self.name, self.column_list());
        Ok(
            on_tx!(tx, c => sqlx::query(sql(text)).bind(json).execute(c).await.map(|done| done.rows_affected()))?,
        )
    }

    /// Every row, in the order of the key, as JSON objects that are equal on both databases. For comparing two
    /// builds of one view; reads the whole table, page by page of 1,000 rows, and hands each page to `page`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dump(&self, db: &super::Db, mut page: impl FnMut(Vec<Value>)) -> Result<(), DbError> {
        let columns =
            self.columns.iter().map(|c| self.json_of(db.dialect(), c)).collect::<Vec<_>>().join(", ");
        let keys = self.key.join(", ");
        let mut offset: i64 = 0;
        loop {
            let object = match db.dialect() {
                Dialect::Sqlite => format!("json_object({columns})"),
                Dialect::Postgres => format!("jsonb_build_object({columns})::text"),
            };
            let text = format!("SELECT {object} FROM {} ORDER BY {keys} LIMIT 1000 OFFSET $1", self.name);
            let rows: Vec<String> =
                on_reader!(db, c => sqlx::query_scalar(sql(text)).bind(offset).fetch_all(c).await)?;
            let count = rows.len();
            let corrupt = |e: serde_json::Error| DbError::Corrupt { place: self.name, what: e.to_string() };
            page(
                rows.iter()
                    .map(|row| serde_json::from_str(row).map_err(corrupt))
                    .collect::<Result<_, _>>()?,
            );
            if count < 1000 {
                return Ok(());
            }
            offset += 1000;
        }
    }

    fn json_of(&self, dialect: Dialect, column: &Column) -> String {
        let name = column.name;
        let value = match (dialect, column.kind) {
            (Dialect::Sqlite, Kind::Uuid | Kind::Bytes) => format!("lower(hex({name}))"),
            (Dialect::Sqlite, Kind::Time) => {
                // Cut to what PostgreSQL keeps and given its spelling.
                format!("CAST(round((julianday({name}) - 2440587.5) * 86400000) AS INTEGER)")
            }
            (Dialect::Postgres, Kind::Uuid) => format!("replace({name}::text, '-', '')"),
            (Dialect::Postgres, Kind::Bytes) => format!("encode({name}, 'hex')"),
            (Dialect::Postgres, Kind::Time) => format!("round(extract(epoch FROM {name}) * 1000)::bigint"),
            (Dialect::Postgres, Kind::Bool) => format!("{name}::int"),
            (_, Kind::Text | Kind::Int | Kind::Bool) => name.to_owned(),
        };
        format!("'{name}', {value}")
    }
}

/// Rows or ids as the JSON text that is bound.
fn json_text<T: Serialize + ?Sized>(value: &T) -> Result<String, DbError> {
    serde_json::to_string(value)
        .map_err(|e| DbError::Corrupt { place: "a row to be written", what: e.to_string() })
}

/// Ids as the JSON array that [`Dialect::in_ids`] expects.
pub fn ids_json(ids: impl IntoIterator<Item = Uuid>) -> String {
    let mut text = String::from("[");
    for id in ids {
        if text.len() > 1 {
            text.push(',');
        }
        text.push('"');
        text.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        text.push('"');
    }
    text.push(']');
    text
}
