//! Texts: Markdown as it was written, HTML that is safe to show, keys and names that mean something.

use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::wait_until;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::{Cast, items, mail};

const PATIENCE: Duration = Duration::from_secs(30);

fn key(ticket: &Value) -> String {
    ticket["key"].as_str().unwrap().to_owned()
}

backend_tests! {
    async fn a_key_in_a_text_is_a_link_for_whom_the_ticket_is_there_and_plain_for_others(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, meridian, .. } = &stage.cast;
        let private = key(&maria.open(&json!({ "visibility": "private" })).await.0);
        let text = format!("As in {private}, **again** <b>and</b> again. NONE-1 is nothing.");
        let shared = json!({ "visibility": "organization", "organization": meridian, "description": text });
        let shared = key(&maria.open(&shared).await.0);
        let comment = json!({ "body": format!("See {private} and {shared}.") });
        let written = sam.post(format!("/tickets/{shared}/comments"), &comment).await;
        let address = |key: &str| format!("<a href=\"{}/tickets/{key}\"", stage.site.public_url());
        let page = format!("/tickets/{shared}/comments");
        for (reader, sees) in [(sam, true), (maria, true), (tom, false)] {
            let ticket = reader.get(format!("/tickets/{shared}")).await.expect(200);
            assert_eq!(ticket["description"], text);
            let html = ticket["description_html"].as_str().unwrap();
            assert!(html.contains("<strong>again</strong> &lt;b&gt;and&lt;/b&gt;"), "{html}");
            let comments = reader.get_at(&page, written.position()).await.expect(200);
            let said = items(&comments)[0]["body_html"].as_str().unwrap();
            for html in [html, said] {
                assert_eq!(html.contains(&address(&private)), sees, "{}: {html}", reader.email);
                assert!(html.contains(&private) && !html.contains(&address("NONE-1")), "{html}");
            }
            assert!(said.contains(&address(&shared)), "{said}");
        }
    }

    async fn a_note_tells_the_colleague_it_calls_by_name_and_a_comment_calls_nobody(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, noor, maria, .. } = &stage.cast;
        let ticket = key(&maria.open(&json!({})).await.0);
        sam.post(format!("/tickets/{ticket}/comments"), &json!({ "body": "@noor will look." })).await.expect(201);
        let note = json!({ "body": "@Noor, is this *ours*? @nobody", "audience": "internal" });
        let note = sam.post(format!("/tickets/{ticket}/comments"), &note).await.expect(201);
        assert_eq!(items(&json!({ "items": note["mentions"] }))[0]["id"], noor.id.as_str());
        assert_eq!(note["mentions"].as_array().unwrap().len(), 1, "{note}");
        let told = async || {
            let mails = mail::read_to(&stage.site.mail_folder(), &noor.email);
            mails.iter().any(|mail| mail.text.contains("> @Noor, is this *ours*?"))
        };
        wait_until(PATIENCE, "a mail to the colleague", told).await;
        let ledger = sam.get(format!("/tickets/{ticket}/notifications?limit=100")).await.expect(200);
        let reasons = items(&ledger).iter().filter(|row| row["recipient"]["id"] == noor.id.as_str() && row["reason"] == "mentioned");
        assert_eq!(reasons.count(), 1, "{ledger}");
    }
}
