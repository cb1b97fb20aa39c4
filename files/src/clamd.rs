//! A virus scanner that listens on a socket (clamd's protocol, `INSTREAM`).

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};

use crate::FileError;

/// Scanning what is taken (tens of MiB) takes seconds; a scanner that loads its signatures makes wait longer.
const PATIENCE: Duration = Duration::from_secs(120);
/// Answers are one line.
const MAX_ANSWER: u64 = 4 * 1024;

/// Where the scanner is. The protocol has no encryption: it belongs on this machine or into a network that is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clamd {
    /// `unix:/run/clamav/clamd.sock`
    Unix(PathBuf),
    /// `tcp:127.0.0.1:3310`
    Tcp(String),
}

/// What the scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing against it.
    Clean,
    /// It knows it for this.
    Found(String),
}

/// The scanner gave no verdict: the file has to wait.
#[derive(Debug, thiserror::Error)]
pub enum ClamdError {
    /// It cannot be reached: no file can be scanned now.
    #[error("the scanner cannot be reached")]
    Away(#[source] std::io::Error),
    /// It ended the conversation about this file: that is longer than it takes, perhaps.
    #[error(
        "the scanner ended the conversation: is its StreamMaxLength below the longest file that is taken?"
    )]
    Cut(#[from] std::io::Error),
    /// It takes too long.
    #[error("the scanner gave no answer in {} s", PATIENCE.as_secs())]
    Slow,
    /// It said something that is no verdict. Whatever is unclear keeps a file waiting.
    #[error("the scanner answered {0:?}")]
    Unclear(String),
    /// The file could not be read.
    #[error("the file to be scanned cannot be read")]
    File(#[from] FileError),
}

impl FromStr for Clamd {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:").filter(|path| path.starts_with('/')) {
            return Ok(Self::Unix(path.into()));
        }
        let address = text.strip_prefix("tcp:").map(|rest| rest.trim_start_matches('/'));
        match address.and_then(|address| address.rsplit_once(':').map(|(host, port)| (address, host, port))) {
            Some((address, host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                Ok(Self::Tcp(address.to_owned()))
            }
            Some(_) | None => {
                Err(format!("{text:?} is no scanner: write unix:/path/of/the.socket or tcp:host:port"))
            }
        }
    }
}

impl Clamd {
    /// Whether it is there.
    ///
    /// # Errors
    /// When it is not.
    pub async fn ping(&self) -> Result<(), ClamdError> {
        match self.ask(b"zPING\0", futures_util::stream::empty()).await?.as_str() {
            "PONG" => Ok(()),
            other => Err(ClamdError::Unclear(other.to_owned())),
        }
    }

    /// Asks about the bytes of a stream.
    ///
    /// # Errors
    /// Whenever there is no clear verdict.
    pub async fn scan(
        &self,
        content: impl Stream<Item = Result<Bytes, FileError>> + Send,
    ) -> Result<Verdict, ClamdError> {
        // A part of no length ends the stream, so none may stand before its end.
        let filled = content.filter(|part| std::future::ready(!part.as_ref().is_ok_and(Bytes::is_empty)));
        let parts = filled.chain(futures_util::stream::once(async { Ok(Bytes::new()) }));
        let answer = self.ask(b"zINSTREAM\0", parts).await?;
        match answer.strip_prefix("stream: ") {
            Some("OK") => Ok(Verdict::Clean),
            Some(said) => match said.strip_suffix(" FOUND") {
                Some(name) => Ok(Verdict::Found(name.to_owned())),
                None => Err(ClamdError::Unclear(answer)),
            },
            None => Err(ClamdError::Unclear(answer)),
        }
    }

    async fn ask(
        &self,
        command: &[u8],
        parts: impl Stream<Item = Result<Bytes, FileError>> + Send,
    ) -> Result<String, ClamdError> {
        let conversation = async {
            match self {
                Self::Unix(path) => {
                    let socket = UnixStream::connect(path).await.map_err(ClamdError::Away)?;
                    converse(socket, command, parts).await
                }
                Self::Tcp(address) => {
                    let socket = TcpStream::connect(address).await.map_err(ClamdError::Away)?;
                    converse(socket, command, parts).await
                }
            }
        };
        tokio::time::timeout(PATIENCE, conversation).await.unwrap_or(Err(ClamdError::Slow))
    }
}

async fn converse(
    mut socket: impl AsyncRead + AsyncWrite + Unpin + Send,
    command: &[u8],
    parts: impl Stream<Item = Result<Bytes, FileError>> + Send,
) -> Result<String, ClamdError> {
    socket.write_all(command).await?;
    let mut parts = std::pin::pin!(parts);
    while let Some(part) = parts.next().await {
        let part = part?;
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
        socket.write_all(&length.to_be_bytes()).await?;
        socket.write_all(&part).await?;
    }
    socket.flush().await?;
    let mut answer = Vec::new();
    (&mut socket).take(MAX_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).trim_matches(['\0', '\n', ' ']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_a_socket_or_a_host_with_a_port() {
        assert_eq!("unix:/run/clamd.sock".parse(), Ok(Clamd::Unix("/run/clamd.sock".into())));
        assert_eq!("tcp:127.0.0.1:3310".parse(), Ok(Clamd::Tcp("127.0.0.1:3310".to_owned())));
        assert_eq!("tcp://[::1]:3310".parse(), Ok(Clamd::Tcp("[::1]:3310".to_owned())));
        for wrong in ["", "clamd", "tcp:", "tcp:host", "tcp::3310", "unix:relative", "http://host:1"] {
            assert!(wrong.parse::<Clamd>().is_err(), "{wrong}");
        }
    }
}
