//! The throw-away PostgreSQL server.

use std::net::TcpStream;

use docket_test_support::{PgCluster, StopMode};

fn answers(cluster: &PgCluster) -> bool {
    TcpStream::connect(("127.0.0.1", cluster.port())).is_ok()
}

#[test]
fn a_server_comes_back_on_its_port_after_each_way_of_stopping() {
    let mut cluster = PgCluster::start();
    let port = cluster.port();
    for mode in [StopMode::Fast, StopMode::Immediate, StopMode::Kill] {
        assert!(answers(&cluster), "up before {mode:?}");
        cluster.stop(mode).unwrap();
        assert!(!answers(&cluster), "down after {mode:?}");
        cluster.start_again().unwrap();
        assert_eq!(cluster.port(), port);
    }
    assert!(answers(&cluster));
}

#[test]
fn a_dropped_server_is_gone() {
    let cluster = PgCluster::start();
    let port = cluster.port();
    drop(cluster);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}
