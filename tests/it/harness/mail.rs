//! Mails as they lie in the mail folder.

use std::path::Path;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use docket_test_support::wait_for;

/// A mail that was written.
#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) language: String,
    pub(crate) message_id: String,
    /// The text part, decoded.
    pub(crate) text: String,
    /// All parts, decoded, and all headers.
    pub(crate) everything: String,
}

/// The mails of a folder, in the order they were decided.
pub(crate) fn read_all(folder: &Path) -> Vec<Mail> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    files.sort();
    files.iter().map(|file| parse(&std::fs::read_to_string(file).expect("a readable mail"))).collect()
}

/// Those to one address.
pub(crate) fn read_to(folder: &Path, address: &str) -> Vec<Mail> {
    read_all(folder).into_iter().filter(|mail| mail.to == address).collect()
}

/// Waits for a link of that kind in the newest mail to an address, and gives its token.
pub(crate) async fn link(folder: &Path, address: &str, kind: &str) -> String {
    let what = format!("a mail to {address} with a link to {kind}");
    wait_for(Duration::from_secs(30), &what, async || {
        read_to(folder, address).iter().rev().find_map(|mail| token(&mail.text, kind))
    })
    .await
}

fn token(text: &str, kind: &str) -> Option<String> {
    let (_, rest) = text.split_once(&format!("/{kind}/"))?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

fn parse(raw: &str) -> Mail {
    let raw = raw.replace("\r\n", "\n");
    let (head, body) = raw.split_once("\n\n").expect("a header and a body");
    let mut parts = Vec::new();
    read_part(head, body, &mut parts);
    let text = parts.iter().find(|(kind, _)| kind.starts_with("text/plain")).expect("a text part").1.clone();
    let mut everything = decode_words(&unfold(head));
    for (_, part) in &parts {
        everything.push('\n');
        everything.push_str(part);
    }
    let to = header(head, "to");
    let to = to.rsplit_once('<').map_or(to.clone(), |(_, rest)| rest.trim_end_matches('>').to_owned());
    Mail {
        to,
        subject: decode_words(&header(head, "subject")),
        language: header(head, "content-language"),
        message_id: header(head, "message-id"),
        text,
        everything,
    }
}

fn read_part(head: &str, body: &str, parts: &mut Vec<(String, String)>) {
    let kind = header(head, "content-type");
    let boundary = kind
        .split_once("boundary=")
        .map(|(_, rest)| rest.split(';').next().unwrap_or(rest).trim().trim_matches('"'));
    if let Some(boundary) = boundary {
        let marker = format!("--{boundary}");
        for part in body.split(&marker).skip(1).filter(|part| !part.starts_with("--")) {
            let (head, body) = part.trim_start_matches('\n').split_once("\n\n").expect("a part has a header");
            read_part(head, body, parts);
        }
        return;
    }
    let bytes = match header(head, "content-transfer-encoding").to_ascii_lowercase().as_str() {
        "base64" => STANDARD.decode(body.replace(['\n', ' '], "")).expect("base64"),
        "quoted-printable" => quoted_printable(body, false),
        _ => body.as_bytes().to_vec(),
    };
    parts.push((kind.to_ascii_lowercase(), String::from_utf8(bytes).expect("UTF-8")));
}

/// A header's lines made one.
fn unfold(head: &str) -> String {
    head.replace("\n ", " ").replace("\n\t", " ")
}

fn header(head: &str, name: &str) -> String {
    unfold(head)
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| found.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

fn quoted_printable(text: &str, in_header: bool) -> Vec<u8> {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'_', _) if in_header => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    bytes
}

/// Decodes the encoded words of a header (RFC 2047); white space between two of them is none.
fn decode_words(value: &str) -> String {
    let joined = value.replace("?= =?", "?==?");
    let mut out = String::new();
    let mut rest = joined.as_str();
    while let Some((before, word)) = rest.split_once("=?") {
        out.push_str(before);
        let fields: Vec<&str> = word.splitn(4, '?').collect();
        let [_, encoding, text, after] = fields.as_slice() else {
            out.push_str("=?");
            rest = word;
            continue;
        };
        let bytes = if encoding.eq_ignore_ascii_case("b") {
            STANDARD.decode(text).expect("base64")
        } else {
            quoted_printable(text, true)
        };
        out.push_str(&String::from_utf8_lossy(&bytes));
        rest = after.strip_prefix('=').unwrap_or(after);
    }
    out.push_str(rest);
    out
}

#[test]
fn a_mail_is_read_with_its_encodings_undone() {
    let raw = "To: Tom <tom@x.example>\r\nSubject: =?utf-8?b?w6l0w6k=?= =?utf-8?q?_2?=\r\nContent-Language: fr\r\n\
               Content-Type: multipart/alternative;\r\n boundary=\"b\"\r\n\r\n--b\r\n\
               Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
               =C3=A9t=\r\n=C3=A9 http://h/activate/a-b_c1\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\
               Content-Transfer-Encoding: base64\r\n\r\nPGI+\r\n--b--\r\n";
    let mail = parse(raw);
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str(), mail.language.as_str()),
        ("tom@x.example", "été 2", "fr")
    );
    assert_eq!(mail.text.trim(), "été http://h/activate/a-b_c1");
    assert_eq!(token(&mail.text, "activate").as_deref(), Some("a-b_c1"));
    assert!(mail.everything.contains("<b>"), "{}", mail.everything);
}
