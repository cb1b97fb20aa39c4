//! What was begun and not sent: found again on every device, by its owner alone.

use docket_eventstore::backend_tests;
use serde_json::json;

use crate::harness::cast::{Stage, head};
use crate::harness::items;

backend_tests! {
    async fn a_draft_is_kept_for_its_owner_as_long_as_they_see_its_ticket(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let (maria, kim, sam) = (&stage.cast.maria, &stage.cast.kim, &stage.cast.sam);
        let (opened, _) = maria.open(&json!({ "participants": [{ "email": kim.email }] })).await;
        let key = opened["key"].as_str().unwrap();
        let before = head(&stage.cast.ada).await;
        let (form, comment, note) =
            ("/drafts/AMS:incident".to_owned(), format!("/drafts/{key}:comment"), format!("/drafts/{key}:note"));
        maria.get(form.as_str()).await.expect_problem(404, "not_found");
        maria.put(form.as_str(), &json!({ "subject": "No si" })).await.expect(204);
        maria.put(form.as_str(), &json!({ "subject": "No signal", "fields": { "since": 1 } })).await.expect(204);
        let kept = maria.get(form.as_str()).await.expect(200);
        assert_eq!(kept["content"], json!({ "subject": "No signal", "fields": { "since": 1 } }));
        kim.get(form.as_str()).await.expect_problem(404, "not_found");
        for writer in [maria, kim] {
            writer.put(comment.as_str(), &json!({ "body": writer.email })).await.expect(204);
            writer.put(note.as_str(), &json!({ "body": "?" })).await.expect_problem(403, "agents_only");
        }
        sam.put(note.as_str(), &json!({ "body": "They al" })).await.expect(204);
        assert_eq!(kim.get(comment.as_str()).await.expect(200)["content"]["body"], kim.email.as_str());
        assert_eq!(items(&maria.get("/drafts").await.expect(200)).len(), 2);
        maria.delete(format!("/tickets/{key}/participants/{}", kim.id)).await.expect(200);
        kim.get(comment.as_str()).await.expect_problem(404, "not_found");
        assert_eq!(items(&kim.get("/drafts").await.expect(200)).len(), 0);
        stage.cast.jon.put(comment.as_str(), &json!({})).await.expect_problem(404, "not_found");
        let nowhere = maria.put("/drafts/somewhere", &json!({})).await.expect_problem(404, "not_found");
        assert!(nowhere["detail"].as_str().unwrap().contains("AMS-12:comment"), "{nowhere}");
        maria.put(form.as_str(), &json!({ "body": "x".repeat(128 * 1024) })).await.expect_problem(422, "content_too_long");
        for _ in 0..2 {
            maria.delete(form.as_str()).await.expect(204);
        }
        maria.get(form.as_str()).await.expect_problem(404, "not_found");
        // One for the participant who was taken away: drafts are in no event.
        assert_eq!(head(&stage.cast.ada).await, before + 1);
    }
}
