//! The line that can be cut, stalled and restored.

#![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

use std::time::Duration;

use docket_test_support::{CutProxy, wait_until};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const LIMIT: Duration = Duration::from_secs(30);

/// A server that says everything back.
async fn echo() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut line, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = line.split();
                drop(tokio::io::copy(&mut from, &mut to).await);
            });
        }
    });
    port
}

async fn connect(proxy: &CutProxy) -> TcpStream {
    TcpStream::connect(("127.0.0.1", proxy.port())).await.unwrap()
}

async fn echoed(line: &mut TcpStream) -> bool {
    let mut byte = [0];
    line.write_all(b"x").await.is_ok() && line.read_exact(&mut byte).await.is_ok()
}

#[tokio::test]
async fn a_cut_ends_old_and_new_connections_until_it_is_restored() {
    let proxy = CutProxy::start(echo().await).await;
    let mut line = connect(&proxy).await;
    assert!(echoed(&mut line).await);
    assert_eq!(proxy.connections(), 1);

    proxy.cut();
    assert_eq!(line.read(&mut [0]).await.unwrap_or(0), 0, "the old one ended");
    assert!(!echoed(&mut connect(&proxy).await).await, "a new one ends");
    wait_until(LIMIT, "the count to fall", async || proxy.connections() == 0).await;

    proxy.restore();
    assert!(echoed(&mut connect(&proxy).await).await);
}

#[tokio::test]
async fn a_stalled_line_keeps_its_bytes_until_it_is_restored() {
    let proxy = CutProxy::start(echo().await).await;
    let mut old = connect(&proxy).await;
    assert!(echoed(&mut old).await);

    proxy.stall();
    let mut new = connect(&proxy).await;
    let mut byte = [0];
    for line in [&mut old, &mut new] {
        line.write_all(b"x").await.unwrap();
    }
    // Another pair that is not stalled has gone round: so would have these bytes.
    let other = CutProxy::start(echo().await).await;
    assert!(echoed(&mut connect(&other).await).await);
    for line in [&mut old, &mut new] {
        let silence = line.try_read(&mut byte).unwrap_err();
        assert_eq!(silence.kind(), std::io::ErrorKind::WouldBlock);
    }

    proxy.restore();
    for line in [&mut old, &mut new] {
        line.read_exact(&mut byte).await.unwrap();
    }
}

#[tokio::test]
#[should_panic(expected = "waited 20ms in vain for a miracle")]
async fn waiting_in_vain_says_for_what() {
    wait_until(Duration::from_millis(20), "a miracle", async || false).await;
}
