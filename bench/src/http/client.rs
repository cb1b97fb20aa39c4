//! One keep-alive connection, as little work a request as possible: the client shares the machine with the server.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue,
};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

const POSITION: HeaderName = HeaderName::from_static("docket-position");

/// Somebody's connection.
pub(super) struct Client {
    sender: SendRequest<Full<Bytes>>,
    authorization: Option<HeaderValue>,
}

/// A page, or a part of one.
pub(super) struct Page {
    /// From the request to the first byte of its answer.
    pub(super) first_byte: Duration,
    /// As it came over the line.
    pub(super) body: Bytes,
}

/// What came back.
pub(super) struct Answer {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Answer {
    pub(super) fn json(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).context("the answer is no JSON")
    }

    /// Where in the log it stands.
    pub(super) fn position(&self) -> Result<i64> {
        let text = self.headers.get(POSITION).context("an answer without Docket-Position")?;
        Ok(text.to_str()?.parse()?)
    }

    /// The ticket's key, found without reading all of it.
    pub(super) fn key(&self) -> Result<String> {
        let location = self.headers.get("location").context("an answer without Location")?.to_str()?;
        Ok(location.rsplit('/').next().unwrap_or_default().to_owned())
    }
}

impl Client {
    pub(super) async fn connect(port: u16, token: Option<&str>) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Its failure is that of the request it carries.
        tokio::spawn(async move { drop(connection.await) });
        let authorization =
            token.map(|token| HeaderValue::from_str(&format!("Bearer {token}"))).transpose()?;
        Ok(Self { sender, authorization })
    }

    /// A request under `/api/v1` that must be answered with success.
    pub(super) async fn ask(&mut self, method: Method, path: &str, body: Option<String>) -> Result<Answer> {
        self.ask_at(method, path, body, None).await
    }

    /// The same, waiting for the views to reach a position.
    pub(super) async fn ask_at(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        position: Option<i64>,
    ) -> Result<Answer> {
        let mut request =
            Request::builder().method(&method).uri(format!("/api/v1{path}")).header(HOST, "127.0.0.1");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(position) = position {
            request = request.header(POSITION, HeaderValue::from(position));
        }
        let request = request.body(Full::new(Bytes::from(body.unwrap_or_default())))?;
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        if !head.status.is_success() {
            bail!("{method} {path} was answered {}: {}", head.status, String::from_utf8_lossy(&body));
        }
        ensure!(
            !head.headers.contains_key("docket-stale"),
            "{method} {path}: the views lag by more than 2 s"
        );
        Ok(Answer { headers: head.headers, body })
    }

    /// A page, as a browser asks for it, zipped or plain.
    pub(super) async fn page(&mut self, path: &str, zipped: bool) -> Result<Page> {
        let mut request = Request::get(path).header(HOST, "127.0.0.1").header(ACCEPT, "text/html,*/*");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        if zipped {
            request = request.header(ACCEPT_ENCODING, "gzip");
        }
        let request = request.body(Full::default())?;
        self.sender.ready().await?;
        let sent = Instant::now();
        let (head, body) = self.sender.send_request(request).await?.into_parts();
        let first_byte = sent.elapsed();
        ensure!(head.status.is_success(), "{path} was answered {}", head.status);
        Ok(Page { first_byte, body: body.collect().await?.to_bytes() })
    }

    /// A request whose answer has no end: its body, to be read as it comes.
    pub(super) async fn stream(mut self, path: &str) -> Result<Incoming> {
        let mut request = Request::get(format!("/api/v1{path}")).header(HOST, "127.0.0.1");
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let answer = self.sender.send_request(request.body(Full::default())?).await?;
        ensure!(answer.status().is_success(), "{path} was answered {}", answer.status());
        Ok(answer.into_body())
    }

    pub(super) async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask(Method::GET, path, None).await
    }

    pub(super) async fn post(&mut self, path: &str, body: String) -> Result<Answer> {
        self.ask(Method::POST, path, Some(body)).await
    }
}
