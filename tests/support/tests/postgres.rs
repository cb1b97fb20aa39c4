//! The throw-away PostgreSQL server.

use std::env;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use docket_test_support::{PgCluster, StopMode, wait_until};

fn answers(port: u16) -> bool {
    TcpStream::connect(("127.0.0.1", port)).is_ok()
}

#[test]
fn a_server_comes_back_on_its_port_after_each_way_of_stopping() {
    let mut cluster = PgCluster::start();
    let port = cluster.port();
    for mode in [StopMode::Fast, StopMode::Immediate, StopMode::Kill] {
        assert!(answers(port), "up before {mode:?}");
        cluster.stop(mode).unwrap();
        assert!(!answers(port), "down after {mode:?}");
        cluster.start_again().unwrap();
        assert_eq!(cluster.port(), port);
    }
    assert!(answers(port));
}

#[test]
fn a_dropped_server_is_gone() {
    let cluster = PgCluster::start();
    let port = cluster.port();
    drop(cluster);
    assert!(!answers(port));
}

#[tokio::test]
async fn a_server_ends_when_its_owner_is_killed() {
    const OWNER: &str = "DOCKET_TEST_IS_OWNER";
    if env::var_os(OWNER).is_some() {
        let cluster = PgCluster::start();
        println!("port {}", cluster.port());
        loop {
            thread::park();
        }
    }
    let mut owner = Command::new(env::current_exe().unwrap())
        .args(["--exact", "a_server_ends_when_its_owner_is_killed", "--nocapture"])
        .env(OWNER, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(owner.stdout.take().unwrap()).lines();
    let port = said.map_while(Result::ok).find_map(|line| line.split_once("port ")?.1.parse().ok()).unwrap();
    assert!(answers(port));
    owner.kill().unwrap();
    owner.wait().unwrap();
    wait_until(Duration::from_secs(30), "the server to end", async || !answers(port)).await;
}
