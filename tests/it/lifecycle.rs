//! Starting, stopping, and commands beside a running server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use docket_eventstore::backend_tests;
use docket_eventstore::testing::TestDb;
use docket_test_support::wait_until;
use rustix::process::Signal;
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::cast::{Stage, activate, administrator, ticket};
use crate::harness::{Cast, Person, Site, items};

backend_tests! {
    async fn a_server_asked_to_stop_answers_what_it_took_and_ends_without_an_error(db: TestDb) {
        let mut stage = Stage::fresh(&db).await;
        let stopping = Arc::new(AtomicBool::new(false));
        let mut writers = JoinSet::new();
        for customer in stage.cast.customers() {
            let (customer, stopping) = (customer.clone(), Arc::clone(&stopping));
            writers.spawn(async move { write_until_gone(&customer, &stopping).await });
        }
        let ada = stage.cast.ada.clone();
        wait_until(Duration::from_secs(60), "a load", async || {
            let list = ada.get("/tickets?scope=all&limit=100").await;
            list.status == 200 && items(&list.json()).len() >= 50
        })
        .await;
        stopping.store(true, Ordering::SeqCst);
        let status = stage.program.stop().await;
        assert!(status.success(), "{status}: {}", stage.program.output());
        let answered: Vec<String> = writers.join_all().await.into_iter().flatten().collect();
        assert!(answered.len() >= 50);

        let program = stage.site.serve().await;
        for key in &answered {
            ada.get(format!("/tickets/{key}")).await.expect(200);
        }
        drop(program);
    }

    async fn an_administrator_is_made_while_the_server_runs_and_while_it_does_not(db: TestDb) {
        let site = Site::new(&db);
        let said = site.run(&["admin", "create", "--email", "early@docket.example"]).await;
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let link = String::from_utf8(said.stdout).unwrap();
        let token = link.trim().strip_prefix(&format!("{}/activate/", site.public_url())).unwrap().to_owned();
        let _program = site.serve().await;
        let early = Person::known(activate(site.port(), &token).await).await;
        early.get("/events").await.expect(200);
        // The link works once.
        let again = early.post(format!("/activations/{token}"), &json!({ "password": "another one" })).await;
        again.expect_problem(404, "link_invalid");

        let late = Person::known(administrator(&site, "late@docket.example").await).await;
        wait_until(Duration::from_secs(60), "the list to have both", async || {
            items(&late.get("/people").await.expect(200)).len() == 2
        })
        .await;
        // For somebody who has a password already there is no new link.
        let refused = site.run(&["admin", "create", "--email", "late@docket.example"]).await;
        assert!(!refused.status.success());
    }

    async fn the_doctor_finds_nothing_wrong_with_a_running_site(db: TestDb) {
        let site = Site::new(&db);
        let _program = site.serve().await;
        let said = site.run(&["doctor"]).await;
        let text = format!("{}{}", String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
        assert!(said.status.success(), "{text}");
    }

    async fn what_runs_says_how_it_is(db: TestDb) {
        let site = Site::new(&db);
        let program = site.serve().await;
        let client = program.client();
        client.get("!/healthz").await.expect(200);
        client.get("!/readyz").await.expect(200);
        let first = client.get("!/healthz").await;
        assert!(first.header("x-request-id").is_some_and(|id| !id.is_empty()), "{:?}", first.headers);
        client.get("!/api/docs").await.status.is_success().then_some(()).unwrap();
    }
}

/// Opens tickets until the server no longer answers. Gives those that were answered.
async fn write_until_gone(customer: &Person, stopping: &AtomicBool) -> Vec<String> {
    let mut answered = Vec::new();
    loop {
        let call = crate::harness::Call::post("/tickets", &ticket(&json!({})));
        match customer.try_send(call).await {
            Ok(answer) if answer.status == 201 => {
                answered.push(answer.json()["key"].as_str().unwrap().to_owned());
            }
            // Refused and not taken: a machine that runs many tests at once may be too slow for its limits.
            Ok(answer) => assert_eq!(answer.status, 503, "{answer}"),
            Err(error) => {
                assert!(stopping.load(Ordering::SeqCst), "{error}");
                return answered;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_data_folder_is_refused_with_the_remedy() {
    let db = TestDb::sqlite().await;
    let site = Site::new(&db);
    let first = site.serve().await;
    let second = site.run(&["serve", "--listen", "127.0.0.1:0"]).await;
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("another server") && said.contains("stop it"), "{said}");
    first.client().get("!/readyz").await.expect(200);
    drop(first);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_is_stopped_by_an_interrupt_too() {
    let db = TestDb::sqlite().await;
    let site = Site::new(&db);
    let mut program = site.serve().await;
    program.signal(Signal::INT);
    assert!(program.wait().await.success(), "{}", program.output());
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_public_address_with_a_path_is_refused_at_the_start() {
    let db = TestDb::sqlite().await;
    let site = Site::new(&db);
    let mut command = site.command(&["serve"]);
    command.env("DOCKET_PUBLIC_URL", "https://desk.example/help");
    let folder = tempfile::tempdir().unwrap();
    let mut program = crate::harness::Program::spawn(command, site.port(), folder.path());
    assert!(!program.wait().await.success(), "{}", program.output());
    for part in
        ["DOCKET_PUBLIC_URL", "--public-url", "https://desk.example/help", "set it to https://desk.example,"]
    {
        assert!(program.output().contains(part), "{part} in {}", program.output());
    }
    db.remove().await;
}

/// With no configuration at all, in the folder it was started in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_demo_needs_no_configuration() {
    let db = TestDb::sqlite().await;
    let site = Site::new(&db);
    let folder = tempfile::tempdir().unwrap();
    let listen = format!("127.0.0.1:{}", site.port());
    let mut command = site.command(&["demo", "--listen", &listen]);
    for name in ["DATABASE_URL", "DATA_DIR", "SMTP_URL", "LISTEN", "PUBLIC_URL"] {
        command.env_remove(format!("DOCKET_{name}"));
    }
    command.current_dir(folder.path()).env("TMPDIR", folder.path());
    let mut program = crate::harness::Program::spawn(command, site.port(), folder.path());
    program.until_ready().await;
    let cast = Cast::of_demo(site.port()).await;
    let all = cast.sam.get("/tickets?scope=all&limit=100").await.expect(200);
    assert_eq!(items(&all).len(), 40, "forty tickets");
    let said = program.output();
    for expected in [&listen, "ada@docket.example", "kim@freelance.example", "docket-demo"] {
        assert!(said.contains(expected), "{expected} in {said}");
    }
    assert!(program.stop().await.success(), "{}", program.output());
    db.remove().await;
}
