//! `docket audit`: the chain verifies, the views equal a replay, and a change by hand is named.

use docket_eventstore::{backend_tests, on_conn};
use serde_json::json;

use crate::harness::cast::Stage;
use crate::harness::{Site, items};

/// Runs `docket audit …` and gives whether it was content, and what it said.
pub(crate) async fn audit(site: &Site, what: &str) -> (bool, String) {
    let arguments: Vec<&str> = ["audit"].into_iter().chain(what.split(' ')).collect();
    let output = site.run(&arguments).await;
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

/// The demo's files are in a folder of its own.
const CHAIN: &str = "verify --no-files";

backend_tests! {
    async fn the_demos_log_verifies_and_its_views_equal_a_replay_until_one_row_is_changed_by_hand(db: TestDb) {
        let stage = Stage::demo(&db).await;
        // A write of now is in it too.
        let (opened, position) = stage.cast.maria.open(&json!({ "subject": "Before the change" })).await;
        let key = opened["key"].as_str().unwrap().to_owned();
        stage.cast.sam.get_at("/tickets", position).await.expect(200);
        let (content, said) = audit(&stage.site, CHAIN).await;
        assert!(content && said.contains(&position.to_string()), "{said}");
        let (content, said) = audit(&stage.site, "replay").await;
        assert!(content, "{said}");

        let mut conn = db.views().connect().await.unwrap();
        let id = uuid_of(&opened["id"]);
        let changed = on_conn!(&mut conn, c => {
            sqlx::query("UPDATE queue_tickets SET subject = 'By hand' WHERE ticket_id = $1")
                .bind(id).execute(c).await.unwrap().rows_affected()
        });
        assert_eq!(changed, 1, "{key}");
        let list = stage.cast.sam.get("/tickets?scope=queue&limit=100").await.expect(200);
        assert!(items(&list).iter().any(|item| item["subject"] == "By hand"), "the server reads the changed row");
        let (content, said) = audit(&stage.site, "replay").await;
        assert!(!content, "{said}");
        for named in ["queue_tickets", "subject", "By hand", "Before the change"] {
            assert!(said.contains(named), "{named} in {said}");
        }
        // The log itself was not touched.
        assert!(audit(&stage.site, CHAIN).await.0);
    }
}

fn uuid_of(value: &serde_json::Value) -> uuid::Uuid {
    value.as_str().unwrap().parse().unwrap()
}
