//! What the team does at its tickets: hold them until a day, and see who else is answering.

use docket_eventstore::backend_tests;
use serde_json::json;

use crate::attachments::upload;
use crate::harness::cast::Stage;
use crate::harness::{Cast, items};

backend_tests! {
    async fn a_ticket_is_held_until_a_day_and_says_so(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, sam, .. } = &stage.cast;
        let (opened, _) = maria.open(&json!({})).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        let status = format!("{path}/status");
        let until = "2999-01-02T03:04:05Z";
        let hold = json!({ "to": "on_hold", "until": until, "reason": "A part is on its way.", "comment": "Patience." });
        let held = sam.post(&status, &hold).await.expect(200);
        assert_eq!((&held["status"], &held["hold_until"]), (&json!("on_hold"), &json!(until)), "{held}");
        assert_eq!(maria.get(&path).await.expect(200)["hold_until"], until);
        let bare = sam.post(&status, &json!({ "to": "on_hold" })).await.expect(200);
        assert_eq!(bare["hold_until"], until, "a bare hold does not take the date away");
        for (body, code) in [
            (json!({ "to": "on_hold", "until": "2020-01-01T00:00:00Z" }), "until_in_the_past"),
            (json!({ "to": "in_progress", "until": until }), "until_misplaced"),
            (json!({ "to": "in_progress", "reason": "Because." }), "reason_misplaced"),
            (json!({ "to": "on_hold", "until": until, "resolution": "Done." }), "resolution_misplaced"),
        ] {
            sam.post(&status, &body).await.expect_problem(422, code);
        }
        maria.post(&status, &hold).await.expect_problem(403, "not_allowed");
        let going = sam.post(&status, &json!({ "to": "in_progress" })).await.expect(200);
        assert!(going.get("hold_until").is_none(), "{going}");
    }

    async fn files_go_with_the_comment_on_where_a_ticket_stands(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, sam, .. } = &stage.cast;
        let (opened, _) = maria.open(&json!({})).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        let status = format!("{path}/status");
        for mut body in [
            json!({ "to": "on_hold", "until": "2999-01-02T03:04:05Z", "reason": "A part is on its way." }),
            json!({ "to": "resolved", "resolution": "The part is in." }),
        ] {
            let file = upload(sam, "part.txt", b"Part 7 of 9\n").await;
            body["attachments"] = json!([file]);
            sam.post(&status, &body).await.expect_problem(422, "attachments_misplaced");
            body["comment"] = json!("See there.");
            let moved = sam.post(&status, &body).await;
            assert_eq!(moved.expect(200)["status"], body["to"]);
            let comments = sam.get_at(format!("{path}/comments"), moved.position()).await.expect(200);
            assert_eq!(items(&comments).last().unwrap()["attachments"][0]["id"], file.as_str(), "{comments}");
        }
    }

    async fn the_team_sees_who_else_is_answering(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, jon, sam, noor, ada, .. } = &stage.cast;
        let (opened, _) = maria.open(&json!({})).await;
        let key = opened["key"].as_str().unwrap();
        let (answering, comment) = (format!("/tickets/{key}/answering"), format!("/drafts/{key}:comment"));
        let note = format!("/drafts/{key}:note");
        maria.put(&comment, &json!({ "body": "By the way" })).await.expect(204);
        sam.put(&comment, &json!({ "body": "We" })).await.expect(204);
        sam.put(&note, &json!({ "body": "They" })).await.expect(204);
        let seen = noor.get(&answering).await.expect(200);
        assert_eq!(seen["items"].as_array().unwrap().len(), 1, "the customer is none of them: {seen}");
        assert_eq!((&seen["items"][0]["id"], &seen["items"][0]["name"]), (&json!(sam.id), &json!("sam")), "{seen}");
        assert_eq!(sam.get(&answering).await.expect(200)["items"], json!([]), "oneself is no news");
        noor.put(&note, &json!({ "body": "I" })).await.expect(204);
        assert_eq!(ada.get(&answering).await.expect(200)["items"].as_array().unwrap().len(), 2);
        sam.delete(&comment).await.expect(204);
        sam.delete(&note).await.expect(204);
        assert_eq!(ada.get(&answering).await.expect(200)["items"][0]["id"], noor.id.as_str());
        maria.get(&answering).await.expect_problem(403, "agents_only");
        jon.get(&answering).await.expect_problem(404, "not_found");
    }
}
