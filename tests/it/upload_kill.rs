//! `kill -9` of the server while files are on their way in.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_test_support::{rounds, wait_until};
use serde_json::json;
use tokio::task::JoinSet;

use crate::attachments::files;
use crate::audit::audit;
use crate::harness::cast::Stage;
use crate::harness::{Call, Person, Site, items};

const LIMIT: Duration = Duration::from_secs(120);
/// More than is written at once, so that a file is half there for a while.
const SIZE: usize = 1_200_000;
/// Files of each sender in a round.
const FILES: usize = 8;

const MANY: (&str, &str) = ("DOCKET_FILES_PER_DAY", "1000000");

backend_tests! {
    async fn a_server_killed_while_files_come_has_no_event_without_its_file_and_keeps_no_file_without_event(db: TestDb) {
        let mut stage = Stage::fresh(&db).await;
        let key = stage.cast.maria.open(&json!({})).await.0["key"].as_str().unwrap().to_owned();
        let path = format!("/tickets/{key}");
        let mut told = BTreeSet::new();
        for round in 0..rounds(2) {
            stage.program.stop().await;
            stage.program = stage.site.serve_with(&[MANY]).await;
            let begun = Arc::new(AtomicUsize::new(0));
            let mut senders = JoinSet::new();
            for sender in [&stage.cast.maria, &stage.cast.sam, &stage.cast.noor] {
                senders.spawn(send(sender.clone(), path.clone(), Arc::clone(&begun)));
            }
            // At another moment each time.
            let moment = 1 + (round as usize * 5) % (FILES * 2);
            wait_until(LIMIT, "the moment to kill", async || begun.load(Ordering::Relaxed) >= moment).await;
            stage.program.kill();
            told.extend(senders.join_all().await.into_iter().flatten());

            stage.program = stage.site.serve_with(&[MANY, ("DOCKET_UPLOADS_KEPT", "0")]).await;
            let (content, said) = audit(&stage.site, "verify").await;
            assert!(content, "no event is without its file: {said}");
            let listed = stage.cast.sam.get(format!("{path}/attachments")).await.expect(200);
            let attached: BTreeSet<String> =
                items(&listed).iter().map(|file| file["id"].as_str().unwrap().replace('-', "")).collect();
            let lost: Vec<_> = told.difference(&attached).collect();
            assert!(lost.is_empty(), "what was answered is attached: {lost:?}");
            let site = &stage.site;
            wait_until(LIMIT, "the sweep to leave what is attached alone", async || names(site) == attached).await;
        }
    }
}

/// Attaches files, in one step and in two, until the server is gone; gives those that were answered.
async fn send(who: Person, path: String, begun: Arc<AtomicUsize>) -> Vec<String> {
    let content = vec![b'a'; SIZE];
    let mut told = Vec::new();
    for number in 0..FILES {
        begun.fetch_add(1, Ordering::Relaxed);
        let name = format!("{number}.txt");
        let at_once = number % 2 == 0;
        let to = if at_once { format!("{path}/attachments") } else { "/uploads".to_owned() };
        let Ok(sent) = who.try_send(Call::file(to, &name, &content, &[])).await else { return told };
        let id = sent.expect(201)["id"].as_str().unwrap().to_owned();
        if !at_once {
            let said = json!({ "body": "With a file.", "attachments": [id] });
            let Ok(said) = who.try_send(Call::post(format!("{path}/comments"), &said)).await else {
                return told;
            };
            said.expect(201);
        }
        told.push(id.replace('-', ""));
    }
    told
}

fn names(site: &Site) -> BTreeSet<String> {
    files(site).iter().map(|file| file.file_name().unwrap().to_string_lossy().into_owned()).collect()
}
