//! A small HTTP client: one keep-alive connection, JSON in and out.

use std::fmt;
use std::time::Duration;

use docket_test_support::wait_for;
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::Mutex;

pub(crate) const API: &str = "/api/v1";

/// What stands between the parts of a form.
pub(crate) const BOUNDARY: &str = "a-boundary-of-tests";

/// A killed projector's lease ends after a quarter of a minute; after an outage the pauses between tries have grown.
const VIEWS_LIMIT: Duration = Duration::from_secs(90);

/// Somebody who talks to a program, logged in or not.
#[derive(Debug)]
pub(crate) struct Client {
    port: u16,
    token: Option<String>,
    connection: Mutex<Option<SendRequest<Full<Bytes>>>>,
}

/// With a connection of its own.
impl Clone for Client {
    fn clone(&self) -> Self {
        Self { port: self.port, token: self.token.clone(), connection: Mutex::default() }
    }
}

/// A request in the making. Paths begin behind `/api/v1`, unless they begin with `!`.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: Vec<(&'static str, String)>,
    content_type: Option<String>,
    body: Vec<u8>,
}

impl Call {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), content_type: None, body: Vec::new() }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::new(Method::POST, path).json(body)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.raw("application/json", body.to_string())
    }

    pub(crate) fn raw(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.content_type = Some(content_type.to_owned());
        self.body = body.into();
        self
    }

    /// A form with a file, as a browser sends it, and with plain fields.
    pub(crate) fn file(path: impl Into<String>, name: &str, content: &[u8], fields: &[(&str, &str)]) -> Self {
        let mut form = Vec::new();
        for (field, value) in fields {
            let part = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
            form.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        form.extend_from_slice(head.as_bytes());
        form.extend_from_slice(content);
        form.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        Self::new(Method::POST, path).raw(&format!("multipart/form-data; boundary={BOUNDARY}"), form)
    }

    /// Without the header that names the type of its body.
    pub(crate) fn without_content_type(mut self) -> Self {
        self.content_type = None;
        self
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) call: String,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// The body as it came; `text` is what of it is text.
    pub(crate) bytes: Bytes,
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} answered {}: {}", self.call, self.status, self.text)
    }
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{self}: {error}"))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where in the log it stands.
    pub(crate) fn position(&self) -> i64 {
        let header = self.header("docket-position");
        header.and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no position: {self}"))
    }

    /// The body, of an answer that must be this one.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{self}");
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// The problem document, of an answer that must be this problem.
    #[track_caller]
    pub(crate) fn expect_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem["code"], code, "{self}");
        assert_eq!(problem["status"], status, "{self}");
        let kind = self.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/problem+json"), "{kind}: {self}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{self}");
        problem
    }
}

impl Client {
    pub(crate) fn anonymous(port: u16) -> Self {
        Self { port, token: None, connection: Mutex::default() }
    }

    pub(crate) fn with_token(port: u16, token: impl Into<String>) -> Self {
        Self { port, token: Some(token.into()), connection: Mutex::default() }
    }

    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().expect("logged in")
    }

    /// Logs in by password.
    pub(crate) async fn log_in(port: u16, email: &str, password: &str) -> Self {
        let body = serde_json::json!({ "email": email, "password": password });
        let answer = Self::anonymous(port).post("/session", &body).await.expect(200);
        Self::with_token(port, answer["token"].as_str().expect("a token"))
    }

    pub(crate) async fn get(&self, path: impl Into<String>) -> Answer {
        self.send(Call::get(path)).await
    }

    pub(crate) async fn post(&self, path: impl Into<String>, body: &Value) -> Answer {
        self.send(Call::post(path, body)).await
    }

    pub(crate) async fn put(&self, path: impl Into<String>, body: &Value) -> Answer {
        self.send(Call::new(Method::PUT, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: impl Into<String>) -> Answer {
        self.send(Call::new(Method::DELETE, path)).await
    }

    /// Reads what is at least as new as a position.
    pub(crate) async fn get_at(&self, path: impl Into<String>, position: i64) -> Answer {
        let answer = self.send(Call::get(path).header("docket-position", position)).await;
        assert_eq!(answer.header("docket-stale"), None, "the views came to {position}: {answer}");
        answer
    }

    /// The same after a fault: the views may need more than one wait to come on.
    pub(crate) async fn get_after_a_fault(&self, path: &str, position: i64) -> Answer {
        wait_for(VIEWS_LIMIT, &format!("the views to come to {position}"), async || {
            let answer = self.send(Call::get(path).header("docket-position", position)).await;
            (answer.status == 200 && answer.header("docket-stale").is_none()).then_some(answer)
        })
        .await
    }

    pub(crate) async fn send(&self, call: Call) -> Answer {
        let what = format!("{} {}", call.method, call.path);
        self.try_send(call).await.unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Sends, and tells when no answer came: the server may be gone.
    pub(crate) async fn try_send(
        &self,
        call: Call,
    ) -> Result<Answer, Box<dyn std::error::Error + Send + Sync>> {
        let what = format!("{} {}", call.method, target(&call));
        let request = self.request(call)?;
        let mut connection = self.connection.lock().await;
        // Taken out while it is used: one whose request was given up is not used again.
        let mut sender = match connection.take() {
            Some(sender) if !sender.is_closed() && sender.is_ready() => sender,
            _ => connect(self.port).await?,
        };
        let (head, body) = sender.send_request(request).await?.into_parts();
        let bytes = body.collect().await?.to_bytes();
        *connection = Some(sender);
        Ok(Answer {
            call: what,
            status: head.status,
            headers: head.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        })
    }

    /// Sends on a connection of its own, and reads the answer's head.
    pub(crate) async fn open(
        &self,
        call: Call,
    ) -> Result<Response<Incoming>, Box<dyn std::error::Error + Send + Sync>> {
        let request = self.request(call)?;
        Ok(connect(self.port).await?.send_request(request).await?)
    }

    fn request(&self, call: Call) -> Result<Request<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
        let mut request =
            Request::builder().method(&call.method).uri(target(&call)).header("host", "127.0.0.1");
        if let Some(kind) = &call.content_type {
            request = request.header(CONTENT_TYPE, kind);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in &call.headers {
            request = request.header(HeaderName::from_static(name), HeaderValue::from_str(value)?);
        }
        Ok(request.body(Full::new(Bytes::from(call.body)))?)
    }
}

fn target(call: &Call) -> String {
    match call.path.strip_prefix('!') {
        Some(path) => path.to_owned(),
        None => format!("{API}{}", call.path),
    }
}

async fn connect(port: u16) -> Result<SendRequest<Full<Bytes>>, Box<dyn std::error::Error + Send + Sync>> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Its failure is that of the request it carries.
    tokio::spawn(async move { drop(connection.await) });
    Ok(sender)
}

/// The items of a list.
pub(crate) fn items(list: &Value) -> &[Value] {
    list["items"].as_array().map_or_else(|| panic!("a list has items: {list}"), Vec::as_slice)
}
