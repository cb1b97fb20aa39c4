//! Connections that several take in turn: what one leaves behind never reaches the next.

use std::time::Duration;

use docket_eventstore::db::{Db, DbError, Tx, sql};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{backend_tests, on_conn, on_reader, on_tx};
use docket_test_support::wait_until;
use futures_util::future::{BoxFuture, join_all};

const LIMIT: Duration = Duration::from_secs(20);
/// More than there are connections.
const MANY: i64 = 40;

/// A statement that is at work for a while.
const SLOW: &str =
    "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200000) SELECT max(n) FROM c";

async fn echo(db: &Db, number: i64) -> Result<i64, DbError> {
    Ok(on_reader!(db, c => sqlx::query_scalar("SELECT $1 + 0").bind(number).fetch_one(c).await)?)
}

async fn everybody_gets_their_own(db: &Db) {
    let answers = join_all((0..MANY).map(|number| echo(db, number))).await;
    for (number, answer) in (0..).zip(answers) {
        assert_eq!(answer.unwrap(), number);
    }
}

fn noted<'t>(tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<(), DbError>> {
    Box::pin(async move {
        const NOTE: &str = "INSERT INTO counters (name, value) VALUES ('given up', 1)";
        Ok(on_tx!(tx, c => sqlx::query(NOTE).execute(c).await.map(drop))?)
    })
}

async fn is_noted(db: &Db) -> bool {
    const ASK: &str = "SELECT count(*) FROM counters WHERE name = 'given up'";
    let count: i64 = on_reader!(db, c => sqlx::query_scalar(ASK).fetch_one(c).await).unwrap();
    count > 0
}

backend_tests! {
    async fn a_statement_that_was_given_up_answers_nobody_else(db: TestDb) {
        let log = db.log();
        let given_up = join_all((0..MANY).map(|_| {
            let work = async { on_reader!(log, c => sqlx::query(SLOW).execute(c).await.map(drop)) };
            tokio::time::timeout(Duration::from_millis(10), work)
        }));
        let given_up = given_up.await;
        assert!(given_up.iter().any(Result::is_err), "nothing was given up: the statement is not slow");
        everybody_gets_their_own(log).await;
    }

    async fn a_statement_that_fails_leaves_its_connection_to_others(db: TestDb) {
        let log = db.log();
        let failed = join_all((0..MANY).map(|_| async {
            on_reader!(log, c => sqlx::query("SELECT nothing FROM nowhere").execute(c).await.map(drop))
        }));
        assert!(failed.await.iter().all(Result::is_err));
        everybody_gets_their_own(log).await;
    }

    async fn a_transaction_that_ends_early_is_nowhere(db: TestDb) {
        let log = db.log();
        for _ in 0..MANY {
            let refused: Result<(), DbError> = log
                .write(|tx| Box::pin(async move {
                    noted(tx).await?;
                    Err(DbError::Task("changed its mind".to_owned()))
                }))
                .await;
            assert!(matches!(refused, Err(DbError::Task(_))), "{refused:?}");
            let stumbled: Result<(), DbError> = log
                .write(|tx| Box::pin(async move {
                    noted(tx).await?;
                    panic!("stumbled on purpose");
                }))
                .await;
            assert!(matches!(stumbled, Err(DbError::Task(_))), "{stumbled:?}");
        }
        assert!(!is_noted(log).await);
        log.write(noted).await.expect("the next one writes");
        assert!(is_noted(log).await);
    }

    async fn what_is_closed_lends_nothing(db: TestDb) {
        echo(db.log(), 1).await.unwrap();
        db.log().close().await;
        assert!(matches!(echo(db.log(), 1).await, Err(DbError::Unavailable(_))));
    }
}

#[tokio::test]
async fn a_connection_that_the_server_has_ended_is_not_lent_again() {
    let db = TestDb::postgres().await;
    everybody_gets_their_own(db.log()).await;
    let mut conn = db.log().connect().await.unwrap();
    let others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut count = async |text: String| -> i64 {
        on_conn!(&mut conn, c => sqlx::query_scalar(sql(text)).fetch_one(c).await).unwrap()
    };
    // Until it has rested, a connection is taken at its word.
    let active = format!(
        "SELECT count(*) {others} AND (state <> 'idle' OR state_change > clock_timestamp() - interval '0.6 s')"
    );
    wait_until(LIMIT, "all connections to have rested", async || count(active.clone()).await == 0).await;
    assert!(count(format!("SELECT count(pg_terminate_backend(pid)) {others}")).await > 0);
    let there = format!("SELECT count(*) {others}");
    wait_until(LIMIT, "them to have ended", async || count(there.clone()).await == 0).await;
    everybody_gets_their_own(db.log()).await;
    conn.close().await;
}
