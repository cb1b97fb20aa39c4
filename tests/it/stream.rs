//! The live stream: whole, in order, once, and only what may be seen at the moment of telling.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use docket_eventstore::backend_tests;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::cast::{PASSWORD, Stage};
use crate::harness::stream::Message;
use crate::harness::{Call, Client, Feed, Person, items};

/// What each of those who write writes.
const COMMENTS: usize = 60;

async fn comment(by: &Person, key: &str, body: &str) -> i64 {
    let answer = by.post(format!("/tickets/{key}/comments"), &json!({ "body": body })).await;
    answer.expect(201);
    answer.position()
}

async fn note(by: &Person, key: &str, body: &str) {
    let note = json!({ "body": body, "audience": "internal" });
    by.post(format!("/tickets/{key}/comments"), &note).await.expect(201);
}

fn key(ticket: &Value) -> &str {
    ticket["key"].as_str().expect("a key")
}

/// What a ticket's history has of some kind, as positions.
async fn history(reader: &Client, key: &str, kind: &str) -> Vec<i64> {
    let history = reader.get(format!("/tickets/{key}/history")).await.expect(200);
    let entries = items(&history).iter().filter(|entry| entry["type"] == kind);
    entries.map(|entry| entry["position"].as_i64().expect("a position")).collect()
}

