use askama::Template;
use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use sha2::{Digest as _, Sha256};

use super::Letter;
use crate::NotifierError;
use crate::config::one_line;

#[derive(Template)]
#[template(path = "mail.txt", escape = "none")]
struct Text<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    letter: &'a Letter,
    language: &'static str,
}

/// What the head of a mail says beside the letter.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    pub(crate) from: Mailbox,
    pub(crate) to: Mailbox,
    /// When it was decided: the same for every attempt.
    pub(crate) at: DateTime<Utc>,
    pub(crate) message_id: String,
    /// The ticket's root, then the mail before this one: readers thread by them.
    pub(crate) references: Vec<String>,
    /// The list readers filter by.
    pub(crate) list_id: String,
}

/// The letter as text and as HTML.
pub(super) fn parts(letter: &Letter) -> Result<(String, String), askama::Error> {
    Ok((Text { letter }.render()?, Html { letter, language: letter.voice.tag() }.render()?))
}

/// The mail as it is sent. The same letter and stamp give the same bytes.
pub(crate) fn bytes(letter: &Letter, stamp: Stamp) -> Result<Vec<u8>, NotifierError> {
    let failed = |error: String| NotifierError::Letter(error);
    let (text, html) = parts(letter).map_err(|e| failed(e.to_string()))?;
    // lettre's own boundary is random; this one stays the same when the mail is sent again.
    let boundary: String =
        Sha256::digest(stamp.message_id.as_bytes()).iter().take(16).map(|b| format!("{b:02x}")).collect();
    let parts = MultiPart::alternative()
        .boundary(boundary)
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(html));
    let mut message = Message::builder()
        .from(stamp.from)
        .to(stamp.to)
        .date(stamp.at.into())
        .subject(one_line(&letter.subject))
        .message_id(Some(stamp.message_id));
    if let Some(previous) = stamp.references.last() {
        message = message.in_reply_to(previous.clone()).references(stamp.references.join(" "));
    }
    for (name, value) in [
        // RFC 3834: nobody's automatic answer to an automatic mail.
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("List-Id", stamp.list_id.as_str()),
        ("Content-Language", letter.voice.tag()),
    ] {
        let name = HeaderName::new_from_ascii(name.to_owned()).map_err(|e| failed(e.to_string()))?;
        message = message.raw_header(HeaderValue::new(name, one_line(value)));
    }
    Ok(message.multipart(parts).map_err(|e| failed(e.to_string()))?.formatted())
}
