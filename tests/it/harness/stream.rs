//! Server-sent events, as a browser reads them.

use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::StatusCode;
use hyper::body::Incoming;
use serde_json::Value;
use tokio::time::timeout;

use super::http::{Call, Client};

/// Long enough for anything that is to come.
const LIMIT: Duration = Duration::from_secs(60);

/// A message with something in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    pub(crate) id: i64,
    pub(crate) kind: String,
    pub(crate) data: Value,
}

/// An open stream.
#[derive(Debug)]
pub(crate) struct Feed {
    body: Incoming,
    text: Vec<u8>,
    /// The last id that was seen: where to go on.
    pub(crate) last: i64,
}

impl Client {
    /// Opens a stream, behind a position or from now on, on a connection of its own. The answer's status where it is
    /// none. When it is answered it is open.
    pub(crate) async fn feed(&self, path: &str, after: Option<i64>) -> Result<Feed, StatusCode> {
        let call = Call::get(path);
        let call = match after {
            Some(after) => call.header("last-event-id", after),
            None => call,
        };
        let answer = self.open(call).await.unwrap_or_else(|error| panic!("{path}: {error}"));
        if answer.status() != StatusCode::OK {
            return Err(answer.status());
        }
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Ok(Feed::begun(answer.into_body()).await.expect("a stream says at once where it is"))
    }

    /// The same, from a server that may be going or gone.
    pub(crate) async fn try_feed(&self, path: &str, after: i64) -> Option<Feed> {
        let answer = self.open(Call::get(path).header("last-event-id", after)).await.ok()?;
        if answer.status() != StatusCode::OK {
            return None;
        }
        Feed::begun(answer.into_body()).await
    }
}

impl Feed {
    async fn begun(body: Incoming) -> Option<Self> {
        let mut feed = Self { body, text: Vec::new(), last: -1 };
        let opened = feed.block().await?;
        assert!(opened.contains("retry:") && feed.last >= 0, "{opened}");
        Some(feed)
    }

    /// The next message with something in it; none when the stream has ended.
    pub(crate) async fn next(&mut self) -> Option<Message> {
        loop {
            let block = timeout(LIMIT, self.block()).await.expect("news, or the end of the stream")?;
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
            if let Some(data) = field("data: ") {
                let data = serde_json::from_str(data).unwrap_or_else(|error| panic!("{block}: {error}"));
                let kind = field("event: ").unwrap_or_else(|| panic!("a type in {block}")).to_owned();
                return Some(Message { id: self.last, kind, data });
            }
        }
    }

    /// What comes until a message of this kind does, which is the last.
    pub(crate) async fn until(&mut self, kind: &str) -> Vec<Message> {
        let mut all = Vec::new();
        loop {
            let message = self.next().await.unwrap_or_else(|| panic!("{kind} before the end; got {all:?}"));
            all.push(message);
            if all.last().is_some_and(|last| last.kind == kind) {
                return all;
            }
        }
    }

    /// Reads on to the end of the stream, and gives what was told until then.
    pub(crate) async fn rest(&mut self) -> Vec<Message> {
        let mut all = Vec::new();
        while let Some(message) = self.next().await {
            all.push(message);
        }
        all
    }

    /// The lines up to the next empty one. What was cut off before it is nothing.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some(end) = self.text.windows(2).position(|pair| pair == b"\n\n") {
                let block: Vec<u8> = self.text.drain(..end + 2).collect();
                let block = String::from_utf8(block).expect("UTF-8");
                if let Some(id) = block.lines().find_map(|line| line.strip_prefix("id: ")) {
                    let id = id.parse().expect("an id is a position");
                    assert!(id >= self.last, "ids never go back: {id} after {}", self.last);
                    self.last = id;
                }
                return Some(block);
            }
            let frame = self.body.frame().await?.ok()?;
            self.text.extend_from_slice(&frame.into_data().ok()?);
        }
    }
}
