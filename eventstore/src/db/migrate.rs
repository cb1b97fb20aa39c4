//! Migrations: `migrations/sqlite/NNNN_place_what.sql` and `migrations/postgres/NNNN_place_what.sql`, in pairs.
//! The word after the number says which of the four databases a file belongs to.

use sqlx::{PgConnection, Row};

use super::{Db, DbError, Dialect, sql};
use crate::on_tx;

pub(super) struct Migration {
    pub(super) name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        &[$(Migration {
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }),*]
    };
}

/// All migrations, in order. Once released, a file is never edited again.
pub(super) const MIGRATIONS: &[Migration] = migrations![
    "0001_log_events",
    "0002_ops_core",
    "0003_keys_site",
    "0004_ops_outbox",
    "0005_ops_accounts",
    "0006_ops_uploads",
    "0007_ops_drafts",
    "0008_ops_saved_views"
];

impl Migration {
    fn place(&self) -> &'static str {
        self.name.split('_').nth(1).unwrap_or_default()
    }
}

/// The table that says which migrations a place has had.
pub(super) const RECORD: &str = "schema_migrations";

/// That table of one place.
pub(super) fn record_in(dialect: Dialect, place: &str) -> String {
    match dialect {
        Dialect::Sqlite => RECORD.to_owned(),
        Dialect::Postgres => format!("{place}.{RECORD}"),
    }
}

/// Applies what `place` does not have yet, each migration in one transaction with its record. Two processes that
/// start at the same time queue on the record's table.
pub(super) async fn run(db: &Db, place: &'static str) -> Result<(), DbError> {
    let table = record_in(db.dialect(), place);
    let prefix = match db.dialect() {
        Dialect::Sqlite => String::new(),
        Dialect::Postgres => format!("SET LOCAL search_path = {place}; "),
    };
    create_missing(
        db,
        format!("CREATE TABLE IF NOT EXISTS {table} (name text NOT NULL PRIMARY KEY, text text NOT NULL)"),
    )
    .await?;
    db.write::<(), DbError, _>(move |tx| {
        Box::pin(async move {
            if tx.dialect() == Dialect::Postgres {
                let lock = format!("LOCK TABLE {table} IN EXCLUSIVE MODE");
                on_tx!(tx, c => sqlx::raw_sql(sql(lock)).execute(c).await.map(drop))?;
            }
            let select = format!("SELECT name, text FROM {table}");
            let applied: Vec<(String, String)> = on_tx!(tx, c => {
                let rows = sqlx::query(sql(select)).fetch_all(c).await?;
                rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, sqlx::Error>>()
            })?;
            for migration in MIGRATIONS.iter().filter(|m| m.place() == place) {
                let text = match tx.dialect() {
                    Dialect::Sqlite => migration.sqlite,
                    Dialect::Postgres => migration.postgres,
                };
                if let Some((name, had)) = applied.iter().find(|(name, _)| name == migration.name) {
                    if had != text {
                        let what = format!("migration {name} is not the one that was applied");
                        return Err(DbError::Corrupt { place: "schema_migrations", what });
                    }
                    continue;
                }
                let script = format!("{prefix}{text}");
                on_tx!(tx, c => sqlx::raw_sql(sql(script)).execute(c).await.map(drop))?;
                let record = format!("INSERT INTO {table} (name, text) VALUES ($1, $2)");
                on_tx!(tx, c => {
                    sqlx::query(sql(record)).bind(migration.name).bind(text).execute(c).await.map(drop)
                })?;
            }
            Ok(())
        })
    })
    .await
}

/// PostgreSQL's own catalogue refuses one of two processes that make the same thing at the same time, in spite of
/// `IF NOT EXISTS`: a broken uniqueness, or a table or a type that is there already.
const MADE_MEANWHILE: [&str; 3] = ["23505", "42P07", "42710"];

/// Carries out a `CREATE … IF NOT EXISTS`, which may be carried out by other processes at the same time.
pub(super) async fn create_missing(db: &Db, text: String) -> Result<(), DbError> {
    let made = db.write::<(), DbError, _>(move |tx| {
        Box::pin(async move {
            on_tx!(tx, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
            Ok(())
        })
    });
    match made.await {
        Err(DbError::Driver(sqlx::Error::Database(error)))
            if error.code().is_some_and(|code| MADE_MEANWHILE.contains(&code.as_ref())) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Makes a PostgreSQL schema where it is missing. Asks first: the role need not own the database when an
/// administrator made the schemas for it.
pub(super) async fn create_schema(c: &mut PgConnection, schema: &str) -> Result<(), DbError> {
    let there: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1)")
        .bind(schema)
        .fetch_one(&mut *c)
        .await?;
    if !there {
        let made = sqlx::raw_sql(sql(format!("CREATE SCHEMA IF NOT EXISTS {schema}"))).execute(&mut *c).await;
        match made {
            // Another process made it between the two statements.
            Err(sqlx::Error::Database(e)) if e.is_unique_violation() => {}
            Err(error) => return Err(error.into()),
            Ok(_) => {}
        }
    }
    Ok(())
}
