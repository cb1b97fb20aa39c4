//! What can be looked at without the database: settings, the folder, the server, the mail.

use std::net::{IpAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use docket_eventstore::db::Location;
use docket_eventstore::{DataFolderLock, LockError};
use docket_notifier::{MailConfig, MailTarget, transport};
use url::{Host, Url};

use super::{Finding, chain};
use crate::config::Config;

/// Below this, somebody should make room before writing is refused.
const LITTLE_SPACE: u64 = 1 << 30;
const GIB: f64 = 1_073_741_824.0;
/// A mail server that says nothing for so long is not there for us.
const MAIL_PATIENCE: Duration = Duration::from_secs(10);

/// The settings, as far as they can be judged by themselves.
pub(super) fn configuration(config: &Config) -> Vec<Finding> {
    vec![public_url(&config.public_url), sender(config)]
}

fn public_url(text: &str) -> Finding {
    const SUBJECT: &str = "public address";
    let Ok(url) = Url::parse(text) else {
        return Finding::fail(SUBJECT, format_args!("{text} is no address"), "Set DOCKET_PUBLIC_URL");
    };
    match (url.scheme(), is_here(&url)) {
        ("https", _) => Finding::ok(SUBJECT, text),
        (_, true) => Finding::ok(SUBJECT, format!("{text}, which only this machine can reach")),
        _ => Finding::warn(
            SUBJECT,
            format_args!("{text} is not encrypted: passwords cross the network in clear"),
            "Put Docket behind a server that speaks https and set DOCKET_PUBLIC_URL to https://…",
        ),
    }
}

/// Whether an address leads to this machine.
fn is_here(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        None => false,
    }
}

fn sender(config: &Config) -> Finding {
    const SUBJECT: &str = "mail sender";
    match mail_config(config) {
        Err(error) => Finding::fail(SUBJECT, chain(&error), "Set DOCKET_MAIL_FROM and DOCKET_SMTP_URL"),
        Ok(mail) => {
            let invented = mail.id_domain() == "example" || mail.id_domain().ends_with(".example");
            if invented && matches!(mail.target, MailTarget::Smtp(_)) {
                Finding::warn(
                    SUBJECT,
                    format_args!("{} is an example: mail servers refuse it", config.mail_from),
                    "Set DOCKET_MAIL_FROM to an address of your own domain",
                )
            } else {
                Finding::ok(SUBJECT, config.mail_from.as_str())
            }
        }
    }
}

fn mail_config(config: &Config) -> Result<MailConfig, docket_notifier::ConfigError> {
    MailConfig::parse(&config.smtp_url, &config.mail_from, &config.public_url)
}

/// Whether a server runs here, and whether one could.
pub(super) fn server(config: &Config) -> Finding {
    const SUBJECT: &str = "server";
    let listen = config.listen;
    if let Location::Folder(folder) = &config.location
        && folder.is_dir()
    {
        // Held for no longer than it takes to look.
        match DataFolderLock::acquire(folder) {
            Ok(lock) => drop(lock),
            Err(LockError::Held { .. }) => {
                return Finding::ok(SUBJECT, format!("one is running on {}", folder.display()));
            }
            Err(error @ LockError::Io { .. }) => {
                let remedy = "Give the user that Docket runs as the right to write there";
                return Finding::fail(SUBJECT, chain(&error), remedy);
            }
        }
    }
    match TcpListener::bind(listen) {
        Ok(_) => Finding::ok(SUBJECT, format!("nobody listens on {listen}")),
        Err(error) => Finding::warn(
            SUBJECT,
            format_args!("{listen} cannot be listened on: {error}"),
            "If that is Docket on PostgreSQL, all is well; else choose another address by DOCKET_LISTEN",
        ),
    }
}

/// Whether the data folder can be written to, and how much room there is.
pub(super) fn data_folder(config: &Config) -> Finding {
    const SUBJECT: &str = "data folder";
    let folder = match &config.location {
        Location::Folder(folder) => folder,
        Location::Postgres(_) => &config.data_dir,
    };
    let shown = folder.display();
    if !folder.exists() {
        return match nearest(folder).map(tempfile::tempfile_in) {
            Some(Ok(_)) => {
                Finding::ok(SUBJECT, format!("{shown} is not there yet; the first start makes it"))
            }
            Some(Err(error)) => {
                let found = format!("{shown} is not there and cannot be made: {error}");
                Finding::fail(SUBJECT, found, "Make it, or choose another by DOCKET_DATA_DIR")
            }
            None => Finding::fail(
                SUBJECT,
                format_args!("{shown} is no path"),
                "Choose another by DOCKET_DATA_DIR",
            ),
        };
    }
    if let Err(error) = tempfile::tempfile_in(folder) {
        let found = format!("{shown} cannot be written to: {error}");
        return Finding::fail(SUBJECT, found, "Give the user that Docket runs as the right to write there");
    }
    match rustix::fs::statvfs(folder) {
        Ok(stat) => space(&shown.to_string(), stat.f_bavail.saturating_mul(stat.f_frsize)),
        Err(error) => Finding::warn(
            SUBJECT,
            format_args!("{shown} can be written to; its free space is not known: {error}"),
            "Look at it with df",
        ),
    }
}

/// The first part of a path that is there.
fn nearest(folder: &Path) -> Option<&Path> {
    let named = folder.ancestors().find(|folder| folder.exists());
    named.or_else(|| folder.is_relative().then_some(Path::new(".")))
}

/// What is to be said about free space, in bytes.
pub(super) fn space(folder: &str, free: u64) -> Finding {
    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    let gib = free as f64 / GIB;
    if free < LITTLE_SPACE {
        let found = format!("{gib:.1} GiB are free in {folder}");
        let remedy = "Make room: when the disk is full, Docket goes on reading and refuses to write";
        return Finding::warn("data folder", found, remedy);
    }
    Finding::ok("data folder", format!("{folder} can be written to; {gib:.1} GiB are free"))
}

/// Whether mails can be handed over.
pub(super) async fn mail(config: &Config) -> Finding {
    const SUBJECT: &str = "mail";
    let Ok(mail) = mail_config(config) else {
        return Finding::warn(SUBJECT, "Not looked at, because its settings are wrong", "Correct them first");
    };
    match &mail.target {
        MailTarget::Folder(folder) => {
            let shown = folder.display();
            match nearest(folder).map(tempfile::tempfile_in) {
                Some(Ok(_)) => Finding::ok(SUBJECT, format!("mails become files in {shown}")),
                Some(Err(error)) => {
                    let found = format!("no mail can be written to {shown}: {error}");
                    Finding::fail(SUBJECT, found, "Choose another folder by DOCKET_SMTP_URL=file:…")
                }
                None => Finding::fail(SUBJECT, format_args!("{shown} is no path"), "Correct DOCKET_SMTP_URL"),
            }
        }
        MailTarget::Smtp(target) => {
            let server = format!("{}:{}", target.host, target.port);
            let checked = match transport::open(&mail.target, MAIL_PATIENCE) {
                Ok(transport) => transport.check().await,
                Err(error) => Err(error),
            };
            match checked {
                Ok(()) => Finding::ok(SUBJECT, format!("{server} takes our mail")),
                Err(error) => Finding::fail(
                    SUBJECT,
                    format_args!("{server}: {}", chain(&error)),
                    "Mails wait until it does. See that the server runs, and correct DOCKET_SMTP_URL",
                ),
            }
        }
    }
}
