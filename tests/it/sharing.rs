//! Sharing: who sees a ticket, who is told so, and what nobody learns by it.

use docket_eventstore::backend_tests;
use serde_json::{Value, json};

use crate::harness::cast::{Person, Stage};
use crate::harness::{Answer, Cast, Client, items};

const OUTSIDER: &str = "someone outside your organization";

/// Adds an address and gives the answer with how far the log has come by it.
async fn add(who: &Client, key: &str, email: &str) -> (Answer, i64) {
    let before = who.post(format!("/tickets/{key}/comments"), &json!({ "body": "Look." })).await;
    let answer = who.post(format!("/tickets/{key}/participants"), &json!({ "email": email })).await;
    let by = answer.position() - before.position();
    (answer, by)
}

/// The one participant as an answer has them.
fn participant(answer: &Value) -> Value {
    let [one] = items(answer) else { panic!("one participant in {answer}") };
    one.clone()
}

/// Everything a reader is told about a ticket's people.
async fn told(reader: &Client, key: &str) -> String {
    let mut texts = String::new();
    for path in ["", "/participants", "/audience", "/history"] {
        texts += &reader.get(format!("/tickets/{key}{path}")).await.text;
    }
    texts
}

fn of(audience: &Value, id: &str) -> Option<Vec<String>> {
    let seer = items(audience).iter().find(|item| item["person"]["id"] == id)?;
    Some(seer["reasons"].as_array().unwrap().iter().map(|r| r.as_str().unwrap().to_owned()).collect())
}

async fn opened(who: &Person, more: Value) -> String {
    who.open(&more).await.0["key"].as_str().unwrap().to_owned()
}

