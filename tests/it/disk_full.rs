//! The disk is full: writes are refused, reads go on, and all is well when there is space again.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use docket_eventstore::testing::TestDb;
use docket_test_support::wait_until;
use serde_json::json;

use crate::harness::cast::ticket;
use crate::harness::{Call, Cast, Program, Site, items, path};

const LIMIT: Duration = Duration::from_secs(60);

/// Runs the program in a namespace of its own, where its data is moved to a small disk in memory. Without privileges:
/// the namespace's root is the user who runs the test.
fn serve_on_small_disk(site: &Site, data: &Path, disk: &Path) -> Program {
    let script =
        "set -e; mount -t tmpfs -o size=16m none \"$DISK\"; cp -a \"$DATA\"/. \"$DISK\"; exec \"$@\"";
    let serve = site.command(&["serve"]);
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"])
        .arg(serve.get_program())
        .args(serve.get_args())
        .env_clear()
        .envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", path())
        .env("DATA", data)
        .env("DISK", disk)
        .env("DOCKET_DATABASE_URL", format!("sqlite:{}", disk.display()))
        .stdin(Stdio::null());
    Program::spawn(command, site.port(), data)
}

/// Fills the small disk from outside, through the process that lives in the namespace. Gives the file that does so.
fn fill(program: &Program, disk: &Path) -> PathBuf {
    let inside = PathBuf::from(format!("/proc/{}/root{}", program.pid(), disk.display()));
    let filler = inside.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    // Down to the last byte: first in large pieces, then in small ones.
    for size in [64 * 1024, 512, 1] {
        while std::io::Write::write(&mut file, &vec![b'x'; size]).is_ok_and(|written| written > 0) {}
    }
    filler
}

/// Whether this machine lets a user make a disk of their own. Containers and some distributions do not.
fn may_make_a_disk() -> bool {
    let script = ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"];
    Command::new("unshare").args(script).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_writes_and_keeps_reading_until_there_is_space_again() {
    if !may_make_a_disk() {
        // Not the program's fault, and nothing to be done without root. The store's own test of a full disk, which
        // needs no disk, has run or will.
        eprintln!(
            "this machine lets nobody mount a small disk: a full one was not tried with the whole program"
        );
        return;
    }
    let db = TestDb::sqlite().await;
    let data = tempfile::tempdir().unwrap();
    let disk = tempfile::tempdir().unwrap();
    let site = Site::at(format!("sqlite:{}", data.path().display()));
    let mut program = site.serve().await;
    let cast = Cast::found(&site).await;
    let (first, _) = cast.maria.open(&json!({})).await;
    assert!(program.stop().await.success(), "{}", program.output());

    let program = serve_on_small_disk(&site, data.path(), disk.path());
    program.until_ready().await;
    let filler = fill(&program, disk.path());
    // What the write-ahead log has room for is taken; then no more.
    let mut taken = vec![first["key"].as_str().unwrap().to_owned()];
    let mut position = 0;
    let open = |number: usize| {
        let body = ticket(&json!({ "description": "x".repeat(30_000) }));
        Call::post("/tickets", &body).header("idempotency-key", number.to_string())
    };
    let mut refused = None;
    for number in 0..500 {
        let call = open(number);
        let answer = cast.maria.send(call.clone()).await;
        if answer.status == 201 {
            taken.push(answer.json()["key"].as_str().unwrap().to_owned());
            position = answer.position();
            continue;
        }
        answer.expect_problem(507, "disk_full");
        refused = Some(call);
        break;
    }
    let refused = refused.expect("a full disk refuses");
    for key in &taken {
        cast.maria.get(format!("/tickets/{key}")).await.expect(200);
    }
    cast.maria.get("/tickets?scope=mine").await.expect(200);
    cast.maria.send(refused.clone()).await.expect_problem(507, "disk_full");

    std::fs::remove_file(filler).unwrap();
    wait_until(LIMIT, "the refused command to be taken", async || {
        let answer = cast.maria.send(refused.clone()).await;
        if answer.status == 201 {
            position = answer.position();
        }
        answer.status == 201
    })
    .await;
    // The views come on as well, and hold each ticket once.
    wait_until(LIMIT, "the views to come on", async || {
        let list = cast.maria.get("/tickets?scope=mine&limit=100").await;
        list.status == 200 && list.position() >= position
    })
    .await;
    let list = cast.maria.get("/tickets?scope=mine&limit=100").await.expect(200);
    assert_eq!(items(&list).len(), (taken.len() + 1).min(100), "{list}");
    drop(program);
    db.remove().await;
}
