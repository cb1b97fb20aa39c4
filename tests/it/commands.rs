//! What a command promises to the one who sends it: once, against the version seen, and visible afterwards.

use std::collections::BTreeSet;

use docket_eventstore::backend_tests;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::cast::{Stage, ticket};
use crate::harness::{Call, Cast, Client, items};

backend_tests! {
    async fn the_same_command_sent_four_times_at_once_opens_one_ticket_and_answers_alike(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { kim, ines, .. } = &stage.cast;
        let body = ticket(&json!({}));
        let call = Call::post("/tickets", &body).header("idempotency-key", "once");
        let clients = vec![kim.client.clone(); 4];
        let answers = join_all(clients.iter().map(|client| client.send(call.clone()))).await;
        let first = answers[0].expect(201);
        for answer in &answers {
            assert_eq!(answer.expect(201), first, "{answer}");
            assert_eq!(answer.header("etag"), answers[0].header("etag"));
            assert_eq!(answer.position(), answers[0].position());
        }
        let key = first["key"].as_str().unwrap();
        // The answer is the first one's, whatever has happened since.
        let comment = kim.post(format!("/tickets/{key}/comments"), &json!({ "body": "More." })).await;
        comment.expect(201);
        assert_eq!(kim.send(call.clone()).await.expect(201), first);
        let list = kim.get_at("/tickets?scope=mine", comment.position()).await.expect(200);
        assert_eq!(items(&list).len(), 1, "{list}");
        // The same key with other content is refused; another person's key is another key.
        let other = Call::post("/tickets", &ticket(&json!({}))).header("idempotency-key", "once");
        kim.send(other.clone()).await.expect_problem(422, "idempotency_key_reused");
        assert_ne!(ines.send(other).await.expect(201)["key"], first["key"]);
    }

    async fn a_repeated_comment_and_a_repeated_close_happen_once(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let kim = &stage.cast.kim;
        let (opened, _) = kim.open(&json!({})).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        let comment = Call::post(format!("{path}/comments"), &json!({ "body": "Once." }));
        let comment = comment.header("idempotency-key", "c");
        let close = Call::post(format!("{path}/close"), &json!({ "comment": "Done." }));
        let close = close.header("idempotency-key", "d");
        let (first, second) = (kim.send(comment.clone()).await, kim.send(comment.clone()).await);
        assert_eq!(first.expect(201), second.expect(201));
        let (closed, again) = (kim.send(close.clone()).await, kim.send(close).await);
        assert_eq!(closed.expect(200), again.expect(200));
        // What refuses the command now is what it did itself, or came after it.
        assert_eq!(kim.send(comment).await.expect(201), first.json());
        let comments = kim.get_at(format!("{path}/comments"), closed.position()).await.expect(200);
        assert_eq!(items(&comments).len(), 2, "{comments}");
    }

    async fn a_version_that_was_seen_guards_a_command(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { kim, sam, .. } = &stage.cast;
        let (opened, _) = kim.open(&json!({})).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        let read = sam.get(&path).await;
        read.expect(200);
        let seen = read.header("etag").unwrap().to_owned();
        assert_eq!(seen, "\"1\"");
        let unchanged = sam.send(Call::get(&path).header("if-none-match", &seen)).await;
        assert_eq!((unchanged.status.as_u16(), unchanged.text.as_str()), (304, ""));
        kim.post(format!("{path}/comments"), &json!({ "body": "It got worse." })).await.expect(201);
        let changed = sam.send(Call::get(&path).header("if-none-match", &seen)).await;
        let now = changed.header("etag").unwrap().to_owned();
        assert_eq!(changed.expect(200)["version"].to_string(), now.trim_matches('"'));
        let start = Call::post(format!("{path}/status"), &json!({ "to": "in_progress" }));
        sam.send(start.clone().header("if-match", &seen)).await.expect_problem(412, "stale_version");
        let done = sam.send(start.header("if-match", &now)).await;
        assert_eq!(done.expect(200)["status"], "in_progress");
        assert_ne!(done.header("etag"), Some(now.as_str()));
    }

    async fn a_ticket_comes_with_what_was_written_on_it_where_that_is_asked_for(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { kim, sam, ines, .. } = &stage.cast;
        let (opened, _) = kim.open(&json!({})).await;
        let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
        let whole = format!("{path}?include=comments");
        sam.post(format!("{path}/comments"), &json!({ "body": "A note.", "audience": "internal" })).await.expect(201);
        let mut position = 0;
        for count in 1..=25 {
            position = kim.post(format!("{path}/comments"), &json!({ "body": format!("{count}.") })).await.position();
        }
        for (who, first) in [(kim, "1."), (sam, "A note.")] {
            let answer = who.get_at(&whole, position).await;
            let mut both = answer.expect(200);
            let ticket = who.get(&path).await;
            let etag = ticket.header("etag").unwrap();
            assert_eq!(answer.header("etag"), Some(etag));
            let comments = who.get_at(format!("{path}/comments"), position).await.expect(200);
            assert_eq!(comments["items"][0]["body"], first);
            assert_eq!(both.as_object_mut().unwrap().remove("comments"), Some(comments));
            assert_eq!(both, ticket.expect(200), "{whole}");
            let unchanged = who.send(Call::get(&whole).header("if-none-match", etag)).await;
            assert_eq!((unchanged.status.as_u16(), unchanged.text.as_str()), (304, ""));
        }
        let noted = sam.get_at(&whole, position).await.expect(200);
        let next = noted["comments"]["next_cursor"].as_str().unwrap();
        let rest = sam.get(format!("{path}/comments?cursor={next}")).await.expect(200);
        assert_eq!((items(&rest).len(), &rest["items"][0]["body"]), (1, &json!("25.")));
        ines.get(&whole).await.expect_problem(404, "not_found");
        let wrong = sam.get(format!("{path}?include=history")).await;
        wrong.expect_problem(400, "bad_parameter");
        assert!(wrong.text.contains("include is comments"), "{wrong}");
    }

    async fn pages_have_no_gap_and_no_repetition_in_any_order(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { kim, sam, .. } = &stage.cast;
        let mut opened = Vec::new();
        let mut position = 0;
        for _ in 0..57 {
            let (ticket, at) = kim.open(&json!({})).await;
            opened.push(ticket["key"].as_str().unwrap().to_owned());
            position = at;
        }
        let newest: Vec<String> = opened.iter().rev().cloned().collect();
        for (who, scope) in [(&kim.client, "mine"), (&sam.client, "queue"), (&sam.client, "all")] {
            let sorts = [("created_at", &opened), ("updated_at", &opened), ("-created_at", &newest)];
            for (sort, expected) in sorts.into_iter().chain([("-updated_at", &newest)]) {
                for limit in [1, 10, 57, 100] {
                    let path = format!("/tickets?scope={scope}&sort={sort}&limit={limit}");
                    assert_eq!(&walk(who, &path, position).await, expected, "{path}");
                }
            }
        }
        let page = kim.get_at("/tickets?scope=mine", position).await.expect(200);
        assert_eq!(items(&page).len(), 25, "without a limit a page has 25 rows");
    }

    async fn a_write_is_seen_by_the_next_read_that_names_its_position(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { kim, .. } = &stage.cast;
        for _ in 0..200 {
            let (opened, position) = kim.open(&json!({})).await;
            let list = kim.get_at("/tickets?scope=mine&sort=-created_at&limit=1", position).await;
            assert_eq!(list.expect(200)["items"][0]["key"], opened["key"]);
            assert!(list.position() >= position);
        }
    }

    async fn nobody_is_let_in_by_a_wrong_token_a_foreign_page_or_an_ended_session(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { kim, .. } = &stage.cast;
        let (anonymous, port) = (stage.program.client(), stage.site.port());
        anonymous.get("/me").await.expect_problem(401, "login_required");
        Client::with_token(port, "nonsense").get("/me").await.expect_problem(401, "login_required");
        // An unknown address and a wrong password are answered alike.
        let try_in = async |email: &str| {
            let body = json!({ "email": email, "password": "a wrong password" });
            let mut problem = anonymous.post("/session", &body).await.expect_problem(401, "bad_credentials");
            problem.as_object_mut().unwrap().remove("request_id");
            problem
        };
        assert_eq!(try_in(&kim.email).await, try_in("nobody@freelance.example").await);
        // A cookie acts for its own pages only; a bearer token is not sent by a browser on its own.
        let cookie = format!("docket_session={}", kim.token());
        let open = |origin: &str| {
            Call::post("/tickets", &ticket(&json!({}))).header("cookie", &cookie).header("origin", origin)
        };
        anonymous.send(open("https://evil.example")).await.expect_problem(403, "foreign_origin");
        anonymous.send(open(&stage.site.public_url())).await.expect(201);
        kim.delete("/session").await.expect(204);
        kim.get("/me").await.expect_problem(401, "login_required");
        anonymous.send(open(&stage.site.public_url())).await.expect_problem(401, "login_required");
    }
}

/// The keys of all pages of a list. No key occurs twice.
async fn walk(who: &Client, path: &str, position: i64) -> Vec<String> {
    let mut keys = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = who.get_at(format!("{path}{cursor}"), position).await.expect(200);
        keys.extend(items(&page).iter().map(|item: &Value| item["key"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "a row came twice: {keys:?}");
    keys
}
