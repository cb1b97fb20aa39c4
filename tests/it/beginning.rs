//! The whole way from an empty installation, by the command line, the API and the mails alone: the first
//! administrator, a desk from a file, agents, an organization, customers who are invited, who sign up and who are
//! shared with, in all four languages.

use std::fs;

use docket_eventstore::backend_tests;
use docket_test_support::wait_for;
use serde_json::{Value, json};

use crate::harness::cast::{Person, activate, administrator, invited, ticket};
use crate::harness::mail::{self, Mail};
use crate::harness::{Client, Site, items};

/// Waits for a mail in a reader's language that says all of this.
async fn told(site: &Site, reader: &str, language: &str, says: &[&str]) -> Mail {
    let what = format!("a mail to {reader} in {language} that says {says:?}");
    wait_for(std::time::Duration::from_secs(30), &what, async || {
        let mails = mail::read_to(&site.mail_folder(), reader);
        mails.into_iter().find(|mail| {
            let whole = format!("{}\n{}", mail.subject, mail.text);
            mail.language == language && says.iter().all(|text| whole.contains(text))
        })
    })
    .await
}

async fn signed_up(site: &Site, anyone: &Client, email: &str, language: &str) -> Person {
    let body = json!({ "email": email, "name": "Somebody", "language": language, "desk": "AMS" });
    anyone.post("/signups", &body).await.expect(202);
    let token = mail::link(&site.mail_folder(), email, "activate").await;
    Person::known(activate(site.port(), &token).await).await
}

async fn opened(who: &Person, more: Value) -> String {
    let mut body = ticket(&more);
    body["fields"] = json!({ "severity": "low" });
    who.post("/tickets", &body).await.expect(201)["key"].as_str().unwrap().to_owned()
}

backend_tests! {
    async fn everybody_comes_in_and_shares_from_an_empty_installation_on(db: TestDb) {
        let site = Site::new(&db);
        let folder = tempfile::tempdir().unwrap();
        let desk = folder.path().join("ams.toml");
        fs::write(&desk, include_str!("../../docs/desk.example.toml")).unwrap();
        let applied = site.run(&["desk", "apply", desk.to_str().unwrap(), "--yes"]).await;
        assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
        let program = site.serve().await;
        let anyone = program.client();

        let ada = Person::known(administrator(&site, "ada@docket.example").await).await;
        let sam = invited(&site, &ada, &json!({ "email": "sam@docket.example", "role": "agent" })).await;
        told(&site, "sam@docket.example", "en", &["/activate/"]).await;
        let made = sam.post("/organizations", &json!({ "name": "Meridian Broadcasting" })).await.expect(201);
        let meridian = made["id"].as_str().unwrap().to_owned();
        let customer = async |email: &str, language: &str| {
            let body = json!({ "email": email, "language": language, "organizations": [meridian] });
            invited(&site, &sam, &body).await
        };
        let maria = customer("maria@meridian.example", "es").await;
        let tom = customer("tom@meridian.example", "fr").await;
        let kim = signed_up(&site, &anyone, "kim@freelance.example", "de").await;
        let lee = signed_up(&site, &anyone, "lee@freelance.example", "en").await;
        for (reader, language) in [
            ("maria@meridian.example", "es"),
            ("tom@meridian.example", "fr"),
            ("kim@freelance.example", "de"),
            ("lee@freelance.example", "en"),
        ] {
            told(&site, reader, language, &["/activate/"]).await;
        }

        // Private, and then with one person after the other, and the organization, and private again.
        let key = opened(&maria, json!({ "visibility": "private" })).await;
        let path = format!("/tickets/{key}");
        let sees = async |expected: [bool; 4]| {
            for (reader, sees) in [&maria, &tom, &kim, &lee].into_iter().zip(expected) {
                let status = reader.get(&path).await.status.as_u16();
                assert_eq!(status, if sees { 200 } else { 404 }, "{} sees {path}", reader.email);
            }
        };
        sees([true, false, false, false]).await;
        let add = async |whom: Value| maria.post(format!("{path}/participants"), &whom).await.expect(200);
        add(json!({ "person": tom.id })).await;
        sees([true, true, false, false]).await;
        told(&site, "tom@meridian.example", "fr", &[&key]).await;
        add(json!({ "email": "KIM@freelance.example" })).await;
        sees([true, true, true, false]).await;
        told(&site, "kim@freelance.example", "de", &[&key]).await;
        add(json!({ "email": "pia@elsewhere.example" })).await;
        let asked = told(&site, "pia@elsewhere.example", "es", &["/activate/"]).await;
        assert!(!asked.everything.contains(&key), "an unconfirmed address learns no more: {}", asked.everything);
        let token = mail::link(&site.mail_folder(), "pia@elsewhere.example", "activate").await;
        let pia = Person::known(activate(site.port(), &token).await).await;
        pia.get(&path).await.expect(200);
        maria.delete(format!("{path}/participants/{}", tom.id)).await.expect(200);
        sees([true, false, true, false]).await;
        let shared = json!({ "visibility": "organization", "organization": meridian });
        maria.put(format!("{path}/visibility"), &shared).await.expect(200);
        sees([true, true, true, false]).await;
        let audience = maria.get(format!("{path}/audience")).await.expect(200);
        assert_eq!(items(&audience).len(), 4, "maria, tom, kim, pia: {audience}");
        maria.put(format!("{path}/visibility"), &json!({ "visibility": "private" })).await.expect(200);
        sees([true, false, true, false]).await;

        // Each side is told in its language what the other does.
        sam.post(format!("{path}/comments"), &json!({ "body": "Which panel is it?" })).await.expect(201);
        told(&site, "maria@meridian.example", "es", &[&key, "Which panel is it?"]).await;
        told(&site, "kim@freelance.example", "de", &[&key, "Which panel is it?"]).await;
        kim.post(format!("{path}/comments"), &json!({ "body": "The third one." })).await.expect(201);
        told(&site, "sam@docket.example", "en", &[&key, "The third one."]).await;
        kim.post(format!("{path}/close"), &json!({})).await.expect(200);
        told(&site, "maria@meridian.example", "es", &[&key]).await;

        // From the beginning with the organization and by name, and for somebody by the team.
        let with_all = json!({
            "visibility": "organization", "organization": meridian,
            "participants": [{ "email": "lee@freelance.example" }],
        });
        let key = opened(&tom, with_all).await;
        for reader in [&maria, &lee, &sam] {
            reader.get(format!("/tickets/{key}")).await.expect(200);
        }
        kim.get(format!("/tickets/{key}")).await.expect_problem(404, "not_found");
        let key = opened(&sam, json!({ "on_behalf_of": lee.email, "visibility": "private" })).await;
        assert_eq!(lee.get(format!("/tickets/{key}")).await.expect(200)["reporter"]["id"], lee.id.as_str());
        told(&site, "lee@freelance.example", "en", &[&key]).await;

        // Another language counts from the next mail on.
        let change = crate::harness::Call::new(hyper::Method::PATCH, "/me").json(&json!({ "language": "fr" }));
        lee.send(change).await.expect(200);
        sam.post(format!("/tickets/{key}/comments"), &json!({ "body": "Voilà." })).await.expect(201);
        told(&site, "lee@freelance.example", "fr", &[&key, "Voilà."]).await;
        drop(program);
    }
}