backend_tests! {
    async fn a_stream_tells_what_the_history_has_and_goes_on_where_it_was_cut(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let (maria, sam) = (&stage.cast.maria, &stage.cast.sam);
        let mut all = maria.feed("/stream", None).await.unwrap();
        let (opened, position) = maria.open(&json!({})).await;
        let key = key(&opened);
        let first = all.next().await.unwrap();
        assert_eq!((first.id, first.kind.as_str()), (position, "ticket.created"));
        assert_eq!(first.data["ticket"], key);
        let mut one = sam.feed(&format!("/stream?ticket={key}"), None).await.unwrap();
        note(sam, key, "canary-note").await;
        comment(sam, key, "Please restart the meter.").await;
        assert_eq!(one.next().await.unwrap().kind, "ticket.noted");
        let told = all.until("ticket.commented").await;
        assert_eq!(told.len(), 1, "nothing of the note: {told:?}");
        let said = told[0].id;
        let history = maria.get(format!("/tickets/{key}/history")).await.expect(200);
        let entry = items(&history).iter().find(|entry| entry["position"] == said).unwrap();
        let mut data = told[0].data.clone();
        data.as_object_mut().unwrap().remove("ticket");
        assert_eq!(&data, entry, "the entry of the history");
        drop(all);
        // From the beginning, and from between: the same once more.
        let mut again = maria.feed("/stream", Some(0)).await.unwrap();
        let told = again.until("ticket.commented").await;
        assert_eq!(told.iter().map(|m| m.id).collect::<Vec<_>>(), [position, said], "{told:?}");
        let mut of_one = maria.feed(&format!("/stream?ticket={key}&after={position}"), None).await.unwrap();
        assert_eq!(of_one.next().await.unwrap().id, said);
        maria.feed("/stream?ticket=AMS-9999", None).await.unwrap_err();
        stage.cast.jon.feed(&format!("/stream?ticket={key}"), None).await.unwrap_err();
        let beyond = Call::get("/stream").header("last-event-id", said + 1_000_000);
        maria.send(beyond).await.expect_problem(422, "after_unknown");
        maria.send(Call::get("/stream").header("last-event-id", "soon")).await.expect_problem(400, "bad_parameter");
    }

    async fn streams_that_are_cut_at_random_miss_nothing_and_repeat_nothing_under_writers(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        let (opened, begun) =
            cast.maria.open(&json!({ "visibility": "organization", "organization": cast.meridian })).await;
        let key = key(&opened).to_owned();
        let done = Arc::new(AtomicBool::new(false));
        let mut readers = JoinSet::new();
        for (number, reader) in [&cast.maria, &cast.tom, &cast.sam, &cast.noor].into_iter().enumerate() {
            let (reader, done) = (reader.clone(), Arc::clone(&done));
            readers.spawn(async move { cut_at_random(&reader, begun, number, &done).await });
        }
        let mut writers = JoinSet::new();
        for writer in [&cast.maria, &cast.lena, &cast.sam] {
            let (writer, key) = (writer.clone(), key.clone());
            writers.spawn(async move {
                for number in 0..COMMENTS {
                    comment(&writer, &key, &format!("Number {number} of {}.", writer.email)).await;
                }
            });
        }
        writers.join_all().await;
        done.store(true, Ordering::SeqCst);
        cast.sam.post(format!("/tickets/{key}/close"), &json!({ "comment": "Done." })).await.expect(200);
        let written = history(&cast.sam, &key, "ticket.commented").await;
        assert_eq!(written.len(), 3 * COMMENTS + 1);
        for told in readers.join_all().await {
            assert_eq!(told, written, "each comment once, in order");
        }
    }

    async fn a_right_that_is_taken_away_counts_on_open_streams_too(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        let shared = json!({
            "visibility": "organization", "organization": cast.meridian, "participants": [{ "email": cast.kim.email }],
        });
        let (opened, begun) = cast.maria.open(&shared).await;
        let key = key(&opened);
        let path = format!("/tickets/{key}");
        let one = format!("/stream?ticket={key}");
        let (mut of_tom, mut of_kim) =
            (cast.tom.feed(&one, None).await.unwrap(), cast.kim.feed(&one, None).await.unwrap());
        let (mut all_of_tom, mut all_of_kim) =
            (cast.tom.feed("/stream", None).await.unwrap(), cast.kim.feed("/stream", None).await.unwrap());
        comment(&cast.maria, key, "For all.").await;
        for feed in [&mut of_tom, &mut of_kim, &mut all_of_tom, &mut all_of_kim] {
            assert_eq!(feed.until("ticket.commented").await.len(), 1);
        }
        cast.maria.put(format!("{path}/visibility"), &json!({ "visibility": "private" })).await.expect(200);
        cast.maria.delete(format!("{path}/participants/{}", cast.kim.id)).await.expect(200);
        comment(&cast.maria, key, "canary-secret").await;
        assert_eq!(ends(&mut of_tom).await, [], "the stream of what is seen no longer ends");
        let seen = ends(&mut of_kim).await;
        let until_then = seen.iter().all(|message| message.kind == "ticket.unshared");
        assert!(until_then, "what was seen until the right was lost, where it was told by then: {seen:?}");
        // Those of everything go on, and tell of what they may: their own.
        for (person, feed) in [(&cast.tom, &mut all_of_tom), (&cast.kim, &mut all_of_kim)] {
            let (own, _) = person.open(&json!({})).await;
            let told = feed.until("ticket.created").await;
            assert!(!format!("{told:?}").contains("canary-secret"), "{told:?}");
            assert_eq!(told.last().unwrap().data["ticket"], own["key"]);
        }
        // Nor is the past told any more, from however far back.
        let mut again = cast.tom.feed("/stream", Some(begun - 1)).await.unwrap();
        assert_ne!(again.next().await.unwrap().data["ticket"], key, "what is shared no longer");
        // A right that was given tells the past to whoever asks for it.
        cast.maria.post(format!("{path}/participants"), &json!({ "email": cast.kim.email })).await.expect(200);
        let added = all_of_kim.next().await.unwrap();
        assert_eq!((added.kind.as_str(), &added.data["ticket"]), ("ticket.participant_added", &opened["key"]));
        let mut again = cast.kim.feed(&one, Some(0)).await.unwrap();
        assert_eq!(again.next().await.unwrap().kind, "ticket.created");
    }

    async fn d23_a_stream_ends_with_its_session(db: TestDb) {
        let stage = Stage::fresh(&db).await;
        let cast = &stage.cast;
        let port = stage.site.port();
        let log_in = async |person: &Person| Client::log_in(port, &person.email, PASSWORD).await;
        let (one, two) = (log_in(&cast.tom).await, log_in(&cast.lena).await);
        let token = cast.noor.post("/me/tokens", &json!({ "name": "robot" })).await.expect(201);
        let robot = Client::with_token(port, token["token"].as_str().unwrap());
        let mut stays = cast.ada.feed("/stream", None).await.unwrap();
        let mut feeds = Vec::new();
        for (why, who) in [
            ("logged out", &one),
            ("another password", &two),
            ("revoked token", &robot),
            ("deactivated", &cast.jon.client),
            ("another role", &cast.kim.client),
            ("no longer a member", &cast.ines.client),
        ] {
            feeds.push((why, who.feed("/stream", None).await.unwrap()));
        }
        one.delete("/session").await.expect(204);
        let password = json!({ "current_password": PASSWORD, "password": "nine baskets of fog" });
        cast.lena.put("/me/password", &password).await.expect(200);
        cast.noor.delete(format!("/me/tokens/{}", token["id"].as_str().unwrap())).await.expect(204);
        let change = async |person: &Person, change: Value| {
            let call = Call::new(hyper::Method::PATCH, format!("/people/{}", person.id)).json(&change);
            cast.ada.send(call).await.expect(200)
        };
        change(&cast.jon, json!({ "deactivated": true })).await;
        change(&cast.kim, json!({ "role": "agent" })).await;
        cast.ada.delete(format!("/organizations/{}/members/{}", cast.northwind, cast.ines.id)).await.expect(204);
        let begun = std::time::Instant::now();
        for (why, feed) in &mut feeds {
            assert_eq!(ends(feed).await, [], "{why}");
            println!("{why}: ended within {:?}", begun.elapsed());
        }
        // With the rights that are left one may come again.
        cast.ines.feed("/stream", None).await.unwrap();
        one.feed("/stream", None).await.unwrap_err();
        let (_, position) = cast.maria.open(&json!({})).await;
        assert_eq!(stays.next().await.unwrap().id, position, "others go on");
    }

    async fn a_server_asked_to_stop_ends_its_streams(db: TestDb) {
        let mut stage = Stage::fresh(&db).await;
        let mut feed = stage.cast.maria.feed("/stream", None).await.unwrap();
        let status = stage.program.stop().await;
        assert!(status.success(), "{status}: {}", stage.program.output());
        assert!(!stage.program.output().contains("not answered in time"), "{}", stage.program.output());
        assert_eq!(ends(&mut feed).await, []);
    }
}

/// What was told until the stream's end.
async fn ends(feed: &mut Feed) -> Vec<Message> {
    feed.rest().await
}

/// Reads a stream through many connections, each cut after a few messages or in the middle of one, and gives the
/// positions of the comments it told, up to the closing of the ticket.
async fn cut_at_random(reader: &Person, begun: i64, number: usize, done: &AtomicBool) -> Vec<i64> {
    let mut told = Vec::new();
    let mut last = begun;
    for round in 0.. {
        let mut feed = reader.feed("/stream", Some(last)).await.unwrap();
        // The last connection is cut no more.
        let most = if done.load(Ordering::SeqCst) { usize::MAX } else { 1 + (round * 7 + number * 3) % 11 };
        for _ in 0..most {
            let Some(message) = feed.next().await else { break };
            last = message.id;
            match message.kind.as_str() {
                "ticket.commented" => told.push(message.id),
                "ticket.closed" => return told,
                _ => {}
            }
        }
    }
    told
}
