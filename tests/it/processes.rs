//! Several processes on one PostgreSQL database: the roles apart, and two of a kind.

use docket_eventstore::testing::TestDb;
use serde_json::json;

use crate::harness::{Answer, Call, Cast, Client, Site, items};
use crate::story;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_story_is_the_same_with_api_projector_and_notifier_as_three_processes() {
    let db = TestDb::postgres().await;
    let site = Site::new(&db);
    let api = site.start(&["serve", "--roles", "api"]);
    let projector = site.start(&["serve", "--roles", "projector"]);
    let notifier = site.start(&["notify"]);
    api.until_ready().await;
    let cast = Cast::found(&site).await;
    story::tell(&cast, site.mail_folder()).await;
    for output in [api.output(), projector.output(), notifier.output()] {
        assert!(!output.contains("panicked"), "{output}");
    }
    drop((api, projector, notifier));
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_whole_servers_share_a_database_and_one_takes_over_from_the_other() {
    let db = TestDb::postgres().await;
    let one = Site::new(&db);
    let other = one.second_node();
    let mut first = one.serve().await;
    let second = other.serve().await;
    let cast = Cast::found(&one).await;
    let elsewhere = cast.at(other.port()).await;
    // What one wrote the other reads, at once by its position, and guards the same keys.
    let call =
        Call::post("/tickets", &crate::harness::cast::ticket(&json!({}))).header("idempotency-key", "k");
    let opened = cast.kim.send(call.clone()).await;
    let key = opened.expect(201)["key"].clone();
    assert_eq!(elsewhere.kim.send(call).await.expect(201)["key"], key);
    let list = elsewhere.kim.get_at("/tickets?scope=mine", opened.position()).await.expect(200);
    assert_eq!(items(&list).len(), 1, "{list}");
    // The one that projects may be killed: its lease ends and the other goes on.
    first.kill();
    let (_, position) = elsewhere.kim.open(&json!({})).await;
    let kim: &Client = &elsewhere.kim;
    docket_test_support::wait_until(std::time::Duration::from_secs(60), "the other to project", async || {
        let list = kim.get("/tickets?scope=mine").await;
        list.expect(200);
        list.position() >= position
    })
    .await;
    drop(second);
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn comments_that_are_older_than_their_ticket_are_not_given_its_version() {
    let db = TestDb::postgres().await;
    let site = Site::new(&db);
    let api = site.start(&["serve", "--roles", "api"]);
    let mut projector = site.start(&["serve", "--roles", "projector"]);
    let notifier = site.start(&["notify"]);
    api.until_ready().await;
    let Cast { kim, .. } = Cast::found(&site).await;
    let (opened, before) = kim.open(&json!({})).await;
    let path = format!("/tickets/{}", opened["key"].as_str().unwrap());
    let whole = format!("{path}?include=comments");
    let version = |answer: &Answer| answer.header("etag").map(str::to_owned);
    let first = kim.get_at(&whole, before).await;
    assert_eq!(version(&first).as_deref(), Some("\"1\""));
    projector.kill();
    let position = kim.post(format!("{path}/comments"), &json!({ "body": "More." })).await.position();
    let behind = kim.get(&whole).await;
    let body = behind.expect(200);
    assert_eq!((&body["version"], items(&body["comments"]).len()), (&json!(2), 0));
    assert_eq!((version(&behind), behind.position()), (None, before));
    // The ticket alone is the log's.
    assert_eq!(version(&kim.get(&path).await).as_deref(), Some("\"2\""));
    let projector = site.start(&["serve", "--roles", "projector"]);
    let after = kim.get_after_a_fault(&whole, position).await;
    assert_eq!(items(&after.expect(200)["comments"]).len(), 1);
    assert_eq!(version(&after).as_deref(), Some("\"2\""));
    drop((api, projector, notifier));
    db.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ends_at_one_server_has_ended_at_the_other() {
    let db = TestDb::postgres().await;
    let one = Site::new(&db);
    let other = one.second_node();
    let (first, second) = (one.serve().await, other.serve().await);
    let cast = Cast::found(&one).await;
    let made = cast.kim.post("/me/tokens", &json!({ "name": "robot" })).await.expect(201);
    let robot = Client::with_token(other.port(), made["token"].as_str().unwrap());
    let elsewhere = cast.at(other.port()).await;
    // The second time a server remembers whose the tokens are.
    for _ in 0..2 {
        robot.get("/me").await.expect(200);
        elsewhere.kim.get("/me").await.expect(200);
    }
    cast.kim.delete(format!("/me/tokens/{}", made["id"].as_str().unwrap())).await.expect(204);
    robot.get("/me").await.expect_problem(401, "login_required");
    elsewhere.kim.get("/me").await.expect(200);
    cast.kim.delete("/session").await.expect(204);
    elsewhere.kim.get("/me").await.expect_problem(401, "login_required");
    drop((first, second));
    db.remove().await;
}
