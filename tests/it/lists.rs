//! Lists as they leave the program: filtered, as tables, under names, and at a size.

use std::collections::BTreeSet;

use docket_eventstore::backend_tests;
use hyper::Method;
use serde_json::{Value, json};

use crate::harness::cast::Stage;
use crate::harness::{Call, Client, Site, items};

/// Every key of a list, page by page.
async fn keys(client: &Client, query: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(format!("/tickets?{query}&limit=7{cursor}")).await.expect(200);
        keys.extend(items(&page).iter().map(|item| item["key"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return keys,
        }
    }
}

/// The first column of a table, without its heading; no cell of the demonstration has a line break in it.
async fn exported(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(format!("/tickets.csv?{query}")).await;
    assert_eq!(answer.status, 200, "{answer}");
    let mut lines = answer.text.split_terminator("\r\n");
    assert!(lines.next().unwrap().starts_with("key,desk,request_type,subject,status,turn,"), "{answer}");
    lines.map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

backend_tests! {
    async fn a_table_holds_what_the_list_shows_to_whoever_asks(db: TestDb) {
        let stage = Stage::demo(&db).await;
        let cast = &stage.cast;
        for (client, scopes) in [
            (&cast.sam, &["queue", "all", "mine"][..]),
            (&cast.maria, &["mine", "shared", "organization"]),
            (&cast.kim, &["mine", "shared", "organization"]),
        ] {
            for scope in scopes {
                for filter in ["", "&status=open", "&status=closed&sort=created_at", "&turn=support", "&priority=high", "&assignee=none&desk=AMS"] {
                    let query = format!("scope={scope}{filter}");
                    assert_eq!(exported(client, &query).await, keys(client, &query).await, "{query}");
                }
            }
        }
        cast.maria.get("/tickets.csv?scope=all").await.expect_problem(403, "agents_only");
        cast.sam.get("/tickets.csv?limit=5").await.expect_problem(400, "unknown_parameter");

        let (opened, position) = cast.maria.open(&json!({ "subject": "=HYPERLINK(\"x\"),\"y\"" })).await;
        let answer = cast.maria.get_at("/tickets.csv?bom=true", position).await;
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        assert!(header("content-type").starts_with("text/csv; charset=utf-8"), "{answer}");
        assert_eq!(header("content-disposition"), "attachment; filename=\"tickets.csv\"");
        assert!(answer.text.starts_with("\u{feff}key,"), "{answer}");
        let key = opened["key"].as_str().unwrap();
        let line = answer.text.lines().find(|line| line.starts_with(&format!("{key},"))).unwrap();
        assert!(line.contains("\"'=HYPERLINK(\"\"x\"\"),\"\"y\"\"\""), "{line}");
        assert!(stage.program.output().contains("a list of tickets is exported"), "the log says that it was exported");
    }

    async fn the_filters_of_a_list_say_whose_turn_it_is_how_urgent_and_that_nobody_has_it(db: TestDb) {
        let stage = Stage::demo(&db).await;
        let sam = &stage.cast.sam;
        let all = exported(sam, "scope=all").await;
        let mut seen = BTreeSet::new();
        for (name, values) in [("turn", &["support", "customer"][..]), ("priority", &["low", "normal", "high", "urgent"])] {
            for value in values {
                let page = sam.get(format!("/tickets?scope=all&limit=100&{name}={value}")).await.expect(200);
                for item in items(&page) {
                    assert_eq!(item[name], *value, "{item}");
                    seen.insert(item["key"].as_str().unwrap().to_owned());
                }
            }
        }
        assert_eq!(seen.len(), all.len(), "every ticket has a priority");
        let page = sam.get("/tickets?scope=all&limit=100&assignee=none").await.expect(200);
        assert!(items(&page).iter().all(|item| item.get("assignee").is_none()), "{page}");
        for wrong in ["turn=mine", "priority=top", "assignee=nobody"] {
            sam.get(format!("/tickets?{wrong}")).await.expect_problem(400, "bad_parameter");
        }
    }

    async fn a_view_is_kept_for_its_owner_alone(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let (sam, noor) = (&stage.cast.sam, &stage.cast.noor);
        let new = json!({ "name": "Mine, urgent", "query": { "assignee": "me", "priority": "urgent" } });
        let call = || Call::post("/me/views", &new).header("idempotency-key", "once");
        let made = sam.send(call()).await.expect(201);
        assert_eq!(made["query"], new["query"]);
        assert_eq!(sam.send(call()).await.expect(201), made, "sent again, it is kept once");
        let other = Call::post("/me/views", &json!({ "name": "Other", "query": {} })).header("idempotency-key", "once");
        sam.send(other).await.expect_problem(422, "idempotency_key_reused");
        assert_eq!(items(&sam.get("/me/views").await.expect(200)), std::slice::from_ref(&made));
        assert!(items(&noor.get("/me/views").await.expect(200)).is_empty());

        let path = format!("/me/views/{}", made["id"].as_str().unwrap());
        let change = |body: Value| Call::new(Method::PATCH, path.clone()).json(&body);
        noor.send(change(json!({ "name": "Hers" }))).await.expect_problem(404, "not_found");
        noor.delete(path.clone()).await.expect_problem(404, "not_found");
        let renamed = sam.send(change(json!({ "name": "Urgent" }))).await.expect(200);
        assert_eq!((&renamed["name"], &renamed["query"]), (&json!("Urgent"), &new["query"]));
        sam.send(change(json!({ "query": { "status": "gone" } }))).await.expect_problem(400, "bad_parameter");
        sam.post("/me/views", &json!({ "name": "", "query": {} })).await.expect_problem(422, "name_empty");
        assert_eq!(sam.delete(path.clone()).await.status, 204);
        sam.delete(path).await.expect_problem(404, "not_found");

        for n in 0..50 {
            sam.post("/me/views", &json!({ "name": format!("View {n}"), "query": {} })).await.expect(201);
        }
        sam.post("/me/views", &json!({ "name": "One more", "query": {} })).await.expect_problem(409, "too_many_views");
    }

    async fn a_site_that_was_made_up_is_a_site_and_the_same_for_the_same_seed(db: TestDb) {
        let fill = ["bench", "fill", "--tickets", "300", "--until", "2026-01-01T00:00:00Z", "--logins", "2"];
        let site = Site::new(&db);
        let output = site.run(&fill).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let again = site.run(&fill).await;
        assert!(!again.status.success(), "only an empty place is filled");
        let twin = docket_eventstore::testing::TestDb::sqlite().await;
        assert!(Site::new(&twin).run(&fill).await.status.success());
        let (here, there) = (db.store().await, twin.store().await);
        let (mine, other) = (here.read_after(docket_eventstore::Position(1000), 100).await, there.read_after(docket_eventstore::Position(1000), 100).await);
        assert_eq!(mine.unwrap(), other.unwrap());
        twin.remove().await;

        let _program = site.serve().await;
        let agent = Client::log_in(site.port(), "agent0@docket.example", "docket-demo").await;
        let head = crate::harness::cast::head(&Client::log_in(site.port(), "ada@docket.example", "docket-demo").await).await;
        agent.get_at("/tickets?scope=all", head).await.expect(200);
        assert_eq!(exported(&agent, "scope=all").await.len(), 300);
        let customer = Client::log_in(site.port(), "customer0@broadcaster.example", "docket-demo").await;
        let own = keys(&customer, "scope=mine").await;
        assert!(!own.is_empty());
        let ticket = customer.get(format!("/tickets/{}", own[0])).await.expect(200);
        assert_eq!(ticket["key"], own[0]);
    }
}
