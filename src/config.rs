//! From the command line to a checked configuration.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::TimeDelta;
use docket_eventstore::db::Location;
use docket_files::{Clamd, Place, S3};
use url::Url;

use crate::cli::Options;

/// A checked configuration.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) location: Location,
    pub(crate) data_dir: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: String,
    pub(crate) smtp_url: String,
    pub(crate) mail_from: String,
    pub(crate) metrics_listen: Option<SocketAddr>,
    pub(crate) require_second_factor: bool,
    /// The standard limits times this; 0 for none.
    pub(crate) limits: u32,
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Where the bytes of attachments are.
    pub(crate) files: Place,
    pub(crate) scanner: Option<Clamd>,
    /// In bytes.
    pub(crate) max_file_size: u64,
    pub(crate) files_per_day: u32,
    pub(crate) uploads_kept: TimeDelta,
}

impl Config {
    /// Checks what was given.
    pub(crate) fn new(options: &Options) -> Result<Self> {
        let location = location(options.database_url.as_deref(), &options.data_dir)?;
        let public_url = match &options.public_url {
            Some(text) => checked_public_url(text)?,
            None => format!("http://{}", options.listen),
        };
        let smtp_url = options
            .smtp_url
            .clone()
            .unwrap_or_else(|| format!("file:{}", options.data_dir.join("mail").display()));
        Ok(Self {
            location,
            data_dir: options.data_dir.clone(),
            listen: options.listen,
            public_url,
            smtp_url,
            mail_from: options.mail_from.clone(),
            metrics_listen: options.metrics_listen,
            require_second_factor: options.require_second_factor,
            limits: options.limits,
            trusted_proxies: options.trusted_proxies.clone(),
            files: place(options)?,
            scanner: options.clamd.clone(),
            max_file_size: u64::from(options.max_file_mib) * 1024 * 1024,
            files_per_day: options.files_per_day,
            uploads_kept: TimeDelta::seconds(options.uploads_kept.into()),
        })
    }

    /// The database without its password, for messages.
    pub(crate) fn database_name(&self) -> String {
        name_of(&self.location)
    }
}

/// A database without its password, for messages.
pub(crate) fn name_of(location: &Location) -> String {
    match location {
        Location::Folder(folder) => format!("SQLite in {}", folder.display()),
        Location::Postgres(address) => match Url::parse(address) {
            Ok(mut url) => {
                // Its parameters may hold a password as well.
                url.set_query(None);
                match url.set_password(None) {
                    Ok(()) => format!("PostgreSQL at {url}"),
                    // Only addresses that cannot have a password refuse to lose it.
                    Err(()) => "PostgreSQL".to_owned(),
                }
            }
            Err(_) => "PostgreSQL".to_owned(),
        },
    }
}

/// Where files are: the bucket that was named, else the folder `files` of the data folder.
fn place(options: &Options) -> Result<Place> {
    let Some(text) = options.files_url.as_deref().filter(|text| !text.is_empty()) else {
        return Ok(Place::Folder(options.data_dir.join("files")));
    };
    let url = Url::parse(text).context("the address of the files is none: write s3://bucket/prefix")?;
    let bucket = url.host_str().unwrap_or_default();
    if url.scheme() != "s3" || bucket.is_empty() {
        bail!("files are kept in s3://bucket/prefix, or without an address in the data folder");
    }
    let given = |value: &Option<String>, name: &str| {
        value
            .clone()
            .filter(|value| !value.is_empty())
            .with_context(|| format!("files in a bucket need {name}"))
    };
    Ok(Place::S3(S3 {
        bucket: bucket.to_owned(),
        prefix: url.path().trim_matches('/').to_owned(),
        endpoint: options.files_endpoint.clone(),
        region: options.files_region.clone(),
        access_key: given(&options.files_access_key, "DOCKET_FILES_ACCESS_KEY")?,
        secret_key: given(&options.files_secret_key, "DOCKET_FILES_SECRET_KEY")?,
    }))
}

/// Where the data is, by the variable or in the data folder.
pub(crate) fn location(database_url: Option<&str>, data_dir: &Path) -> Result<Location> {
    let Some(text) = database_url.filter(|text| !text.is_empty()) else {
        return Ok(Location::Folder(data_dir.to_owned()));
    };
    if let Some(folder) = text.strip_prefix("sqlite:") {
        let folder = folder.strip_prefix("//").unwrap_or(folder);
        if folder.is_empty() {
            bail!("DOCKET_DATABASE_URL: sqlite: must be followed by a folder, such as sqlite:./docket-data");
        }
        return Ok(Location::Folder(PathBuf::from(folder)));
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        Url::parse(text).context("DOCKET_DATABASE_URL is not a valid address")?;
        return Ok(Location::Postgres(text.to_owned()));
    }
    bail!("DOCKET_DATABASE_URL must begin with sqlite: or postgres://")
}

fn checked_public_url(text: &str) -> Result<String> {
    let url = Url::parse(text).with_context(|| format!("DOCKET_PUBLIC_URL is not an address: {text}"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        bail!("DOCKET_PUBLIC_URL must begin with http:// or https:// and name a host: {text}");
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        let (scheme, host) = (url.scheme(), url.authority());
        bail!(
            "DOCKET_PUBLIC_URL (--public-url) is {text}, and pages, links and cookies stand at the root of a host: \
             set it to {scheme}://{host}, and give Docket a host name or a port of its own"
        );
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_is_in_the_data_folder_unless_named() {
        let data = Path::new("here");
        assert_eq!(location(None, data).unwrap(), Location::Folder("here".into()));
        assert_eq!(location(Some(""), data).unwrap(), Location::Folder("here".into()));
        assert_eq!(location(Some("sqlite:there"), data).unwrap(), Location::Folder("there".into()));
        let address = "postgres://docket@127.0.0.1/docket";
        assert_eq!(location(Some(address), data).unwrap(), Location::Postgres(address.into()));
    }

    #[test]
    fn another_kind_of_database_is_refused_with_the_remedy() {
        let error = location(Some("mysql://x"), Path::new("here")).unwrap_err().to_string();
        assert!(error.contains("sqlite:") && error.contains("postgres://"), "{error}");
    }

    #[test]
    fn a_public_address_loses_its_last_slash_and_needs_a_host() {
        assert_eq!(checked_public_url("https://desk.example/").unwrap(), "https://desk.example");
        for wrong in ["desk.example", "ftp://desk.example", "https://desk.example/?a=b"] {
            assert!(checked_public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_public_address_with_a_path_is_refused_with_the_setting_and_the_remedy() {
        for wrong in [
            "https://desk.example:8443/help",
            "https://desk.example:8443/help/",
            "https://desk.example:8443//",
        ] {
            let error = checked_public_url(wrong).unwrap_err().to_string();
            for part in ["DOCKET_PUBLIC_URL", "--public-url", wrong, "set it to https://desk.example:8443,"] {
                assert!(error.contains(part), "{error}");
            }
        }
    }
}
