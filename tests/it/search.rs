//! Search over HTTP: what each finds, what they are shown of it, and what is refused.

use docket_eventstore::backend_tests;
use serde_json::{Value, json};

use crate::attachments::upload;
use crate::harness::cast::{Person, Stage};
use crate::harness::{Answer, Cast, items};

/// What somebody finds, once everything up to a position can be found.
async fn search(who: &Person, text: &str, more: &str, position: i64) -> Answer {
    let q: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    who.get_at(format!("/tickets?q={q}{more}"), position).await
}

async fn found(who: &Person, text: &str, position: i64) -> Vec<String> {
    keys(&search(who, text, "", position).await.expect(200))
}

fn keys(list: &Value) -> Vec<String> {
    items(list).iter().map(|row| row["key"].as_str().unwrap().to_owned()).collect()
}

/// An excerpt with its hits in brackets.
fn marked(row: &Value) -> String {
    let segments = row["excerpt"].as_array().unwrap_or_else(|| panic!("an excerpt in {row}"));
    let text = |segment: &Value| segment["text"].as_str().unwrap().to_owned();
    segments.iter().map(|s| if s["hit"] == true { format!("[{}]", text(s)) } else { text(s) }).collect()
}

async fn opened(who: &Person, more: Value) -> String {
    who.open(&more).await.0["key"].as_str().unwrap().to_owned()
}

