//! An SMTP server of one's own, which can be told to fail.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::variable;

/// What the server does with a recipient's mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Accepts it.
    Accept,
    /// Answers `RCPT` with this code: 450 and 451 (greylisting) for later, 550 for never.
    Refuse(u16),
    /// Answers `DATA` with 421 and closes the line.
    Close,
    /// Reads the message and never answers, until the client closes the line. The message is not stored.
    Hang,
    /// Stores the message and cuts the line without an answer: the client cannot know.
    Cut,
}

/// A message that the server stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The envelope's sender.
    pub mail_from: String,
    /// The envelope's recipients, those that were refused left out.
    pub rcpt_tos: Vec<String>,
    /// Header and body as they came, without the dots SMTP adds; bytes that are no UTF-8 are replaced.
    pub data: String,
    /// Whether the client was told; see [`Behaviour::Cut`].
    pub answered: bool,
}

/// What the server did with one recipient of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The address in `RCPT`.
    pub recipient: String,
    /// `accept`, `refuse`, `close`, `hang` or `cut`.
    pub outcome: String,
}

/// An SMTP server on a free loopback port. Without other orders it accepts everything. It ends when it is dropped,
/// and with this process in whatever way that ends.
#[derive(Debug)]
pub struct SmtpServer {
    port: u16,
    process: Child,
    line: Mutex<Option<Line>>,
}

#[derive(Debug)]
struct Line {
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl SmtpServer {
    /// Starts a server.
    ///
    /// # Panics
    /// When the test was not started by `cargo xtask test`, or the server does not come up.
    #[must_use]
    pub fn start() -> Self {
        Self::try_start(&[]).unwrap_or_else(|error| panic!("SMTP server: {error:#}"))
    }

    /// Starts a server that speaks TLS from the first byte, under a certificate for its own address that nobody
    /// vouches for.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    #[must_use]
    pub fn start_as_stranger() -> Self {
        Self::try_start(&["tls"]).unwrap_or_else(|error| panic!("SMTP server: {error:#}"))
    }

    fn try_start(arguments: &[&str]) -> Result<Self> {
        let mut process = Command::new(variable::required(variable::SMTP_PYTHON))
            .arg(variable::required(variable::SMTP_SERVER))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .context("cannot run it")?;
        let orders = process.stdin.take().context("no standard input")?;
        let answers = BufReader::new(process.stdout.take().context("no standard output")?);
        let mut line = Line { orders, answers };
        let port =
            line.answer()?["port"].as_u64().and_then(|port| port.try_into().ok()).context("no port")?;
        Ok(Self { port, process, line: Mutex::new(Some(line)) })
    }

    /// The port it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address for `DOCKET_SMTP_URL`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// From now on mail to this address (`*`: any that has no order of its own) is treated like this.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn set_behaviour(&self, recipient: &str, behaviour: Behaviour) {
        self.order_behaviour(recipient, behaviour, None);
    }

    /// The next `times` mails to this address (`*`: any that has no order of its own) are treated like this, those
    /// after them accepted.
    ///
    /// # Panics
    /// When the server is gone.
    pub fn set_behaviour_times(&self, recipient: &str, behaviour: Behaviour, times: u32) {
        self.order_behaviour(recipient, behaviour, Some(times));
    }

    /// The messages that were stored, oldest first.
    ///
    /// # Panics
    /// When the server is gone.
    #[must_use]
    pub fn messages(&self) -> Vec<Message> {
        let report = self.order(&json!({ "do": "report" }));
        list(&report["messages"])
            .map(|message| Message {
                mail_from: text(&message["mail_from"]),
                rcpt_tos: list(&message["rcpt_tos"]).map(text).collect(),
                data: text(&message["data"]),
                answered: message["answered"] == json!(true),
            })
            .collect()
    }

    /// The messages that were stored for this address, oldest first.
    ///
    /// # Panics
    /// When the server is gone.
    #[must_use]
    pub fn messages_to(&self, recipient: &str) -> Vec<Message> {
        let to = |message: &Message| message.rcpt_tos.iter().any(|to| to.eq_ignore_ascii_case(recipient));
        self.messages().into_iter().filter(to).collect()
    }

    /// Every try to send, those that failed included, oldest first.
    ///
    /// # Panics
    /// When the server is gone.
    #[must_use]
    pub fn attempts(&self) -> Vec<Attempt> {
        let report = self.order(&json!({ "do": "report" }));
        list(&report["attempts"])
            .map(|attempt| Attempt {
                recipient: text(&attempt["recipient"]),
                outcome: text(&attempt["outcome"]),
            })
            .collect()
    }

    fn order_behaviour(&self, recipient: &str, behaviour: Behaviour, times: Option<u32>) {
        let (how, code) = match behaviour {
            Behaviour::Accept => ("accept", None),
            Behaviour::Refuse(code) => ("refuse", Some(code)),
            Behaviour::Close => ("close", None),
            Behaviour::Hang => ("hang", None),
            Behaviour::Cut => ("cut", None),
        };
        self.order(&json!({
            "do": "behave", "recipient": recipient, "as": how, "code": code, "times": times,
        }));
    }

    fn order(&self, order: &Value) -> Value {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        line.as_mut()
            .context("stopped")
            .and_then(|line| line.order(order))
            .unwrap_or_else(|error| panic!("SMTP server: {error:#}"))
    }
}

impl Line {
    fn order(&mut self, order: &Value) -> Result<Value> {
        writeln!(self.orders, "{order}").context("it does not listen")?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Value> {
        let mut answer = String::new();
        ensure!(self.answers.read_line(&mut answer)? > 0, "it ended; why stands above");
        serde_json::from_str(&answer).with_context(|| format!("answered {answer:?}"))
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        *self.line.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        // It ends with its input; a client that still hangs need not be waited for.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
