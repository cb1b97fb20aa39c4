//! `docket audit`: the chain verifies, the views equal a replay, and a change by hand is named.

use std::time::Duration;

use docket_eventstore::{backend_tests, on_conn};
use docket_test_support::wait_until;
use serde_json::json;

use crate::harness::cast::Stage;
use crate::harness::{Site, items};

const LIMIT: Duration = Duration::from_secs(60);

/// Runs `docket audit …` and gives whether it was content, and what it said.
pub(crate) async fn audit(site: &Site, what: &str) -> (bool, String) {
    audit_of(site, &what.split(' ').collect::<Vec<_>>()).await
}

/// The same with arguments.
async fn audit_of(site: &Site, arguments: &[&str]) -> (bool, String) {
    let output = site.run(&[&["audit"], arguments].concat()).await;
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

    async fn a_lived_in_log_moves_to_either_database_with_its_hashes(db: TestDb) {
        let stage = Stage::demo(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.jsonl").display().to_string();
        let (content, said) = audit_of(&stage.site, &["export", &file]).await;
        assert!(content, "{said}");
        let hash = said.split_once("hash at ").unwrap().1.trim().to_owned();
        let mut places = vec![docket_eventstore::testing::TestDb::sqlite().await];
        if db.log().file().is_none() {
            places.push(docket_eventstore::testing::TestDb::postgres().await);
        }
        for place in places {
            let site = Site::new(&place);
            let (content, said) = audit_of(&site, &["import", &file]).await;
            assert!(content && said.contains(&hash), "{said}");
            let (content, said) = audit(&site, CHAIN).await;
            assert!(content && said.contains(&hash), "{said}");
            let (content, said) = audit_of(&site, &["import", &file]).await;
            assert!(!content && said.contains("the log is not empty"), "{said}");
            let program = site.serve().await;
            wait_until(LIMIT, "the views to be those of the whole log", async || {
                let (content, said) = audit(&site, "replay").await;
                content && said.contains("ok: no difference")
            })
            .await;
            drop(program);
            place.remove().await;
        }
    }

    async fn half_an_export_is_no_log(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("log.jsonl");
        assert!(audit_of(&stage.site, &["export", &file.display().to_string()]).await.0);
        let whole = std::fs::read_to_string(&file).unwrap();
        let half: Vec<&str> = whole.lines().take(5).collect();
        let cut = folder.path().join("cut.jsonl");
        std::fs::write(&cut, half.join("\n")).unwrap();
        let place = docket_eventstore::testing::TestDb::sqlite().await;
        let site = Site::new(&place);
        let (content, said) = audit_of(&site, &["import", &cut.display().to_string()]).await;
        assert!(!content && said.contains("cut off"), "{said}");
        let (content, said) = audit(&site, "verify").await;
        assert!(!content && said.contains("give the import again"), "{said}");
        let (content, said) = audit_of(&site, &["import", &file.display().to_string()]).await;
        assert!(content, "{said}");
        place.remove().await;
    }
}

fn uuid_of(value: &serde_json::Value) -> uuid::Uuid {
    value.as_str().unwrap().parse().unwrap()
}
