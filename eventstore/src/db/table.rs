//! Tables that are written in bulk: one description, and from it the definition, the upsert and the dump for
//! both databases. A batch of rows travels as one JSON array in one statement, whatever its size.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{DbError, Dialect, Tx, sql};
use crate::on_tx;

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

    /// Its value as it stands in JSON, equal on both databases: ids and bytes in hex, times in RFC 3339 with six digits
    /// of a second, booleans as 0 and 1.
    pub fn as_json(&self, dialect: Dialect) -> String {
        let name = self.name;
        let value = match (dialect, self.kind) {
            (Dialect::Sqlite, Kind::Uuid | Kind::Bytes) => format!("lower(hex({name}))"),
            (Dialect::Postgres, Kind::Uuid) => format!("replace({name}::text, '-', '')"),
            (Dialect::Postgres, Kind::Bytes) => format!("encode({name}, 'hex')"),
            // The spelling in which SQLite stores it.
            (Dialect::Postgres, Kind::Time) => {
                format!("to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')")
            }
            (Dialect::Postgres, Kind::Bool) => format!("{name}::int"),
            (_, Kind::Text | Kind::Int | Kind::Bool) | (Dialect::Sqlite, Kind::Time) => name.to_owned(),
        };
        // lower(hex(NULL)) is an empty text on SQLite.
        match (dialect, self.nullable, self.kind) {
            (Dialect::Sqlite, true, Kind::Uuid | Kind::Bytes) => {
                format!("CASE WHEN {name} IS NULL THEN NULL ELSE {value} END")
            }
            _ => value,
        }
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
    /// What holds for the rows that are in it, `assignee_id IS NULL`; none for all rows.
    pub only: Option<&'static str>,
}

impl Index {
    /// One of all rows.
    pub const fn new(name: &'static str, columns: &'static str) -> Self {
        Self { name, columns, unique: false, only: None }
    }

    /// One of all rows, in which no two are alike.
    pub const fn unique(name: &'static str, columns: &'static str) -> Self {
        Self { name, columns, unique: true, only: None }
    }

    /// The same of the rows alone for which a condition holds.
    #[must_use]
    pub const fn of_those(self, only: &'static str) -> Self {
        Self { only: Some(only), ..self }
    }
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
        let qualified = self.qualified(dialect, schema);
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
        statements.extend(self.indexes.iter().map(|index| self.index_definition(index, dialect, schema)));
        statements
    }

    /// The statement that makes one of its indexes.
    pub fn index_definition(&self, index: &Index, dialect: Dialect, schema: &str) -> String {
        let (unique, qualified) =
            (if index.unique { "UNIQUE " } else { "" }, self.qualified(dialect, schema));
        let only = index.only.map_or_else(String::new, |only| format!(" WHERE {only}"));
        format!("CREATE {unique}INDEX {} ON {qualified} ({}){only}", index.name, index.columns)
    }

    fn qualified(&self, dialect: Dialect, schema: &str) -> String {
        match dialect {
            Dialect::Sqlite => self.name.to_owned(),
            Dialect::Postgres => format!("{schema}.{}", self.name),
        }
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
    /// builds of one view; reads one state of the whole table, page by page of 1,000 rows, and hands each page to
    /// `page`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dump(&self, db: &super::Db, mut page: impl FnMut(Vec<Value>)) -> Result<(), DbError> {
        let mut conn = db.connect().await?;
        let mut tx = conn.begin_snapshot().await?;
        let mut last = None;
        loop {
            let rows = self.rows_after(&mut tx, last.as_ref(), PAGE).await?;
            last = rows.last().cloned();
            let ended = rows.len() < PAGE;
            page(rows);
            if ended {
                tx.rollback().await?;
                conn.close().await;
                return Ok(());
            }
        }
    }

    /// At most `limit` rows behind one (or the first ones), in the order of the key, which is the same on both
    /// databases: ids by their bytes, texts by code points, numbers by size. Each is a JSON object that is equal on
    /// both, of values as [`Column::as_json`] gives them.
    ///
    /// # Errors
    /// When the database fails, or `after` is not a row of this table.
    pub async fn rows_after(
        &self,
        tx: &mut Tx<'_>,
        after: Option<&Value>,
        limit: usize,
    ) -> Result<Vec<Value>, DbError> {
        let dialect = tx.dialect();
        let columns = self.columns.iter().map(|c| format!("'{}', {}", c.name, c.as_json(dialect)));
        let columns = columns.collect::<Vec<_>>().join(", ");
        let object = match dialect {
            Dialect::Sqlite => format!("json_object({columns})"),
            Dialect::Postgres => format!("jsonb_build_object({columns})::text"),
        };
        let keys = self.key.join(", ");
        let mut binds = Vec::new();
        let mut condition = String::new();
        if let Some(row) = after {
            for name in self.key {
                binds.push(self.key_value(name, row)?);
            }
            let placeholders = (1..=self.key.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
            condition = format!("WHERE ({keys}) > ({placeholders}) ");
        }
        let text = format!("SELECT {object} FROM {} {condition}ORDER BY {keys} LIMIT {limit}", self.name);
        let rows: Vec<String> = on_tx!(tx, c => {
            let mut query = sqlx::query_scalar(sql(text));
            for bind in binds {
                query = match bind {
                    KeyValue::Uuid(value) => query.bind(value),
                    KeyValue::Text(value) => query.bind(value),
                    KeyValue::Int(value) => query.bind(value),
                };
            }
            query.fetch_all(c).await
        })?;
        let corrupt = |e: serde_json::Error| DbError::Corrupt { place: self.name, what: e.to_string() };
        rows.iter().map(|row| serde_json::from_str(row).map_err(corrupt)).collect()
    }

    fn key_value(&self, name: &str, row: &Value) -> Result<KeyValue, DbError> {
        let kind = self.columns.iter().find(|column| column.name == name).map(|column| column.kind);
        let value = &row[name];
        let read = match kind {
            Some(Kind::Uuid) => value.as_str().and_then(|text| text.parse().ok()).map(KeyValue::Uuid),
            Some(Kind::Text) => value.as_str().map(|text| KeyValue::Text(text.to_owned())),
            Some(Kind::Int) => value.as_i64().map(KeyValue::Int),
            // No key has a column of another kind.
            Some(Kind::Bool | Kind::Time | Kind::Bytes) | None => None,
        };
        read.ok_or_else(|| DbError::Corrupt { place: self.name, what: format!("the key {name} is {value}") })
    }
}

/// Rows that [`Table::dump`] reads at a time.
const PAGE: usize = 1000;

/// A value of a key's column.
enum KeyValue {
    Uuid(Uuid),
    Text(String),
    Int(i64),
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
