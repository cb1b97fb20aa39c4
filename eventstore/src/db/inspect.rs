//! Looks at a place of data without changing it: what is there, how new it is, how well the log is protected.

use std::path::Path;

use sqlx::Row;

use super::migrate::{self, MIGRATIONS};
use super::{Databases, Db, DbError, Dialect, Location, PgDb, SqliteDb, SqliteOptions, Synchronous, sql};
use crate::checkpoint::VIEWS;
use crate::{Head, on_reader, read};

/// The file that is there as soon as a folder holds a log.
const LOG_FILE: &str = "log.db";

/// What [`Databases::inspect`] finds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// The database's name and version: `SQLite 3.51.3`.
    pub version: String,
    /// Migrations of this program that the database has not had yet.
    pub missing_migrations: Vec<&'static str>,
    /// Migrations that the database has had and this program does not know: it belongs to a newer one.
    pub unknown_migrations: Vec<String>,
    /// Whether the database refuses to change or delete events.
    pub events_are_guarded: bool,
    /// Whether the role we work under has no right to change or delete events besides; SQLite has no roles.
    pub role_is_limited: bool,
    /// How far the view that is furthest behind has come; none where there are no views yet.
    pub views_position: Option<i64>,
}

impl Databases {
    /// Opens what is there, without making schemas or applying migrations. None where nothing is: that is how an
    /// installation begins.
    ///
    /// # Errors
    /// When a file or the server cannot be opened.
    pub async fn open_as_is(location: &Location) -> Result<Option<Self>, DbError> {
        match location {
            Location::Folder(folder) => {
                if !folder.join(LOG_FILE).try_exists().map_err(DbError::Io)? {
                    return Ok(None);
                }
                Ok(Some(Self {
                    log: file(folder, LOG_FILE).await?,
                    ops: file(folder, "ops.db").await?,
                    keys: file(folder, "keys.db").await?,
                    views: file(folder, "views.db").await?,
                }))
            }
            Location::Postgres(address) => {
                PgDb::try_once(address).await?;
                let db = Db::Postgres(PgDb::connect_to(address)?);
                let ask = "SELECT to_regclass('log.events') IS NOT NULL";
                let there: bool = on_reader!(&db, c => sqlx::query_scalar(ask).fetch_one(c).await)?;
                if !there {
                    db.close().await;
                    return Ok(None);
                }
                Ok(Some(Self { log: db.clone(), ops: db.clone(), keys: db.clone(), views: db }))
            }
        }
    }

    /// The end of the log, for those who have no store.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn head(&self) -> Result<Head, DbError> {
        read::head(&self.log).await
    }

    /// Looks at the schema and at what protects the log.
    ///
    /// # Errors
    /// When a database does not answer.
    pub async fn inspect(&self) -> Result<Inspection, DbError> {
        let mut had = Vec::new();
        for (place, db) in [("log", &self.log), ("ops", &self.ops), ("keys", &self.keys)] {
            had.extend(applied(place, db).await?);
        }
        let known = |name: &str| MIGRATIONS.iter().any(|migration| migration.name == name);
        let missing =
            MIGRATIONS.iter().map(|migration| migration.name).filter(|name| !had.iter().any(|h| h == name));
        Ok(Inspection {
            version: version(&self.log).await?,
            missing_migrations: missing.collect(),
            events_are_guarded: guards(&self.log).await? == 2,
            role_is_limited: role_is_limited(&self.log).await?,
            views_position: views_position(&self.views).await?,
            unknown_migrations: had.into_iter().filter(|name| !known(name)).collect(),
        })
    }
}

async fn file(folder: &Path, name: &str) -> Result<Db, DbError> {
    Ok(Db::Sqlite(SqliteDb::open(SqliteOptions::new(folder.join(name), Synchronous::Full)).await?))
}

async fn version(db: &Db) -> Result<String, DbError> {
    let (name, ask) = match db.dialect() {
        Dialect::Sqlite => ("SQLite", "SELECT sqlite_version()"),
        Dialect::Postgres => ("PostgreSQL", "SELECT current_setting('server_version')"),
    };
    let version: String = on_reader!(db, c => sqlx::query_scalar(ask).fetch_one(c).await)?;
    Ok(format!("{name} {version}"))
}

/// Whether a table is there.
async fn has(db: &Db, schema: &str, table: &str) -> Result<bool, DbError> {
    let text = match db.dialect() {
        Dialect::Sqlite => {
            format!("SELECT count(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = '{table}'")
        }
        Dialect::Postgres => format!("SELECT to_regclass('{schema}.{table}') IS NOT NULL"),
    };
    Ok(on_reader!(db, c => sqlx::query_scalar(sql(text)).fetch_one(c).await)?)
}

async fn applied(place: &str, db: &Db) -> Result<Vec<String>, DbError> {
    if !has(db, place, migrate::RECORD).await? {
        return Ok(Vec::new());
    }
    let text = format!("SELECT name FROM {}", migrate::record_in(db.dialect(), place));
    on_reader!(db, c => {
        let rows = sqlx::query(sql(text)).fetch_all(c).await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, sqlx::Error>>()?)
    })
}

/// How many of the two triggers that keep events as they are stand in the schema and are armed.
async fn guards(db: &Db) -> Result<i64, DbError> {
    let ask = match db.dialect() {
        Dialect::Sqlite => {
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'
             AND name IN ('events_no_update', 'events_no_delete')"
        }
        Dialect::Postgres => {
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass('log.events')
             AND tgname IN ('events_no_change', 'events_no_truncate') AND tgenabled IN ('O', 'A')"
        }
    };
    Ok(on_reader!(db, c => sqlx::query_scalar(ask).fetch_one(c).await)?)
}

async fn role_is_limited(db: &Db) -> Result<bool, DbError> {
    match db.dialect() {
        Dialect::Sqlite => Ok(true),
        Dialect::Postgres => {
            const ASK: &str = "SELECT NOT has_table_privilege('log.events', 'UPDATE, DELETE, TRUNCATE')";
            Ok(on_reader!(db, c => sqlx::query_scalar(ASK).fetch_one(c).await)?)
        }
    }
}

async fn views_position(db: &Db) -> Result<Option<i64>, DbError> {
    let table = VIEWS.table.name;
    if !has(db, "views", table).await? {
        return Ok(None);
    }
    let text = format!("SELECT min(position) FROM {table}");
    Ok(on_reader!(db, c => sqlx::query_scalar(sql(text)).fetch_one(c).await)?)
}
