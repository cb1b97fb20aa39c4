//! What the tests have in common.

use docket_eventstore::db::{Db, DbError, Dialect, sql};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{Position, Store, on_tx};
use docket_projections::testing::{Pen, World};
use docket_projections::{Views, replay};

/// A random world in a log, and its views, all worked in.
pub(crate) async fn world(db: &TestDb, events: usize) -> (Store, Views, World) {
    let store = db.store().await;
    let world = World::write(&mut Pen::new(&store, 7), events).await;
    let views = Views::open(db.views().clone()).await.unwrap();
    replay(&store, &views, Position::ZERO, world.head, 500, |_| {}).await.unwrap();
    (store, views, world)
}

/// Runs statements as somebody who has got hold of the database.
pub(crate) async fn meddle(db: &Db, text: &str) {
    let text = text.to_owned();
    db.write::<(), DbError, _>(move |tx| {
        Box::pin(async move {
            on_tx!(tx, c => sqlx::raw_sql(sql(text)).execute(c).await.map(drop))?;
            Ok(())
        })
    })
    .await
    .unwrap();
}

/// Takes away what keeps events from being changed, and changes them.
pub(crate) async fn tamper(db: &TestDb, text: &str) {
    let unlock = match db.log().dialect() {
        Dialect::Sqlite => "DROP TRIGGER events_no_update; DROP TRIGGER events_no_delete",
        Dialect::Postgres => {
            "DROP TRIGGER events_no_change ON events; GRANT UPDATE, DELETE ON events TO CURRENT_USER"
        }
    };
    meddle(db.log(), &format!("{unlock}; {text}")).await;
}
