//! The site: its name, colour and logo, and what everybody is to read.

use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::wait_until;
use hyper::Method;
use serde_json::{Value, json};

use crate::attachments::{png, upload};
use crate::audit::audit;
use crate::harness::cast::{Stage, head};
use crate::harness::{Answer, Call, Cast, Person, mail};

const LIMIT: Duration = Duration::from_secs(60);

/// Gives the site a logo and what `more` says.
pub(crate) async fn brand(administrator: &Person, more: Value) -> Value {
    let logo = upload(administrator, "logo.png", &png()).await;
    let mut body = json!({ "logo": logo });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    change(administrator, &body).await.expect(200)
}

async fn change(who: &Person, body: &Value) -> Answer {
    who.send(Call::new(Method::PATCH, "/site").json(body)).await
}

backend_tests! {
    async fn the_site_has_the_name_colour_and_logo_that_administrators_gave_it(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, sam, maria, .. } = &stage.cast;
        let anyone = stage.program.client();
        let first = anyone.get("/site").await;
        assert_eq!(first.header("etag"), Some("\"0\""));
        let first = first.expect(200);
        assert_eq!((&first["name"], &first["sign_up"]), (&json!("Docket"), &json!(true)), "{first}");
        assert!(first.get("logo").is_none() && first.get("announcement").is_none(), "{first}");
        anyone.get("/site/logo").await.expect_problem(404, "not_found");
        for who in [sam, maria] {
            change(who, &json!({ "name": "Mine" })).await.expect_problem(403, "administrators_only");
        }
        let branded = brand(ada, json!({ "name": "Nordlicht", "colour": "#0A7D4F" })).await;
        let public = anyone.get("/site").await.expect(200);
        assert_eq!((&public["name"], &public["colour"]), (&json!("Nordlicht"), &json!("#0a7d4f")), "{public}");
        assert_eq!((&public["logo"], &public["version"]), (&branded["logo"], &json!(1)), "{public}");
        let versioned = format!("/site/logo?v={}", branded["logo"].as_str().unwrap());
        for (path, kept) in [("/site/logo", "no-cache"), (versioned.as_str(), "immutable")] {
            let logo = anyone.get(path).await;
            assert_eq!((logo.status.as_u16(), logo.header("content-type")), (200, Some("image/png")), "{logo}");
            assert_eq!(logo.bytes, png());
            assert!(logo.header("cache-control").unwrap().contains(kept), "{path}");
            let held = Call::get(path).header("if-none-match", logo.header("etag").unwrap());
            assert_eq!(anyone.send(held).await.status.as_u16(), 304, "{path}");
        }
        let (proven, said) = audit(&stage.site, "verify").await;
        assert!(proven && said.contains("1 files"), "{said}");

        let stale = Call::new(Method::PATCH, "/site").header("if-match", "\"0\"").json(&json!({ "name": "Late" }));
        ada.send(stale).await.expect_problem(412, "stale_version");
        let text = upload(ada, "logo.txt", b"a text").await;
        let foreign = upload(maria, "mine.png", &png()).await;
        for (body, code) in [
            (json!({ "name": "x".repeat(81) }), "name_too_long"),
            (json!({ "colour": "green" }), "colour_invalid_key"),
            (json!({ "colour": "#ffd700" }), "colour_too_light"),
            (json!({ "logo": text }), "logo_no_picture"),
            (json!({ "logo": foreign }), "logo_unknown"),
            (json!({ "announcement": { "text": "Late.", "until": "2020-01-01T00:00:00Z" } }), "announcement_over"),
        ] {
            change(ada, &body).await.expect_problem(422, code);
        }
        // What was refused is the sender's again.
        ada.delete(format!("/uploads/{text}")).await.expect(204);
        assert!(change(ada, &json!({ "logo": null })).await.expect(200).get("logo").is_none());
        anyone.get("/site/logo").await.expect_problem(404, "not_found");
        assert!(audit(&stage.site, "verify").await.0, "the log still says what it was");
    }

    async fn administrators_see_how_log_views_mails_and_files_are(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, maria, .. } = &stage.cast;
        let file = upload(maria, "dot.png", &png()).await;
        maria.open(&json!({ "attachments": [file] })).await;
        upload(maria, "loose.png", &png()).await;
        let position = head(ada).await;
        let state = async || ada.get("/site/state").await.expect(200);
        wait_until(LIMIT, "everything to have caught up", async || {
            let seen = state().await;
            let behind = seen["views"].as_array().unwrap().iter().filter(|view| view["lag"] != 0).count();
            behind == 0 && seen["outbox"]["lag"] == 0 && seen["outbox"]["waiting"] == 0
        })
        .await;
        let seen = state().await;
        assert_eq!((&seen["log"]["position"], &seen["outbox"]["position"]), (&json!(position), &json!(position)));
        let events = ada.get(format!("/events?after={}", position - 1)).await.expect(200);
        assert_eq!(seen["log"]["hash"], events["items"][0]["hash"], "{seen}");
        assert_eq!(seen["log"]["recorded_at"], events["items"][0]["recorded_at"], "{seen}");
        assert!(seen["views"].as_array().unwrap().iter().any(|view| view["name"] == "queue"), "{seen}");
        assert_eq!(seen["files"], json!({ "attached": 1, "bytes": png().len(), "loose": 1 }));
        assert_eq!((&seen["outbox"]["failed"], &seen["outbox"]["causes"]), (&json!(0), &json!([])));
    }

    async fn an_announcement_is_for_those_who_are_logged_in_in_their_language(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { ada, maria, ines, .. } = &stage.cast;
        let texts = json!({ "en": "We move on **Friday**.", "fr": "On **déménage**.", "es": "Nos **mudamos**." });
        let said = json!({ "announcement": { "text": texts, "until": "2999-01-01T00:00:00Z" } });
        let kept = change(ada, &said).await.expect(200);
        assert_eq!(kept["announcement"]["translations"]["text"], texts);
        assert!(stage.program.client().get("/site").await.expect(200).get("announcement").is_none());
        for reader in [maria, ines] {
            let read = reader.get("/site").await.expect(200)["announcement"].clone();
            assert_eq!(read["text"], texts.get(&reader.language).unwrap_or(&texts["en"]).clone(), "{read}");
            assert!(read["html"].as_str().unwrap().contains("<strong>"), "{read}");
            assert!(read.get("translations").is_none(), "{read}");
        }
        let soon = json!({ "announcement": { "text": "Now.", "until": null } });
        assert!(change(ada, &soon).await.expect(200)["announcement"].get("until").is_none());
        assert!(change(ada, &json!({ "announcement": null })).await.expect(200).get("announcement").is_none());
        assert!(maria.get("/site").await.expect(200).get("announcement").is_none());
    }

    async fn mails_call_the_site_by_the_name_it_has_when_they_are_written(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let ada = &stage.cast.ada;
        change(ada, &json!({ "name": "Nordlicht Hilfe" })).await.expect(200);
        ada.post("/invitations", &json!({ "email": "rosa@new.example" })).await.expect(201);
        let folder = stage.site.mail_folder();
        wait_until(LIMIT, "the mail", async || !mail::read_to(&folder, "rosa@new.example").is_empty()).await;
        let letter = mail::read_to(&folder, "rosa@new.example").remove(0);
        assert!(letter.subject.contains("Nordlicht Hilfe"), "{}", letter.subject);
        assert!(letter.text.contains("Nordlicht Hilfe") && !letter.text.contains("Docket"), "{}", letter.text);
    }
}
