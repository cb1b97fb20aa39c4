//! What the team works with: the directory asked by more than a name, and several tickets changed at once.

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::{Call, Cast, Client, items};

async fn names(reader: &Client, path: &str, position: i64) -> Vec<String> {
    let found = reader.get_at(path, position).await.expect(200);
    items(&found).iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

/// What happened to a ticket, by its kind.
async fn happened(reader: &Client, key: &str, kind: &str) -> usize {
    let history = reader.get(format!("/tickets/{key}/history")).await.expect(200);
    items(&history).iter().filter(|entry| entry["type"] == kind).count()
}

backend_tests! {
    async fn people_are_found_by_role_standing_and_organization_and_organizations_by_member(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, maria, jon, meridian, northwind, .. } = &stage.cast;
        let invited = sam.post("/invitations", &json!({ "email": "new@meridian.example" })).await;
        let at = invited.position();
        assert_eq!(names(sam, "/people?status=invited", at).await, ["new"]);
        assert_eq!(names(sam, "/people?role=administrator", at).await.len(), 1);
        let members = names(sam, &format!("/people?organization={meridian}&status=active"), at).await;
        assert_eq!(members.len(), 3, "{members:?}");
        let ended = ada.send(
            Call::new(Method::PATCH, format!("/people/{}", jon.id)).json(&json!({ "deactivated": true })),
        );
        let ended = ended.await;
        let gone = sam.get_at("/people?status=deactivated", ended.position()).await.expect(200);
        assert_eq!((&items(&gone)[0]["id"], &items(&gone)[0]["status"]), (&json!(jon.id), &json!("deactivated")));
        sam.get("/people?role=boss").await.expect_problem(400, "bad_parameter");
        maria.get("/people?role=agent").await.expect(403);

        let own = names(sam, &format!("/organizations?member={}", maria.id), at).await;
        assert_eq!(names(sam, "/organizations?q=NORTH", at).await.len(), 1);
        assert_eq!(own, names(maria, "/organizations", at).await);
        assert!(names(maria, "/organizations?q=north", at).await.is_empty(), "not one of theirs");
        maria.get(format!("/organizations?member={}", jon.id)).await.expect(403);
        assert_ne!(meridian, northwind);
    }

    async fn several_tickets_are_changed_each_for_itself_and_once(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, .. } = &stage.cast;
        let (open, _) = maria.open(&json!({})).await;
        let (closed, _) = maria.open(&json!({})).await;
        let key = |ticket: &Value| ticket["key"].as_str().unwrap().to_owned();
        let (open, closed) = (key(&open), key(&closed));
        maria.post(format!("/tickets/{closed}/close"), &json!({})).await.expect(200);
        let own = stage.site.public_url();
        let anyone = stage.program.client();
        let send = async |form: String| {
            let call = Call::new(Method::POST, "!/queue/bulk")
                .raw("application/x-www-form-urlencoded", form)
                .header("cookie", format!("docket_session={}", sam.token()))
                .header("origin", &own);
            anyone.send(call).await
        };
        let take = format!("_key=one&act=take&ticket={open}&next=/queue%3Ftab%3Dmine");
        for _ in 0..2 {
            let taken = send(take.clone()).await;
            assert_eq!((taken.status.as_u16(), taken.header("location")), (303, Some("/queue?tab=mine")));
        }
        assert_eq!(happened(sam, &open, "ticket.assigned").await, 1, "a second click is the same command");

        let held = format!("_key=one&act=status&status=on_hold&ticket={open}&ticket={closed}&ticket=AMS-999");
        let outcome = send(held).await;
        assert_eq!(outcome.status.as_u16(), 200, "{outcome}");
        let refused = outcome.text.split("</ul>").next().unwrap();
        assert!(refused.contains(&format!("/tickets/{closed}")) && refused.contains("/tickets/AMS-999"));
        assert!(!refused.contains(&format!("/tickets/{open}\"")), "{outcome}");
        assert_eq!(happened(sam, &open, "ticket.held").await, 1);
        assert_eq!(happened(sam, &closed, "ticket.held").await, 0);

        let nothing = send("_key=two&act=take&next=//evil.example".to_owned()).await;
        assert_eq!(nothing.status.as_u16(), 422, "{nothing}");
    }
}
