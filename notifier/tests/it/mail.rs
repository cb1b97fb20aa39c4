//! Reading mails, and a transport that keeps them.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use base64::Engine as _;
use docket_notifier::MailTransport;
use docket_notifier::transport::{Accepted, Envelope, SendError};

/// A mail, read.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) head: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Mail {
    pub(crate) fn read(to: &str, raw: &str) -> Self {
        let raw = raw.replace("\r\n", "\n");
        let (head, body) = parts_of(&raw);
        let kind = value(&head, "Content-Type").unwrap_or_default().to_owned();
        assert!(kind.starts_with("multipart/alternative"), "{kind}");
        let boundary = kind.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let parts: Vec<(String, String)> = body
            .split(&format!("--{boundary}"))
            .skip(1)
            .filter(|part| !part.starts_with("--"))
            .map(|part| {
                let (head, body) = parts_of(part.trim_start_matches('\n'));
                let encoding = value(&head, "Content-Transfer-Encoding").unwrap_or("7bit");
                (value(&head, "Content-Type").unwrap().to_owned(), decoded(encoding, &body))
            })
            .collect();
        let [(plain, text), (rich, html)] = parts.as_slice() else { panic!("{} parts", parts.len()) };
        assert!(plain.starts_with("text/plain") && rich.starts_with("text/html"), "{plain}, {rich}");
        Self { to: to.to_owned(), head, text: text.clone(), html: html.clone() }
    }

    /// A header's value; it must be there exactly once.
    pub(crate) fn header(&self, name: &str) -> &str {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} in {:?}", self.head);
        all[0]
    }

    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let mine = self.head.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name));
        mine.map(|(_, value)| value.as_str()).collect()
    }

    pub(crate) fn holds(&self, what: &str) -> bool {
        self.head.iter().any(|(_, value)| value.contains(what))
            || self.text.contains(what)
            || self.html.contains(what)
    }
}

fn parts_of(raw: &str) -> (Vec<(String, String)>, String) {
    let (head, body) = raw.split_once("\n\n").unwrap();
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    let head = unfolded.lines().map(|line| {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("no header: {line:?}"));
        (name.to_owned(), words_of(value))
    });
    (head.collect(), body.to_owned())
}

fn value<'a>(head: &'a [(String, String)], name: &str) -> Option<&'a str> {
    head.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// RFC 2047: the encoded words of a header.
fn words_of(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value;
    while let Some(start) = rest.find("=?utf-8?b?") {
        let between = &rest[..start];
        if text.is_empty() || !between.trim().is_empty() {
            text.push_str(between);
        }
        let word = &rest[start + 10..];
        let end = word.find("?=").unwrap();
        text.push_str(&decoded("base64", &word[..end]));
        rest = &word[end + 2..];
    }
    text.push_str(rest);
    text
}

fn decoded(encoding: &str, body: &str) -> String {
    match encoding {
        "7bit" | "8bit" => body.to_owned(),
        "base64" => {
            let joined: String = body.split_whitespace().collect();
            let bytes = base64::engine::general_purpose::STANDARD.decode(joined).unwrap();
            String::from_utf8(bytes).unwrap()
        }
        "quoted-printable" => {
            let (mut bytes, mut rest) = (Vec::new(), body.as_bytes());
            while let [first, others @ ..] = rest {
                match (first, others) {
                    (b'=', [b'\n', after @ ..]) => rest = after,
                    (b'=', [high, low, after @ ..]) => {
                        let hex = [*high, *low];
                        bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
                        rest = after;
                    }
                    _ => {
                        bytes.push(*first);
                        rest = others;
                    }
                }
            }
            String::from_utf8(bytes).unwrap()
        }
        other => panic!("unknown encoding {other}"),
    }
}

/// Keeps what it is given; refuses in the way it is told.
#[derive(Debug, Default)]
pub(crate) struct Letterbox {
    mails: Mutex<Vec<(Envelope, String)>>,
    refusal: Mutex<Option<SendError>>,
}

impl Letterbox {
    /// What came since the last look.
    pub(crate) fn take(&self) -> Vec<Mail> {
        let mails = std::mem::take(&mut *self.mails.lock().unwrap_or_else(PoisonError::into_inner));
        let mut mails: Vec<Mail> =
            mails.iter().map(|(envelope, raw)| Mail::read(envelope.to.as_ref(), raw)).collect();
        mails.sort_by(|a, b| a.to.cmp(&b.to));
        mails
    }

    pub(crate) fn refuse(&self, how: Option<SendError>) {
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = how;
    }
}

#[async_trait]
impl MailTransport for Letterbox {
    async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Accepted, SendError> {
        if let Some(error) = self.refusal.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            return Err(error);
        }
        assert!(bytes.is_ascii(), "every server takes ASCII");
        let raw = String::from_utf8(bytes.to_vec()).unwrap();
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push((envelope.clone(), raw));
        Ok(Accepted { answer: "kept".to_owned() })
    }

    async fn check(&self) -> Result<(), SendError> {
        Ok(())
    }
}
