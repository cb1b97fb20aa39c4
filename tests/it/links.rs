//! Links between tickets, and duplicates that end in another.

use docket_eventstore::backend_tests;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::{Cast, Client, items};

fn key(ticket: &Value) -> String {
    ticket["key"].as_str().unwrap().to_owned()
}

/// The links of a ticket as a reader sees them: kind and other end.
async fn links(reader: &Client, ticket: &str) -> Vec<(String, String)> {
    let list = reader.get(format!("/tickets/{ticket}/links")).await.expect(200);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    items(&list).iter().map(|link| (text(&link["kind"]), text(&link["ticket"]["key"]))).collect()
}

fn link(kind: &str, other: &str) -> Value {
    json!({ "kind": kind, "ticket": other })
}

backend_tests! {
    async fn a_link_is_there_for_those_who_see_both_ends(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, jon, meridian, .. } = &stage.cast;
        let shared = json!({ "visibility": "organization", "organization": meridian });
        let (shared, _) = maria.open(&shared).await;
        let shared = key(&shared);
        let private = key(&maria.open(&json!({ "visibility": "private" })).await.0);
        let page = format!("/tickets/{shared}/links");
        let seen_before = tom.get(format!("/tickets/{shared}")).await.expect(200);
        maria.post(&page, &link("related_to", &private)).await.expect(200);
        maria.post(&page, &link("related_to", &private)).await.expect(200);
        let both = vec![("related_to".to_owned(), private.clone())];
        assert_eq!(links(maria, &shared).await, both, "said twice, it is there once");
        assert_eq!(links(sam, &shared).await, both);
        assert_eq!(links(sam, &private).await, [("related_to".to_owned(), shared.clone())]);
        // A colleague sees one end alone, and notices nothing.
        assert_eq!(links(tom, &shared).await, []);
        let seen = tom.get(format!("/tickets/{shared}")).await.expect(200);
        assert_eq!(seen["updated_at"], seen_before["updated_at"]);
        let history = tom.get(format!("/tickets/{shared}/history")).await;
        assert!(!history.text.contains(&private) && !history.text.contains("linked"), "{}", history.text);
        let history = sam.get(format!("/tickets/{shared}/history")).await;
        assert!(history.text.contains(&format!("related to {private}")), "{}", history.text);
        // What one does not see is not there to be linked, nor is anything else.
        for (who, ticket, other) in [(tom, &shared, &private), (tom, &shared, &"AMS-9999".to_owned())] {
            let refused = who.post(format!("/tickets/{ticket}/links"), &link("related_to", other)).await;
            refused.expect_problem(422, "ticket_unknown");
        }
        jon.post(&page, &link("related_to", &private)).await.expect_problem(404, "not_found");
        maria.post(&page, &link("duplicate_of", &private)).await.expect_problem(403, "not_allowed");
        maria.post(&page, &link("related_to", &shared)).await.expect_problem(422, "ticket_itself");
        maria.post(&page, &link("cousin_of", &private)).await.expect_problem(422, "kind_unknown");
        maria.delete(format!("{page}/{private}")).await.expect(200);
        assert_eq!((links(sam, &shared).await, links(sam, &private).await), (vec![], vec![]));
    }

    async fn a_follow_up_is_opened_with_its_link_and_inherits_nobody(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, meridian, .. } = &stage.cast;
        let shared = json!({ "visibility": "organization", "organization": meridian });
        let earlier = key(&maria.open(&shared).await.0);
        sam.post(format!("/tickets/{earlier}/close"), &json!({ "comment": "Done." })).await.expect(200);
        let more = json!({ "visibility": "private", "follow_up_of": earlier });
        let new = key(&maria.open(&more).await.0);
        assert_eq!(links(maria, &new).await, [("follow_up_of".to_owned(), earlier.clone())]);
        assert_eq!(links(maria, &earlier).await, [("followed_up_by".to_owned(), new.clone())]);
        tom.get(format!("/tickets/{new}")).await.expect_problem(404, "not_found");
        assert_eq!(links(tom, &earlier).await, []);
        let foreign = crate::harness::cast::ticket(&json!({ "follow_up_of": new }));
        tom.post("/tickets", &foreign).await.expect_problem(422, "follow_up_of_unknown");
    }

    async fn a_duplicate_ends_in_another_ticket_and_lets_nobody_in_unsaid(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, jon, kim, .. } = &stage.cast;
        let target = key(&maria.open(&json!({ "visibility": "private" })).await.0);
        let duplicates = [jon.open(&json!({})).await.0, kim.open(&json!({})).await.0];
        let [of_jon, of_kim] = duplicates.map(|ticket| key(&ticket));
        let merge = async |key: &str, body: &Value| sam.post(format!("/tickets/{key}/merge"), body).await;
        let closed = merge(&of_jon, &json!({ "into": target })).await.expect(200);
        assert_eq!((&closed["status"], &closed["close_reason"]), (&json!("closed"), &json!("duplicate")));
        assert_eq!(links(sam, &target).await, [("duplicated_by".to_owned(), of_jon.clone())]);
        jon.get(format!("/tickets/{target}")).await.expect_problem(404, "not_found");
        assert_eq!(links(jon, &of_jon).await, [], "not even the key of what it ended in");
        // To let somebody in is said first, and done once it is confirmed.
        let asked = json!({ "into": target, "add_participants": true });
        let refused = merge(&of_kim, &asked).await.expect_problem(409, "merge_would_widen");
        assert!(refused["detail"].as_str().unwrap().contains(&target), "{refused}");
        assert_eq!(kim.get(format!("/tickets/{of_kim}")).await.expect(200)["status"], "waiting_for_support");
        let confirmed = json!({ "into": target, "add_participants": true, "confirm": true });
        merge(&of_kim, &confirmed).await.expect(200);
        kim.get(format!("/tickets/{target}")).await.expect(200);
        assert_eq!(links(kim, &of_kim).await, [("duplicate_of".to_owned(), target.clone())]);
        merge(&of_kim, &json!({ "into": of_kim })).await.expect_problem(422, "ticket_itself");
        let widened = maria.post(format!("/tickets/{target}/merge"), &json!({ "into": of_kim })).await;
        widened.expect_problem(422, "into_unknown");
    }
}
