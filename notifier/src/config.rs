//! Where mails go and what they say of themselves.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use lettre::message::Mailbox;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

#[cfg(test)]
mod tests;

/// What the notifier must know of the installation.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// Where mails are handed to.
    pub target: MailTarget,
    /// Whom they come from.
    pub from: Mailbox,
    /// Where the program is found by its readers: links begin with it. Without a slash at its end.
    pub public_url: String,
}

/// Where mails are handed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailTarget {
    /// A mail server.
    Smtp(SmtpTarget),
    /// A folder; each mail becomes a file in it.
    Folder(PathBuf),
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpTarget {
    /// Its name, which its certificate must bear, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line to it is protected.
    pub security: Security,
    /// Name and password, where it wants them.
    pub credentials: Option<(String, String)>,
}

/// How the line to a mail server is protected. Mails hold links that let a person in, so a line that leaves the
/// machine is always encrypted and the certificate always checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (`smtps://`).
    Wrapper,
    /// STARTTLS, or no mail.
    StartTls,
    /// None: the server is on this machine.
    Loopback,
}

/// Why a mail setting was not taken. The message says what to write instead; no message repeats a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// The target is nothing known.
    #[error("the mail target {0}: write smtp://host:port, smtps://host:port or file:folder")]
    Target(&'static str),
    /// The sender is no address.
    #[error("the mail sender {0:?} is not an address: write it like Support <no-reply@desk.example>")]
    From(String),
    /// The public address is none.
    #[error("the public address {0:?} is not one: write it like https://desk.example")]
    PublicUrl(String),
}

impl MailConfig {
    /// Reads the settings as they are written: `url` is `smtp://`, `smtps://` or `file:folder`, `from` an address
    /// with or without a name before it.
    ///
    /// # Errors
    /// [`ConfigError`] names the setting and what to write instead.
    pub fn parse(url: &str, from: &str, public_url: &str) -> Result<Self, ConfigError> {
        let target = MailTarget::parse(url)?;
        let sender = from.parse().map_err(|_| ConfigError::From(from.to_owned()))?;
        let parsed = Url::parse(public_url).ok().filter(|u| matches!(u.scheme(), "http" | "https"));
        if parsed.and_then(|u| u.host().map(|_| ())).is_none() {
            return Err(ConfigError::PublicUrl(public_url.to_owned()));
        }
        Ok(Self { target, from: sender, public_url: public_url.trim_end_matches('/').to_owned() })
    }

    /// The domain that the ids of our mails end with: the sender's, since it is the one that vouches for them.
    pub fn id_domain(&self) -> &str {
        self.from.email.domain()
    }
}

impl MailTarget {
    /// Reads `smtp://[name:password@]host[:port]`, `smtps://…` or `file:folder`.
    ///
    /// # Errors
    /// [`ConfigError::Target`].
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        if let Some(folder) = text.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            return if folder.is_empty() {
                Err(ConfigError::Target("names no folder"))
            } else {
                Ok(Self::Folder(PathBuf::from(folder)))
            };
        }
        let url = Url::parse(text).map_err(|_| ConfigError::Target("cannot be read"))?;
        let host = url.host_str().filter(|h| !h.is_empty()).ok_or(ConfigError::Target("names no host"))?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(ConfigError::Target("has something behind the port"));
        }
        let security = match url.scheme() {
            "smtps" => Security::Wrapper,
            "smtp" if is_loopback(&url) => Security::Loopback,
            "smtp" => Security::StartTls,
            _ => return Err(ConfigError::Target("has an unknown scheme")),
        };
        let usual = match security {
            Security::Wrapper => 465,
            Security::StartTls => 587,
            Security::Loopback => 25,
        };
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => {
                return Err(ConfigError::Target("needs both a name and a password, or none"));
            }
            (name, Some(password)) => Some((decoded(name)?, decoded(password)?)),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self::Smtp(SmtpTarget { host, port: url.port().unwrap_or(usual), security, credentials }))
    }
}

impl fmt::Debug for SmtpTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, security, credentials } = self;
        let name = credentials.as_ref().map(|(name, _)| name);
        f.debug_struct("SmtpTarget")
            .field("host", host)
            .field("port", port)
            .field("security", security)
            .field("name", &name)
            .finish_non_exhaustive()
    }
}

/// A text without control characters: nothing in it can begin another line.
pub(crate) fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim().to_owned()
}

fn decoded(text: &str) -> Result<String, ConfigError> {
    let text = percent_decode_str(text).decode_utf8();
    text.map(String::from).map_err(|_| ConfigError::Target("has a name or password that is not UTF-8"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // With a scheme it does not know, url reads an address as a name.
        Some(Host::Domain(name)) => {
            name.eq_ignore_ascii_case("localhost")
                || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}
