//! Security statements that no other module proves: a test's name has their numbers.

use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::{wait_for, wait_until};
use hyper::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::harness::cast::{PASSWORD, Stage, activate, ticket};
use crate::harness::{Answer, Call, Client, Site, items, mail};

const LIMIT: Duration = Duration::from_secs(30);

/// A problem document without what differs from answer to answer.
fn plain(answer: &Answer) -> Value {
    let mut body = answer.json();
    body.as_object_mut().unwrap().remove("request_id");
    body
}

backend_tests! {
    async fn d09_d19_nobody_is_there_at_first_and_nobody_gives_others_a_password(db: TestDb) {
        let site = Site::new(&db);
        let program = site.serve().await;
        for email in ["ada@docket.example", "admin@docket.example", "admin", "root@localhost"] {
            for password in ["docket-demo", "admin", "password"] {
                let body = json!({ "email": email, "password": password });
                program.client().post("/session", &body).await.expect_problem(401, "bad_credentials");
            }
        }
        let ada = crate::harness::cast::administrator(&site, "ada@docket.example").await;
        let invited = ada.post("/invitations", &json!({ "email": "rosa@weiss.example" })).await.expect(201);
        let path = format!("/people/{}", invited["id"].as_str().unwrap());
        let given = Call::new(Method::PATCH, &path).json(&json!({ "password": PASSWORD }));
        ada.send(given).await.expect_problem(422, "unknown_field");
        let body = json!({ "email": "tom@weiss.example", "password": PASSWORD });
        ada.post("/invitations", &body).await.expect_problem(422, "unknown_field");
        assert!(!ada.get(&path).await.expect(200).to_string().contains("password"));
    }

    async fn d16_d17_a_link_has_the_configured_host_and_looking_at_it_changes_nothing(db: TestDb) {
        let site = Site::new(&db);
        let program = site.serve().await;
        let body = json!({ "email": "rosa@weiss.example", "name": "Rosa" }).to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", site.port())).await.unwrap();
        let request = format!(
            "POST /api/v1/signups HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n\
             Forwarded: host=evil.example\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
        let token = mail::link(&site.mail_folder(), "rosa@weiss.example", "activate").await;
        let mails = mail::read_to(&site.mail_folder(), "rosa@weiss.example");
        let link = format!("{}/activate/{token}", site.public_url());
        assert!(mails[0].everything.contains(&link) && !mails[0].everything.contains("evil"), "{mails:?}");
        for _ in 0..3 {
            program.client().get(format!("/activations/{token}")).await.expect(200);
        }
        activate(site.port(), &token).await.get("/me").await.expect(200);
    }

    async fn d34_d35_d36_d39_what_is_not_ones_own_leaves_no_trace(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        let secret = json!({ "subject": "canary-subject", "description": "canary-description" });
        let (opened, position) = cast.maria.open(&secret).await;
        let key = opened["key"].as_str().unwrap();
        let note = json!({ "body": "canary-note", "audience": "internal" });
        cast.sam.post(format!("/tickets/{key}/comments"), &note).await.expect(201);
        let (_, number) = key.split_once('-').unwrap();
        let missing = format!("AMS-{}", number.parse::<u32>().unwrap() + 1_000);
        // A colleague, somebody of another organization, somebody without one.
        for stranger in [&cast.tom, &cast.jon, &cast.kim] {
            for (method, rest, body) in [
                (Method::GET, "", ""),
                (Method::GET, "/comments", ""),
                (Method::GET, "/history", ""),
                (Method::GET, "/participants", ""),
                (Method::GET, "/audience", ""),
                (Method::GET, "/notifications", ""),
                (Method::GET, "/attachments", ""),
                (Method::POST, "/comments", r#"{"body":"x"}"#),
                (Method::POST, "/close", "{}"),
                (Method::PUT, "/visibility", r#"{"visibility":"private"}"#),
            ] {
                let ask = async |key: &str| {
                    let call = Call::new(method.clone(), format!("/tickets/{key}{rest}"));
                    let call = if body.is_empty() { call } else { call.raw("application/json", body) };
                    stranger.send(call).await
                };
                let (real, none) = (ask(key).await, ask(&missing).await);
                real.expect_problem(404, "not_found");
                assert_eq!(plain(&real), plain(&none), "{method} {rest}");
            }
            for scope in ["mine", "shared", "organization"] {
                let list = stranger.get_at(format!("/tickets?scope={scope}"), position).await.expect(200);
                assert!(items(&list).is_empty(), "{list}");
            }
            for scope in ["queue", "all"] {
                let list = stranger.get(format!("/tickets?scope={scope}")).await;
                assert!(!list.text.contains("canary"), "{list}");
            }
        }
        // The author reads no note, and no field that is the team's.
        let mut seen = Vec::new();
        for rest in ["", "/comments", "/history", "/participants", "/audience", "/notifications"] {
            let answer = cast.maria.get(format!("/tickets/{key}{rest}")).await;
            assert!(!answer.text.contains("canary-note"), "{answer}");
            seen.push(answer.expect(200));
        }
        let known = [
            "key", "desk", "request_type", "form", "subject", "description", "fields", "status", "turn",
            "visibility", "organization", "reporter", "assignee", "priority", "participants", "version",
            "created_at", "updated_at", "closed_at", "id", "resolution", "close_reason", "hold_until",
            "attachments", "description_html", "seen", "unread",
        ];
        for name in seen[0].as_object().unwrap().keys() {
            assert!(known.contains(&name.as_str()), "customers read {name}");
        }
        // Nobody sets by hand what is not theirs to say.
        for field in ["reporter", "status", "key", "version", "closed_at", "assignee_id"] {
            let mut body = ticket(&json!({}));
            body[field] = json!("x");
            cast.maria.post("/tickets", &body).await.expect_problem(422, "unknown_field");
        }
        let priority = ticket(&json!({ "priority": "urgent" }));
        assert!([403, 422].contains(&cast.maria.post("/tickets", &priority).await.status.as_u16()));
    }

    async fn d38_d40_a_right_taken_away_counts_at_once_even_where_the_views_lag(db: TestDb) {
        let Stage { mut program, site, cast } = Stage::fresh(&db).await;
        let shared = json!({ "visibility": "organization", "participants": [{ "email": cast.kim.email }] });
        let (opened, position) = cast.maria.open(&shared).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        for (reader, scope) in [(&cast.kim, "shared"), (&cast.tom, "organization")] {
            let list = reader.get_at(format!("/tickets?scope={scope}"), position).await.expect(200);
            assert_eq!(items(&list).len(), 1, "{list}");
        }
        // From here on nobody fills the views.
        program.stop().await;
        let program = site.start(&["serve", "--roles", "api"]);
        program.until_ready().await;
        cast.maria.delete(format!("{path}/participants/{}", cast.kim.id)).await.expect(200);
        cast.sam.delete(format!("/organizations/{}/members/{}", cast.meridian, cast.tom.id)).await.expect(204);
        for (reader, scope) in [(&cast.kim, "shared"), (&cast.tom, "organization")] {
            reader.get(&path).await.expect_problem(404, "not_found");
            reader.get(format!("{path}/comments")).await.expect_problem(404, "not_found");
            let list = reader.get(format!("/tickets?scope={scope}")).await;
            assert!(!list.text.contains(opened["subject"].as_str().unwrap()), "{list}");
        }
        let lena = cast.lena.get("/tickets?scope=organization").await.expect(200);
        assert_eq!(items(&lena).len(), 1, "others see it as before: {lena}");
        cast.maria.put(format!("{path}/visibility"), &json!({ "visibility": "private" })).await.expect(200);
        let lena = cast.lena.get("/tickets?scope=organization").await.expect(200);
        assert!(items(&lena).is_empty(), "{lena}");
        drop(program);
    }

    async fn d49_too_many_requests_are_told_when_to_come_again(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let (tom, lena) = (&stage.cast.tom, &stage.cast.lena);
        let refused = wait_for(LIMIT, "a refusal", async || {
            let answer = tom.get("/people?q=a").await;
            (answer.status != 200).then_some(answer)
        }).await;
        refused.expect_problem(429, "too_many_requests");
        let after: u32 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=60).contains(&after), "{refused}");
        lena.get("/people?q=a").await.expect(200);
        tom.get("/tickets").await.expect(200);
    }

    async fn d52_d53_d54_d56_logs_say_who_did_what_and_hold_no_secret(db: TestDb) {
        let site = Site::new(&db);
        let mut command = site.command(&["serve"]);
        command.env("DOCKET_LOG", "debug");
        let folder = tempfile::tempdir().unwrap();
        let program = crate::harness::Program::spawn(command, site.port(), folder.path());
        program.until_ready().await;
        let ada = crate::harness::cast::administrator(&site, "ada@docket.example").await;
        program.client().post("/signups", &json!({ "email": "rosa@weiss.example", "name": "Rosa" })).await.expect(202);
        let link = mail::link(&site.mail_folder(), "rosa@weiss.example", "activate").await;
        let rosa = activate(site.port(), &link).await;
        let body = ticket(&json!({ "description": "canary-description" }));
        let opened = rosa.post("/tickets", &body).await.expect(201);
        let key = opened["key"].as_str().unwrap();
        rosa.post(format!("/tickets/{key}/comments"), &json!({ "body": "canary-comment" })).await.expect(201);
        let made = rosa.post("/me/tokens", &json!({ "name": "robot" })).await.expect(201);
        let wrong = json!({ "email": "rosa@weiss.example", "password": "canary-guess" });
        program.client().post("/session", &wrong).await.expect_problem(401, "bad_credentials");
        let client = Client::log_in(site.port(), "rosa@weiss.example", PASSWORD).await;
        // What a sender chooses cannot begin a line of the log.
        let odd = Call::get("/tickets/AMS-1%0aFORGED%20line").header("user-agent", "x%0d%0aFORGED line");
        let answer = client.send(odd.header("x-request-id", "a b FORGED")).await;
        assert_eq!(answer.status, 404, "{answer}");
        assert!(answer.json()["request_id"].as_str().is_some_and(|id| !id.contains("FORGED")), "{answer}");
        program.client().get("!/metrics").await.expect_problem(404, "no_such_path");
        let said = wait_for(LIMIT, "the failure to be logged", async || {
            let said = program.output();
            said.contains("a login failed").then_some(said)
        }).await;
        assert!(said.contains("logged in") && said.contains("a token was made"), "{said}");
        let token = made["token"].as_str().unwrap();
        let secrets = [
            link.as_str(), token, PASSWORD, "canary-description", "canary-comment", "canary-guess",
            rosa.token(), client.token(), ada.token(),
        ];
        for secret in secrets {
            assert!(!said.contains(secret), "the log holds {secret}");
        }
        assert!(said.lines().all(|line| !line.trim_start().starts_with("FORGED")), "{said}");
        wait_until(LIMIT, "an answer without an inside", async || {
            let answer = program.client().get("/tickets?cursor=%00").await;
            !["SELECT", "sqlx", "panicked", ".rs:"].iter().any(|inside| answer.text.contains(inside))
        }).await;
    }
}
