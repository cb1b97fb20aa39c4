//! What is new since somebody last looked, the same on every device, and the numbers of a first page.

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::{Call, Person, items};

async fn comment(by: &Person, path: &str, body: &Value) -> i64 {
    let answer = by.post(format!("{path}/comments"), body).await;
    answer.expect(201);
    answer.position()
}

/// The marks of a list, by key.
async fn marked(reader: &Person, list: &str, position: i64) -> Vec<bool> {
    let list = reader.get_at(list, position).await.expect(200);
    items(&list).iter().map(|row| row["unread"].as_bool().expect("a mark")).collect()
}

async fn number(reader: &Person, name: &str, position: i64) -> i64 {
    let counts = reader.get_at("/me/counts", position).await.expect(200);
    counts[name].as_i64().unwrap_or_else(|| panic!("{name} in {counts}"))
}

backend_tests! {
    async fn what_others_did_is_unread_until_it_was_seen_on_any_device(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let (maria, sam) = (&stage.cast.maria, &stage.cast.sam);
        let (opened, position) = maria.open(&json!({})).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        assert_eq!(marked(maria, "/tickets", position).await, [false], "one's own doing is not new");
        assert_eq!(number(maria, "open", position).await, 1);
        assert_eq!(number(sam, "waiting_for_support", position).await, 1);
        assert_eq!(number(sam, "unassigned", position).await, 1);
        let said = comment(sam, &path, &json!({ "body": "Which antenna?", "audience": "public" })).await;
        assert_eq!(marked(maria, "/tickets", said).await, [true]);
        assert_eq!(number(maria, "unread", said).await, 1);
        assert_eq!(number(maria, "waiting_for_me", said).await, 1, "an answer gives the turn to the customer");
        let news = maria.get(format!("{path}/history?since=seen")).await.expect(200);
        assert_eq!(items(&news).len(), 3, "nothing was seen so far: {news}");
        let read = maria.get(&path).await.expect(200);
        assert_eq!((&read["seen"], &read["unread"]), (&json!(0), &json!(true)));
        // Up to one's own opening first, then all of it; never back.
        let seen = maria.put(format!("{path}/seen"), &json!({ "position": position })).await.expect(200);
        assert_eq!(seen, json!({ "seen": position, "unread": true }));
        let news = maria.get(format!("{path}/history?since=seen")).await.expect(200);
        assert_eq!(items(&news).iter().map(|e| e["type"].clone()).collect::<Vec<_>>(), ["ticket.commented", "ticket.status_changed"]);
        let answer = maria.put(format!("{path}/seen"), &json!({})).await;
        assert_eq!(answer.expect(200), json!({ "seen": said, "unread": false }));
        let noted = answer.position();
        for back in [json!({ "position": 1 }), json!({ "position": said + 1_000 }), json!({})] {
            let again = maria.put(format!("{path}/seen"), &back).await;
            assert_eq!(again.expect(200)["seen"], said, "never back, and never beyond what is there");
            assert_eq!(again.position(), noted, "what is known is not written again");
        }
        assert_eq!(marked(maria, "/tickets", noted).await, [false]);
        assert_eq!(number(maria, "unread", noted).await, 0);
        assert_eq!(maria.get(&path).await.expect(200)["unread"], false);
        // A note is news to colleagues and to nobody else.
        let noted = comment(&stage.cast.noor, &path, &json!({ "body": "Third time.", "audience": "internal" })).await;
        assert_eq!(marked(maria, "/tickets", noted).await, [false]);
        assert_eq!(marked(sam, "/tickets", noted).await, [true], "he wrote on it");
        assert_eq!(marked(&stage.cast.noor, "/tickets", noted).await, [true], "she has not seen his question");
        let history = maria.get(format!("{path}/history")).await.expect(200);
        assert!(items(&history).iter().all(|e| e["type"] != "reading.advanced"), "{history}");
        let ledger = sam.get(format!("{path}/notifications")).await.expect(200);
        assert!(items(&ledger).iter().all(|row| row["at"].is_string()), "{ledger}");
    }

    async fn numbers_never_count_what_may_not_be_seen_even_where_the_views_lag(db: TestDb) {
        let Stage { mut program, site, cast } = Stage::fresh(&db).await;
        let shared = json!({ "participants": [{ "email": cast.kim.email }] });
        let (opened, position) = cast.maria.open(&shared).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        assert_eq!(number(&cast.kim, "unread", position).await, 1);
        assert_eq!(number(&cast.kim, "open", position).await, 1);
        program.stop().await;
        let program = site.start(&["serve", "--roles", "api"]);
        program.until_ready().await;
        cast.maria.delete(format!("{path}/participants/{}", cast.kim.id)).await.expect(200);
        let counts = cast.kim.get("/me/counts").await.expect(200);
        assert_eq!((&counts["unread"], &counts["open"]), (&json!(0), &json!(0)), "{counts}");
        drop(program);
        let program = site.serve().await;
        // With the views come on again, the kept numbers say the same; and the row is there when the right is.
        let gone = crate::harness::cast::head(&cast.ada).await;
        let counts = cast.kim.get_after_a_fault("/me/counts", gone).await.expect(200);
        assert_eq!((&counts["unread"], &counts["open"]), (&json!(0), &json!(0)), "{counts}");
        let call = Call::new(Method::PUT, format!("{path}/seen")).json(&json!({}));
        cast.kim.send(call).await.expect_problem(404, "not_found");
        drop(program);
    }
}
