//! A virus scanner of one's own: it speaks clamd's protocol as far as Docket does, and knows one virus.

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// What every scanner takes for a virus, in two halves, so that this file is none.
pub const EICAR: [&str; 2] = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD", "-ANTIVIRUS-TEST-FILE!$H+H*"];

/// A scanner on a loopback port. It ends when it is dropped.
#[derive(Debug)]
pub struct Scanner {
    port: u16,
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Scanner {
    /// Starts one on that port; on a free one where it is 0.
    ///
    /// # Errors
    /// When the port is taken.
    pub fn start(port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let port = listener.local_addr()?.port();
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = std::thread::spawn(move || {
            for client in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                // A client that goes away in the middle is no fault of the scanner's.
                drop(client.and_then(answer));
            }
        });
        Ok(Self { port, stopped, thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn answer(mut client: TcpStream) -> io::Result<()> {
    let mut command = Vec::new();
    let mut byte = [0];
    while client.read(&mut byte)? == 1 && byte != [0] {
        command.push(byte[0]);
    }
    let said = match command.as_slice() {
        b"zPING" => "PONG\0",
        b"zINSTREAM" if is_harmful(&stream(&mut client)?) => "stream: Eicar-Test-Signature FOUND\0",
        b"zINSTREAM" => "stream: OK\0",
        _ => "UNKNOWN COMMAND\0",
    };
    client.write_all(said.as_bytes())
}

fn stream(client: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let mut length = [0; 4];
        client.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        if length == 0 {
            return Ok(content);
        }
        let read = client.take(length.into()).read_to_end(&mut content)?;
        if read != length as usize {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

fn is_harmful(content: &[u8]) -> bool {
    let virus = EICAR.concat();
    content.windows(virus.len()).any(|part| part == virus.as_bytes())
}