backend_tests! {
    async fn each_finds_what_they_may_read_and_is_shown_where(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, jon, kim, meridian, .. } = &stage.cast;
        let shared = json!({
            "visibility": "organization", "organization": meridian,
            "subject": "Émetteur in panne", "description": "The transmitter of the Gießen site is silent.",
        });
        let shared = opened(maria, shared).await;
        let private = json!({ "subject": "Something else", "description": "An émetteur of ours, privately." });
        let private = opened(maria, private).await;
        let path = |key: &str| format!("/tickets/{key}/comments");
        let body = json!({ "body": "The transmitter\nneeds a new valve." });
        sam.post(path(&private), &body).await.expect(201);
        let body = json!({ "body": "Between us: they forgot to pay the transmitter.", "audience": "internal" });
        let position = sam.post(path(&shared), &body).await.position();

        assert_eq!(found(maria, "emetteur", position).await, [&*shared, &*private]);
        assert_eq!(found(tom, "emetteur", position).await, [&*shared]);
        assert_eq!(found(jon, "emetteur", position).await, [""; 0]);
        assert_eq!(found(kim, &private, position).await, [""; 0]);
        assert_eq!(found(maria, &private.to_lowercase(), position).await, [&*private]);
        assert_eq!(found(maria, "transmitter -giessen", position).await, [&*private]);
        assert_eq!(found(maria, "\"new valve\" from:me is:open is:private", position).await, [&*private]);
        assert_eq!(found(maria, "forgot", position).await, [""; 0]);
        assert_eq!(found(sam, "forgot", position).await, [&*shared]);

        let row = |answer: Answer| items(&answer.expect(200))[0].clone();
        let of_tom = row(search(tom, "transm", "", position).await);
        assert_eq!(marked(&of_tom), "The [transmitter] of the Gießen site is silent.");
        let of_maria = row(search(maria, "valve", "", position).await);
        assert_eq!(marked(&of_maria), "The transmitter needs a new [valve].");
        let of_sam = row(search(sam, "forgot pay ", "", position).await);
        assert_eq!(marked(&of_sam), "Between us: they [forgot] to [pay] the transmitter.");
        assert!(row(search(maria, "is:open", "", position).await).get("excerpt").is_none());
        // A list has none, and an empty field looks for nothing.
        let list = maria.get_at("/tickets?q=+", position).await.expect(200);
        assert_eq!(keys(&list), [&*private, &*shared]);
        assert!(items(&list)[0].get("excerpt").is_none());
    }

    async fn an_excerpt_is_what_is_read_of_a_text(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, .. } = &stage.cast;
        let description = "See **the [relay](https://docs.example/overheating)** and:\n\n- `retry_count`\n- <fuse>";
        let file = upload(maria, "__panel__.log", b"12:00 no answer\n").await;
        let more = json!({ "subject": "Why is _this_ odd", "description": description, "attachments": [file] });
        let (ticket, position) = maria.open(&more).await;
        let key = ticket["key"].as_str().unwrap();
        for (text, expected) in [
            ("relay ", "See the [relay] and: retry_count <fuse>"),
            // Not read, but found: shown as it was written.
            ("overheating ", "See **the [relay](https://docs.example/[overheating])** and: - `retry_count` - <fuse>"),
            ("panel ", "__[panel]__.log"),
            ("odd ", "Why is _this_ [odd]"),
        ] {
            let found = search(maria, text, "", position).await.expect(200);
            assert_eq!(keys(&found), [key], "{text}");
            assert_eq!(marked(&items(&found)[0]), expected, "{text}");
        }
    }

    async fn people_are_found_by_what_one_may_know_of_them(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, tom, jon, kim, .. } = &stage.cast;
        let key = opened(maria, json!({ "participants": [tom.id, kim.email] })).await;
        let position = sam.post(format!("/tickets/{key}/comments"), &json!({ "body": "Yes." })).await.position();
        // Kim has done nothing yet: Tom may not know who it is, nor Maria whose address it was.
        for (who, text, finds) in [
            (tom, "Maria", true), (tom, "Sam", true), (tom, "Kim", false), (maria, "Kim", false),
            (sam, "Kim", true), (sam, "from:maria", true), (sam, "from:kim", false), (jon, "Maria", false),
        ] {
            let expected = if finds { vec![key.clone()] } else { Vec::new() };
            assert_eq!(found(who, text, position).await, expected, "{text} by {}", who.email);
        }
        // An address finds those alone whose address one may know, and an unknown one is answered alike.
        let from = |person: &Person| format!("from:{}", person.email);
        assert_eq!(found(sam, &from(maria), position).await, [&*key]);
        assert_eq!(found(maria, &from(maria), position).await, [&*key]);
        assert_eq!(found(tom, &from(maria), position).await, [""; 0]);
        assert_eq!(found(tom, "from:nobody@else.example", position).await, [""; 0]);
        let answer = maria.post(format!("/tickets/{key}/comments"), &json!({ "body": "Well." })).await;
        let spoken = kim.post(format!("/tickets/{key}/comments"), &json!({ "body": "Hello." })).await.position();
        assert!(spoken > answer.position());
        assert_eq!(found(tom, "Kim", spoken).await, [&*key], "who acted is known by name");
    }

    async fn a_search_goes_with_the_filters_and_by_pages(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { sam, maria, .. } = &stage.cast;
        let mut all = Vec::new();
        for number in 0..7 {
            let subject = if number % 2 == 0 { "Walrus" } else { "Whale" };
            let more = json!({ "subject": subject, "description": "A walrus and a whale." });
            all.push(opened(maria, more).await);
        }
        let closed = maria.post(format!("/tickets/{}/close", all[0]), &json!({})).await;
        closed.expect(200);
        let position = closed.position();
        let best: Vec<String> = [6, 4, 2, 0, 5, 3, 1].map(|n: usize| all[n].clone()).to_vec();
        let mut pages = Vec::new();
        let mut more = "&limit=3".to_owned();
        loop {
            let page = search(maria, "walrus ", &more, position).await.expect(200);
            pages.extend(keys(&page));
            let Some(next) = page["next_cursor"].as_str() else { break };
            more = format!("&limit=3&cursor={next}");
        }
        assert_eq!(pages, best);
        let of = async |who: &Person, more: &str| keys(&search(who, "walrus ", more, position).await.expect(200));
        assert_eq!(of(sam, "").await, best, "the team searches all, not only what is open");
        assert_eq!(of(sam, "&scope=queue").await, best[..3].iter().chain(&best[4..]).cloned().collect::<Vec<_>>());
        assert_eq!(of(sam, "&status=closed").await, best[3..4]);
        assert_eq!(of(sam, "&scope=mine").await, [""; 0]);
        assert_eq!(of(maria, "&scope=shared").await, [""; 0]);
        assert_eq!(of(maria, "&sort=created_at").await, all);
        assert_eq!(of(maria, "&sort=-updated_at").await[0], all[0], "it was closed last");
        let first = search(maria, "walrus ", "&limit=3", position).await.expect(200);
        let cursor = first["next_cursor"].as_str().unwrap();
        let other = search(maria, "whale ", &format!("&cursor={cursor}"), position).await;
        other.expect_problem(400, "cursor_of_other_list");
        search(maria, "walrus", "&scope=all", position).await.expect_problem(403, "agents_only");
    }

    async fn a_search_that_means_nothing_is_refused_with_the_remedy(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let Cast { maria, .. } = &stage.cast;
        for (text, code) in [
            ("!", "search_empty"),
            ("is:lost", "search_is"),
            ("before:soon", "search_date"),
            ("desk:?", "search_desk"),
            ("type:?", "search_type"),
            ("from:@", "search_from"),
            ("org:", "search_value"),
        ] {
            let problem = search(maria, text, "", 0).await.expect_problem(400, code);
            assert_eq!(problem["errors"][0]["field"], "q", "{problem}");
        }
        search(maria, &"a".repeat(501), "", 0).await.expect_problem(400, "search_too_long");
        // What only looks like syntax is text.
        let odd = ["a\"b", "\" OR 1=1", "colour:red", "x'; --x", "(a & b)", "NEAR(a b)", "a:*", "^a + b", "a\\"];
        for text in odd {
            search(maria, text, "", 0).await.expect(200);
        }
    }
}
