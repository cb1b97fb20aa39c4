//! A line between two parties that can be cut, stalled and restored.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// Connections stay and new ones are taken, but no byte passes.
    Stalled,
    /// Connections are closed, new ones too.
    Cut,
}

/// A proxy on a free loopback port. It lives until it is dropped, which cuts its connections, or until the runtime
/// that started it ends.
#[derive(Debug)]
pub struct CutProxy {
    address: SocketAddr,
    state: watch::Sender<State>,
    connections: Arc<AtomicUsize>,
    listener: JoinHandle<()>,
}

impl CutProxy {
    /// A proxy to a loopback port, open.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(target: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (state, _) = watch::channel(State::Open);
        let connections = Arc::new(AtomicUsize::new(0));
        let (states, count) = (state.subscribe(), Arc::clone(&connections));
        let listener = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, target, states.clone(), Arc::clone(&count)));
            }
        });
        Self { address, state, connections, listener }
    }

    /// The port to connect to.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections are open through it now.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Closes all connections, and new ones as soon as they come.
    pub fn cut(&self) {
        self.state.send_replace(State::Cut);
    }

    /// Lets no byte pass, in either direction, and closes nothing: as a network that loses every packet.
    pub fn stall(&self) {
        self.state.send_replace(State::Stalled);
    }

    /// Works again. What waited in a stalled connection passes now; what was cut stays cut.
    pub fn restore(&self) {
        self.state.send_replace(State::Open);
    }
}

impl Drop for CutProxy {
    fn drop(&mut self) {
        self.cut();
        self.listener.abort();
    }
}

async fn serve(client: TcpStream, target: u16, mut state: watch::Receiver<State>, count: Arc<AtomicUsize>) {
    // A stalled network does not carry the greeting either.
    if until_open(&mut state).await.is_none() {
        return;
    }
    let Ok(server) = TcpStream::connect(("127.0.0.1", target)).await else { return };
    count.fetch_add(1, Ordering::SeqCst);
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let there = carry(from_client, to_server, state.clone());
    let back = carry(from_server, to_client, state);
    // The first end closes both directions, as a process does that goes away.
    tokio::select! {
        () = there => {}
        () = back => {}
    }
    count.fetch_sub(1, Ordering::SeqCst);
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut state: watch::Receiver<State>) {
    let mut cut = state.clone();
    let pump = async {
        let mut bytes = vec![0; 16 * 1024];
        loop {
            let read = from.read(&mut bytes).await.unwrap_or(0);
            // What was read while the line stalled waits here.
            if read == 0
                || until_open(&mut state).await.is_none()
                || to.write_all(&bytes[..read]).await.is_err()
            {
                return;
            }
        }
    };
    tokio::select! {
        () = pump => {}
        // Its failure means that the proxy is gone.
        _ = cut.wait_for(|state| *state == State::Cut) => {}
    }
}

/// Waits until the line is open; `None` when it is cut instead.
async fn until_open(state: &mut watch::Receiver<State>) -> Option<()> {
    let state = state.wait_for(|state| *state != State::Stalled).await.ok()?;
    (*state == State::Open).then_some(())
}
