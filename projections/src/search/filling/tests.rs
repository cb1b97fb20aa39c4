//! An index that was filled is one that is quick to read.

use docket_eventstore::backend_tests;
use docket_eventstore::db::Db;

use super::super::testing::document;
use super::*;
use crate::Views;
use crate::testing::Random;

async fn number(db: &Db, text: String) -> i64 {
    let counted = db.write::<i64, DbError, _>(move |tx| {
        Box::pin(async move { Ok(on_tx!(tx, c => sqlx::query_scalar(sql(text)).fetch_one(c).await)?) })
    });
    counted.await.unwrap()
}

/// Puts documents into the index, a transaction each.
async fn write(db: &Db, documents: Vec<Document>) {
    for document in documents {
        let written = db.write::<(), DbError, _>(move |tx| {
            Box::pin(async move { index::replace(tx, [(&document, true)].into_iter()).await })
        });
        written.await.unwrap();
    }
}

backend_tests! {
    async fn an_index_that_is_filled_is_made_quick_while_it_is_added_to(db: TestDb) {
        let views = Views::open(db.views().clone()).await.unwrap();
        let db = views.db();
        let mut random = Random::new(3);
        let mut documents: Vec<Document> =
            (0..3).map(|n| document(&mut random, n, "the panel of may", "homes")).collect();
        let later = documents.split_off(2);
        write(db, documents).await;
        let left = db.write::<(), DbError, _>(|tx| {
            Box::pin(async move { UNFILLED.upsert(tx, &[Row { name: index::INDEX, behind: FILLED }]).await })
        });
        left.await.unwrap();
        let parts = || number(db, format!("SELECT count(DISTINCT segid) FROM {}_idx", index::INDEX));
        if db.dialect() == Dialect::Sqlite {
            assert_eq!(parts().await, 2);
        }
        let step = || db.write::<bool, DbError, _>(|tx| Box::pin(async move { fill(tx).await }));
        assert!(step().await.unwrap());
        write(db, later).await;
        while step().await.unwrap() {}
        if db.dialect() == Dialect::Sqlite {
            assert_eq!(parts().await, 2, "those that were there are one");
        }
        assert_eq!(number(db, format!("SELECT count(*) FROM {}", UNFILLED.name)).await, 0);
        let all = match db.dialect() {
            Dialect::Sqlite => format!("SELECT count(*) FROM {} WHERE words MATCH '\"spanel\"'", index::INDEX),
            Dialect::Postgres => format!("SELECT count(*) FROM {} WHERE vector @@ 'spanel'::tsquery", index::INDEX),
        };
        assert_eq!(number(db, all).await, 3);
    }
}