backend_tests! {
    async fn an_address_with_an_account_and_one_without_are_answered_alike(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, jon, kim, meridian, .. } = &stage.cast;
        let shared = json!({ "visibility": "organization", "organization": meridian });
        let keys = [opened(maria, shared.clone()).await, opened(maria, shared).await];
        let addresses = [jon.email.as_str(), "nobody@else.example"];
        let mut answers = Vec::new();
        for (key, address) in keys.iter().zip(addresses) {
            let (answer, by) = add(maria, key, address).await;
            let one = participant(&answer.expect(200));
            assert_eq!(one["name"], address, "the address that was typed and nothing else");
            assert!(one.get("email").is_none(), "{one}");
            let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
            headers.sort();
            let id = one["id"].as_str().unwrap().to_owned();
            let body = answer.text.replace(address, "ADDRESS").replace(&id, "ID");
            let preview = json!({
                "visibility": "private", "participants": [address],
            });
            let preview = maria.post("/audience-previews", &preview).await.expect(200);
            let thought = items(&preview).iter().find(|item| item["person"]["name"] == address);
            let thought = thought.unwrap_or_else(|| panic!("{address} in {preview}"));
            assert_eq!(thought["person"].get("email"), None);
            answers.push((answer.status, answer.header("etag").unwrap().to_owned(), headers, body, by));
            // To colleagues it is somebody, and the id is the same as to whom typed it: good on this ticket alone.
            let other = tom.get(format!("/tickets/{key}/participants")).await.expect(200);
            assert_eq!(participant(&other), json!({ "id": id, "name": OUTSIDER }));
            // The version of a UUID that says when it was made is 7.
            assert_eq!(&id[14..15], "8", "{id}");
            let history = maria.get(format!("/tickets/{key}/history")).await.expect(200);
            let added = items(&history).iter().find(|e| e["type"] == "ticket.participant_added").unwrap();
            assert_eq!(added["details"]["person"], id.as_str());
        }
        assert_eq!(answers[0], answers[1]);
        let [key, _] = &keys;
        for reader in [maria, tom] {
            assert!(!told(reader, key).await.contains(&jon.id), "{}", reader.email);
        }
        let whole = sam.get(format!("/tickets/{key}/participants")).await.expect(200);
        assert_eq!((&participant(&whole)["id"], &participant(&whole)["email"]), (&json!(jon.id), &json!(jon.email)));

        // Once they act on it they are known by name to whoever sees it, and by their own id.
        jon.post(format!("/tickets/{key}/comments"), &json!({ "body": "I see it too." })).await.expect(201);
        for reader in [maria, tom] {
            let one = participant(&reader.get(format!("/tickets/{key}/participants")).await.expect(200));
            assert_eq!(one["id"], jon.id.as_str());
            assert!(one["name"] != jon.email.as_str() && one["name"] != OUTSIDER && one.get("email").is_none());
        }
        // By the stand-in they are taken off it again.
        let [_, key] = &keys;
        let (answer, _) = add(maria, key, &kim.email).await;
        let two = answer.expect(200);
        let stand_in = items(&two).iter().find(|one| one["name"] == kim.email.as_str()).unwrap();
        kim.get(format!("/tickets/{key}")).await.expect(200);
        let path = format!("/tickets/{key}/participants/{}", stand_in["id"].as_str().unwrap());
        maria.delete(path).await.expect(200);
        kim.get(format!("/tickets/{key}")).await.expect_problem(404, "not_found");
    }

    async fn the_audience_says_who_can_see_and_why_now_before_and_beforehand(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, noor, maria, tom, lena, jon, kim, meridian, .. } = &stage.cast;
        let (ticket, _) = maria.open(&json!({ "visibility": "private" })).await;
        let key = ticket["key"].as_str().unwrap();
        let path = format!("/tickets/{key}/audience");
        let private = maria.get(&path).await.expect(200);
        assert_eq!(items(&private).len(), 1, "{private}");
        assert_eq!(of(&private, &maria.id), Some(vec!["reporter".to_owned()]));
        assert_eq!((private.get("organization"), &private["support"]["count"]), (None, &json!(3)));

        // What it would be, and then is.
        let preview = json!({
            "ticket": key, "visibility": "organization", "organization": meridian,
            "participants": [{ "email": kim.email }],
        });
        let beforehand = maria.post("/audience-previews", &preview).await.expect(200);
        let shared = maria.put(format!("/tickets/{key}/visibility"), &json!({ "visibility": "organization" })).await;
        shared.expect(200);
        maria.post(format!("/tickets/{key}/participants"), &json!({ "email": kim.email })).await.expect(200);
        let now = maria.get(&path).await.expect(200);
        let names = |audience: &Value| {
            let mut names: Vec<(String, Value)> = items(audience)
                .iter()
                .map(|item| (item["person"]["name"].as_str().unwrap().to_owned(), item["reasons"].clone()))
                .collect();
            names.sort_by(|a, b| a.0.cmp(&b.0));
            names
        };
        assert_eq!(names(&beforehand), names(&now));
        assert_eq!(now["organization"]["members"], 3);
        for (person, reason) in [(tom, "organization"), (lena, "organization")] {
            assert_eq!(of(&now, &person.id), Some(vec![reason.to_owned()]));
        }
        for agent in [sam, noor] {
            assert_eq!(of(&now, &agent.id), None, "the team is one line to customers");
        }
        let to_agent = sam.get(&path).await.expect(200);
        assert_eq!(of(&to_agent, &noor.id), Some(vec!["support".to_owned()]));
        assert_eq!(of(&to_agent, &kim.id), Some(vec!["participant".to_owned()]));
        // Who is in it by name alone is not told who is in the organization.
        let to_kim = kim.get(&path).await.expect(200);
        assert_eq!((of(&to_kim, &tom.id), of(&to_kim, &maria.id).is_some()), (None, true), "{to_kim}");
        assert_eq!(to_kim["organization"]["members"], 3);

        // Before it was shared.
        let created = ticket["created_at"].as_str().unwrap();
        let before = lena.get(format!("{path}?at={created}")).await.expect(200);
        assert_eq!(of(&before, &tom.id), None, "{before}");
        assert!(of(&before, &maria.id).is_some() && before.get("organization").is_none(), "{before}");
        for (wrong, code) in [("2020", "at_too_early"), ("2999", "at_in_the_future")] {
            let problem = lena.get(format!("{path}?at={wrong}-01-01T00:00:00Z")).await.expect_problem(422, code);
            assert_eq!(problem["errors"][0]["field"], "at");
        }
        lena.get(format!("{path}?at=yesterday")).await.expect_problem(400, "bad_parameter");
        jon.get(format!("{path}?at={created}")).await.expect_problem(404, "not_found");
        // Only who may share it may look what sharing it would do.
        tom.post("/audience-previews", &preview).await.expect_problem(403, "not_allowed");
        jon.post("/audience-previews", &preview).await.expect_problem(404, "not_found");
    }
}
