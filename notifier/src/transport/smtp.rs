use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use tokio::time::timeout;

use super::{Accepted, Envelope, MailTransport, SendError};
use crate::config::{Security, SmtpTarget};

/// A line that was not used for this long is not used again: servers close theirs without a word.
const IDLE: Duration = Duration::from_secs(20);
/// Lines kept for the next mail.
const KEPT: usize = 4;

/// Hands mails to a mail server.
///
/// It speaks the commands one by one instead of asking lettre to send: lettre's error says which answer came, not
/// what it was the answer to, and that decides whose fault it is.
pub struct SmtpTransport {
    target: SmtpTarget,
    tls: Option<TlsParameters>,
    hello: ClientId,
    limit: Duration,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpTransport").field("target", &self.target).finish_non_exhaustive()
    }
}

/// How far a mail came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Connect,
    Auth,
    Sender,
    Recipient,
    Text,
    /// The whole text is out, the line with the final dot may be.
    Dot,
}

/// The phase, kept outside the conversation so that a time limit that ends it still tells.
struct Progress(AtomicU8);

impl Progress {
    fn reach(&self, phase: Phase) {
        self.0.store(phase as u8, Ordering::SeqCst);
    }

    fn phase(&self) -> Phase {
        const ALL: [Phase; 6] =
            [Phase::Connect, Phase::Auth, Phase::Sender, Phase::Recipient, Phase::Text, Phase::Dot];
        ALL[usize::from(self.0.load(Ordering::SeqCst))]
    }
}

impl SmtpTransport {
    /// To this server; no attempt takes longer than `limit`.
    ///
    /// # Errors
    /// [`SendError::OurFault`] when the system's certificates cannot be read.
    pub fn new(target: SmtpTarget, limit: Duration) -> Result<Self, SendError> {
        let tls = match target.security {
            Security::Wrapper | Security::StartTls => Some(
                TlsParameters::new(target.host.clone())
                    .map_err(|error| SendError::OurFault(error.to_string()))?,
            ),
            Security::Loopback => None,
        };
        Ok(Self { target, tls, hello: ClientId::default(), limit, idle: Mutex::default() })
    }

    async fn connect(&self, progress: &Progress) -> Result<AsyncSmtpConnection, Error> {
        progress.reach(Phase::Connect);
        let server = (self.target.host.as_str(), self.target.port);
        let wrapper = self.tls.clone().filter(|_| self.target.security == Security::Wrapper);
        let mut line =
            AsyncSmtpConnection::connect_tokio1(server, Some(self.limit), &self.hello, wrapper, None).await?;
        if let (Security::StartTls, Some(tls)) = (self.target.security, self.tls.clone()) {
            // Fails when the server does not offer it.
            line.starttls(tls, &self.hello).await?;
        }
        if let Some((name, password)) = &self.target.credentials {
            progress.reach(Phase::Auth);
            let credentials = Credentials::new(name.clone(), password.clone());
            line.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(line)
    }

    /// A line that has said `MAIL`: a kept one if it still works, else a new one.
    async fn line(&self, envelope: &Envelope, progress: &Progress) -> Result<AsyncSmtpConnection, Fault> {
        while let Some(mut line) = self.kept() {
            let mail = mail(envelope, &line)?;
            progress.reach(Phase::Sender);
            match line.command(mail).await {
                Ok(_) => return Ok(line),
                // The server said something about this mail, not that it has had enough of this line.
                Err(error) if error.status().is_some_and(|code| code.to_string() != "421") => {
                    return Err(error.into());
                }
                Err(_) => {}
            }
        }
        let mut line = self.connect(progress).await?;
        let mail = mail(envelope, &line)?;
        progress.reach(Phase::Sender);
        line.command(mail).await?;
        Ok(line)
    }

    fn kept(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let (line, since) = idle.pop()?;
        (since.elapsed() < IDLE).then_some(line)
    }

    fn keep(&self, line: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push((line, Instant::now()));
        }
    }

    async fn talk(&self, envelope: &Envelope, bytes: &[u8], progress: &Progress) -> Result<Accepted, Fault> {
        let mut line = self.line(envelope, progress).await?;
        progress.reach(Phase::Recipient);
        line.command(Rcpt::new(envelope.to.clone(), Vec::new())).await?;
        progress.reach(Phase::Text);
        line.command(Data).await?;
        // Asked for the part behind the last one, lettre has written all and goes on to the final dot.
        let parts = std::iter::once(Some(bytes)).chain(std::iter::once(None)).map_while(|part| {
            if part.is_none() {
                progress.reach(Phase::Dot);
            }
            part
        });
        let answer = line.message_iter(parts).await?;
        let answer = answer.first_line().unwrap_or_default().to_owned();
        self.keep(line);
        Ok(Accepted { answer })
    }
}

/// The command that begins a mail.
fn mail(envelope: &Envelope, line: &AsyncSmtpConnection) -> Result<Mail, Fault> {
    let beyond_ascii =
        [&envelope.to, &envelope.from].iter().any(|address| !AsRef::<str>::as_ref(*address).is_ascii());
    if beyond_ascii && !line.server_info().supports_feature(Extension::SmtpUtfEight) {
        return Err(Fault::NoUnicode);
    }
    let options = if beyond_ascii { vec![MailParameter::SmtpUtfEight] } else { Vec::new() };
    Ok(Mail::new(Some(envelope.from.clone()), options))
}

enum Fault {
    Smtp(Error),
    NoUnicode,
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Smtp(error)
    }
}

#[async_trait]
impl MailTransport for SmtpTransport {
    async fn send(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Accepted, SendError> {
        let progress = Progress(AtomicU8::new(0));
        match timeout(self.limit, self.talk(envelope, bytes, &progress)).await {
            Ok(Ok(accepted)) => Ok(accepted),
            Ok(Err(Fault::Smtp(error))) => Err(sorted(progress.phase(), &error)),
            Ok(Err(Fault::NoUnicode)) => {
                Err(SendError::Refused("the mail server takes no addresses beyond ASCII".to_owned()))
            }
            Err(_) => Err(late(progress.phase(), self.limit)),
        }
    }

    async fn check(&self) -> Result<(), SendError> {
        let progress = Progress(AtomicU8::new(0));
        match timeout(self.limit, self.connect(&progress)).await {
            Ok(Ok(line)) => {
                self.keep(line);
                Ok(())
            }
            Ok(Err(error)) => Err(sorted(progress.phase(), &error)),
            Err(_) => Err(late(progress.phase(), self.limit)),
        }
    }
}

fn late(phase: Phase, limit: Duration) -> SendError {
    let text = format!("nothing came within {} s", limit.as_secs_f32());
    if phase == Phase::Dot { SendError::Ambiguous(text) } else { SendError::Transient(text) }
}

/// What is to be done about an error, by what it is the answer to.
fn sorted(phase: Phase, error: &Error) -> SendError {
    let text = error.to_string();
    if error.is_permanent() {
        return match phase {
            Phase::Recipient | Phase::Text | Phase::Dot => SendError::Refused(text),
            Phase::Connect | Phase::Auth | Phase::Sender => SendError::OurFault(text),
        };
    }
    if error.is_transient() {
        return SendError::Transient(text);
    }
    match phase {
        Phase::Dot => SendError::Ambiguous(text),
        // A certificate that is not theirs, no STARTTLS, no way to log in.
        Phase::Connect | Phase::Auth if error.is_tls() || error.is_client() => SendError::OurFault(text),
        Phase::Connect | Phase::Auth | Phase::Sender | Phase::Recipient | Phase::Text => {
            SendError::Transient(text)
        }
    }
}
