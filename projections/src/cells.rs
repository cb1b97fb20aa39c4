//! Reading columns of a row of either database.

use std::fmt::Display;

use chrono::{DateTime, Utc};
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use sqlx::{ColumnIndex, Decode, Row, Type};
use uuid::Uuid;

/// The columns of a row, by their place.
pub(crate) trait Cells {
    fn int(&self, index: usize) -> Result<i64, sqlx::Error>;
    fn flag(&self, index: usize) -> Result<bool, sqlx::Error>;
    fn text(&self, index: usize) -> Result<String, sqlx::Error>;
    fn text_option(&self, index: usize) -> Result<Option<String>, sqlx::Error>;
    fn uuid(&self, index: usize) -> Result<Uuid, sqlx::Error>;
    fn uuid_option(&self, index: usize) -> Result<Option<Uuid>, sqlx::Error>;
    fn time(&self, index: usize) -> Result<DateTime<Utc>, sqlx::Error>;
    fn time_option(&self, index: usize) -> Result<Option<DateTime<Utc>>, sqlx::Error>;

    /// A text that stands for a value of the domain.
    fn parsed<T: DeserializeOwned>(&self, index: usize) -> Result<T, sqlx::Error> {
        parse(&self.text(index)?)
    }

    /// The same where it may be NULL.
    fn parsed_option<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, sqlx::Error> {
        self.text_option(index)?.as_deref().map(parse).transpose()
    }

    /// A text that is JSON.
    fn json<T: DeserializeOwned>(&self, index: usize) -> Result<T, sqlx::Error> {
        serde_json::from_str(&self.text(index)?).map_err(unreadable)
    }
}

/// A text as a value of the domain: what its JSON has between the quotes.
fn parse<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    let deserializer: StrDeserializer<'_, ValueError> = text.into_deserializer();
    T::deserialize(deserializer).map_err(unreadable)
}

pub(crate) fn unreadable(why: impl Display) -> sqlx::Error {
    sqlx::Error::Decode(why.to_string().into())
}

impl<R> Cells for R
where
    R: Row,
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> bool: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Uuid: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> DateTime<Utc>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<Uuid>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<DateTime<Utc>>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn int(&self, index: usize) -> Result<i64, sqlx::Error> {
        self.try_get(index)
    }

    fn flag(&self, index: usize) -> Result<bool, sqlx::Error> {
        self.try_get(index)
    }

    fn text(&self, index: usize) -> Result<String, sqlx::Error> {
        self.try_get(index)
    }

    fn text_option(&self, index: usize) -> Result<Option<String>, sqlx::Error> {
        self.try_get(index)
    }

    fn uuid(&self, index: usize) -> Result<Uuid, sqlx::Error> {
        self.try_get(index)
    }

    fn uuid_option(&self, index: usize) -> Result<Option<Uuid>, sqlx::Error> {
        self.try_get(index)
    }

    fn time(&self, index: usize) -> Result<DateTime<Utc>, sqlx::Error> {
        self.try_get(index)
    }

    fn time_option(&self, index: usize) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
        self.try_get(index)
    }
}

/// A value bound to a placeholder.
#[derive(Clone, Debug)]
pub(crate) enum Bind {
    Int(i64),
    Text(String),
    Uuid(Uuid),
}

/// A statement and its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Query {
    pub(crate) text: String,
    pub(crate) binds: Vec<Bind>,
}

impl Query {
    /// Adds a value and answers its placeholder, which may stand in the text any number of times.
    pub(crate) fn bind(&mut self, value: Bind) -> String {
        self.binds.push(value);
        format!("${}", self.binds.len())
    }
}

/// Runs a [`Query`] on connection `$c` and reads each row with `$read`.
macro_rules! fetch {
    ($c:expr, $query:expr, $read:path) => {{
        let $crate::cells::Query { text, binds } = $query;
        let mut query = sqlx::query(docket_eventstore::db::sql(text));
        for bind in binds {
            query = match bind {
                $crate::cells::Bind::Int(value) => query.bind(value),
                $crate::cells::Bind::Text(value) => query.bind(value),
                $crate::cells::Bind::Uuid(value) => query.bind(value),
            };
        }
        match query.fetch_all($c).await {
            Ok(rows) => rows.iter().map($read).collect::<Result<Vec<_>, sqlx::Error>>(),
            Err(error) => Err(error),
        }
    }};
}
pub(crate) use fetch;
