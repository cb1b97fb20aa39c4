//! What the databases themselves refuse, and that the two are alike.

use std::collections::BTreeSet;

use docket_eventstore::db::{Databases, Db, Location, sql};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{DataFolderLock, Expected, LockError, backend_tests, on_conn};
use sqlx::Row;

use crate::support::{one, stream, verified};

/// What a statement is refused with: the database's code and words.
async fn refused(db: &Db, text: &str) -> (String, String) {
    let mut conn = db.connect().await.unwrap();
    let outcome = on_conn!(&mut conn, c => sqlx::query(sql(text.to_owned())).execute(c).await.map(drop));
    conn.close().await;
    let sqlx::Error::Database(error) = outcome.unwrap_err() else { panic!("the database refuses it") };
    (error.code().unwrap_or_default().into_owned(), error.message().to_owned())
}

backend_tests! {
    async fn events_are_neither_changed_nor_deleted(db: TestDb) {
        let store = db.store().await;
        store.append(one(stream(), Expected::NoStream)).await.unwrap();
        let before = verified(&store).await;
        for text in ["UPDATE events SET actor = event_id", "DELETE FROM events", "DELETE FROM events WHERE position = 1"] {
            let (code, words) = refused(db.log(), text).await;
            match db.location() {
                Location::Folder(_) => assert!(words.starts_with("events are never"), "{words}"),
                // Before the trigger is asked, the role lacks the right.
                Location::Postgres(_) => assert_eq!(code, "42501", "{words}"),
            }
        }
        assert_eq!(verified(&store).await, before);
    }

    async fn a_version_and_a_position_are_given_once(db: TestDb) {
        let store = db.store().await;
        store.append(one(stream(), Expected::NoStream)).await.unwrap();
        let columns = "event_id, stream_id, version, type, schema_version, recorded_at, actor, command_id, \
             correlation_id, causation_id, payload, hash";
        for place in ["position + 1", "position"] {
            let text = format!("INSERT INTO events (position, {columns}) SELECT {place}, {columns} FROM events");
            let (code, words) = refused(db.log(), &text).await;
            assert!(["2067", "1555", "23505"].contains(&code.as_str()), "{code} {words}");
        }
    }

    async fn migrating_again_changes_nothing(db: TestDb) {
        let again = Databases::open(db.location()).await.unwrap();
        assert_eq!(tables(&again).await, tables(&db.databases).await);
        again.close().await;
    }
}

#[tokio::test]
async fn on_postgres_a_trigger_stands_behind_the_missing_right() {
    let db = TestDb::postgres().await;
    let store = db.store().await;
    store.append(one(stream(), Expected::NoStream)).await.unwrap();
    // An owner can give itself the right again; the trigger still refuses.
    let mut conn = db.log().connect().await.unwrap();
    on_conn!(&mut conn, c => sqlx::raw_sql("GRANT UPDATE, DELETE, TRUNCATE ON events TO CURRENT_USER").execute(c).await.map(drop))
        .unwrap();
    conn.close().await;
    for text in ["UPDATE events SET actor = event_id", "DELETE FROM events", "TRUNCATE events"] {
        let (_, words) = refused(db.log(), text).await;
        assert_eq!(words, "events are never changed or deleted");
    }
    db.remove().await;
}

/// `place.table.column` of everything in a database.
async fn tables(databases: &Databases) -> BTreeSet<String> {
    const SQLITE: &str = "SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c \
         WHERE m.type = 'table'";
    const POSTGRES: &str = "SELECT table_name || '.' || column_name FROM information_schema.columns \
         WHERE table_schema = $1";
    let mut names = BTreeSet::new();
    for (place, db) in [("log", &databases.log), ("ops", &databases.ops), ("keys", &databases.keys)] {
        let mut conn = db.connect().await.unwrap();
        let text = if db.file().is_some() { SQLITE } else { POSTGRES };
        let rows: Vec<String> = on_conn!(&mut conn, c => {
            let query = sqlx::query(text);
            let query = if db.file().is_some() { query } else { query.bind(place) };
            query.fetch_all(c).await.unwrap().iter().map(|row| row.get(0)).collect()
        });
        conn.close().await;
        names.extend(rows.into_iter().map(|name| format!("{place}.{name}")));
    }
    names
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);
    let names = tables(&sqlite.databases).await;
    assert_eq!(names, tables(&postgres.databases).await);
    assert!(names.contains("log.events.payload") && names.contains("ops.leases.until"), "{names:?}");
    postgres.remove().await;
}

#[test]
fn migrations_come_in_pairs_with_numbers_in_order() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let names = |database: &str| -> Vec<String> {
        let entries = std::fs::read_dir(folder.join(database)).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let sqlite = names("sqlite");
    assert_eq!(sqlite, names("postgres"));
    for (index, name) in sqlite.iter().enumerate() {
        assert!(name.starts_with(&format!("{:04}_", index + 1)) && name.ends_with(".sql"), "{name}");
        let place = name.split('_').nth(1).unwrap();
        assert!(["log", "ops", "keys"].contains(&place), "{name} belongs nowhere");
    }
}

#[test]
fn a_second_server_on_a_data_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let held = DataFolderLock::acquire(folder.path()).unwrap();
    let refused = DataFolderLock::acquire(folder.path()).unwrap_err();
    assert!(matches!(refused, LockError::Held { .. }), "{refused}");
    drop(held);
    DataFolderLock::acquire(folder.path()).unwrap();
}

#[tokio::test]
async fn d55_a_database_that_cannot_prove_who_it_is_is_not_used() {
    let db = TestDb::postgres().await;
    let Location::Postgres(address) = db.location() else { panic!("{:?}", db.location()) };
    let demanding = Location::Postgres(format!("{address}?sslmode=verify-full"));
    let error = Databases::open(&demanding).await.unwrap_err();
    let cause = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    assert!(cause.contains("TLS"), "{error}: {cause}");
    db.remove().await;
}
