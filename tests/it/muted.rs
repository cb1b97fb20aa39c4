//! The tickets one wants no mail about.

use docket_eventstore::backend_tests;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::{Cast, Client, items};

/// The keys of a page of those that somebody has muted, and where the next begins.
async fn page(reader: &Client, query: &str) -> (Vec<String>, Option<String>) {
    let list = reader.get(format!("/me/muted{query}")).await.expect(200);
    let key = |row: &Value| row["key"].as_str().unwrap().to_owned();
    let next = list["next_cursor"].as_str().map(str::to_owned);
    (items(&list).iter().map(key).collect(), next)
}

async fn muted(reader: &Client) -> Vec<String> {
    page(reader, "").await.0
}

backend_tests! {
    async fn what_one_has_muted_is_listed_by_page_while_one_sees_it(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, jon, .. } = &stage.cast;
        let mut keys = Vec::new();
        for _ in 0..3 {
            let (opened, _) = maria.open(&json!({ "participants": [{ "email": jon.email }] })).await;
            keys.insert(0, opened["key"].as_str().unwrap().to_owned());
        }
        let mute = async |who: &Client, key: &str, muted: bool| {
            who.put(format!("/tickets/{key}/notifications"), &json!({ "muted": muted })).await.expect(200);
        };
        assert_eq!(muted(maria).await, [""; 0]);
        for key in [&keys[1], &keys[0], &keys[2], &keys[1]] {
            mute(maria, key, true).await;
        }
        mute(jon, &keys[1], true).await;
        assert_eq!(muted(maria).await, keys, "what was opened last comes first, each once");
        assert_eq!(muted(jon).await, keys[1..2]);
        assert_eq!((muted(tom).await, muted(sam).await), (vec![], vec![]));

        let (first, cursor) = page(maria, "?limit=2").await;
        assert_eq!(first, keys[..2]);
        let cursor = cursor.unwrap();
        assert_eq!(page(maria, &format!("?limit=2&cursor={cursor}")).await, (keys[2..].to_vec(), None));
        jon.get(format!("/me/muted?cursor={cursor}")).await.expect_problem(400, "cursor_of_other_list");

        mute(maria, &keys[0], false).await;
        mute(maria, &keys[0], false).await;
        assert_eq!(muted(maria).await, keys[1..]);
        // Who sees a ticket no more is not told of it; that they muted it is kept for when they do again.
        let participants = format!("/tickets/{}/participants", keys[1]);
        maria.delete(format!("{participants}/{}", jon.id)).await.expect(200);
        assert_eq!(muted(jon).await, [""; 0]);
        maria.post(&participants, &json!({ "email": jon.email })).await.expect(200);
        assert_eq!(muted(jon).await, keys[1..2]);
    }
}
