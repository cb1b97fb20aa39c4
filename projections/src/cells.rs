//! Reading columns of a row of either database.

use std::borrow::Cow;
use std::fmt::{self, Display};

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use sqlx::{ColumnIndex, Decode, Row, Type};
use uuid::Uuid;

/// The columns of a row, by their place.
pub(crate) trait Cells {
    fn int(&self, index: usize) -> Result<i64, sqlx::Error>;
    fn flag(&self, index: usize) -> Result<bool, sqlx::Error>;
    fn text(&self, index: usize) -> Result<&str, sqlx::Error>;
    fn text_option(&self, index: usize) -> Result<Option<&str>, sqlx::Error>;
    fn uuid(&self, index: usize) -> Result<Uuid, sqlx::Error>;
    fn uuid_option(&self, index: usize) -> Result<Option<Uuid>, sqlx::Error>;
    fn time(&self, index: usize) -> Result<DateTime<Utc>, sqlx::Error>;
    fn time_option(&self, index: usize) -> Result<Option<DateTime<Utc>>, sqlx::Error>;

    /// A text that stands for a value of the domain.
    fn parsed<T: DeserializeOwned>(&self, index: usize) -> Result<T, sqlx::Error> {
        parse(self.text(index)?)
    }

    /// The same where it may be NULL.
    fn parsed_option<T: DeserializeOwned>(&self, index: usize) -> Result<Option<T>, sqlx::Error> {
        self.text_option(index)?.map(parse).transpose()
    }

    /// A text that is JSON.
    fn json<T: DeserializeOwned>(&self, index: usize) -> Result<T, sqlx::Error> {
        serde_json::from_str(self.text(index)?).map_err(unreadable)
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
    for<'r> &'r str: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Uuid: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> DateTime<Utc>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<&'r str>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<Uuid>: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> Option<DateTime<Utc>>: Decode<'r, R::Database> + Type<R::Database>,
{
    fn int(&self, index: usize) -> Result<i64, sqlx::Error> {
        self.try_get(index)
    }

    fn flag(&self, index: usize) -> Result<bool, sqlx::Error> {
        self.try_get(index)
    }

    fn text(&self, index: usize) -> Result<&str, sqlx::Error> {
        self.try_get(index)
    }

    fn text_option(&self, index: usize) -> Result<Option<&str>, sqlx::Error> {
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

/// A row that travels as a JSON array of values as [`Column::as_json`](docket_eventstore::db::Column::as_json) gives
/// them.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Packed<'a>(#[serde(borrow)] Vec<Cell<'a>>);

#[derive(Debug)]
enum Cell<'a> {
    Null,
    Int(i64),
    Text(Cow<'a, str>),
}

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Cell<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, an integer or a text")
            }

            fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Null)
            }

            fn visit_i64<E>(self, value: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Int(value))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Cell<'de>, E> {
                i64::try_from(value).map(Cell::Int).map_err(E::custom)
            }

            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Borrowed(value)))
            }

            fn visit_str<E>(self, value: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Owned(value.to_owned())))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

impl Packed<'_> {
    fn int_at(&self, index: usize) -> Result<i64, sqlx::Error> {
        match self.0.get(index) {
            Some(Cell::Int(value)) => Ok(*value),
            other => {
                Err(unreadable(format_args!("{other:?} in column {index} where an integer is expected")))
            }
        }
    }

    fn needed<T>(index: usize, value: Option<T>) -> Result<T, sqlx::Error> {
        value.ok_or_else(|| unreadable(format_args!("NULL in column {index}")))
    }
}

impl Cells for Packed<'_> {
    fn int(&self, index: usize) -> Result<i64, sqlx::Error> {
        self.int_at(index)
    }

    fn flag(&self, index: usize) -> Result<bool, sqlx::Error> {
        Ok(self.int_at(index)? != 0)
    }

    fn text(&self, index: usize) -> Result<&str, sqlx::Error> {
        Self::needed(index, self.text_option(index)?)
    }

    fn text_option(&self, index: usize) -> Result<Option<&str>, sqlx::Error> {
        match self.0.get(index) {
            Some(Cell::Text(text)) => Ok(Some(text)),
            Some(Cell::Null) => Ok(None),
            other => Err(unreadable(format_args!("{other:?} in column {index} where a text is expected"))),
        }
    }

    fn uuid(&self, index: usize) -> Result<Uuid, sqlx::Error> {
        Self::needed(index, self.uuid_option(index)?)
    }

    fn uuid_option(&self, index: usize) -> Result<Option<Uuid>, sqlx::Error> {
        self.text_option(index)?.map(|text| Uuid::parse_str(text).map_err(unreadable)).transpose()
    }

    fn time(&self, index: usize) -> Result<DateTime<Utc>, sqlx::Error> {
        Self::needed(index, self.time_option(index)?)
    }

    fn time_option(&self, index: usize) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
        let time = |text| DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(unreadable);
        self.text_option(index)?.map(time).transpose()
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
