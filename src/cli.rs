//! The command line. Each option that has one can also be given by its environment variable.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use docket_files::Clamd;

/// A self-hosted service desk on an event log.
#[derive(Debug, Parser)]
#[command(name = "docket", version, about, propagate_version = true)]
pub(crate) struct Cli {
    /// What to do; without a command, `serve`.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) options: Options,
}

/// Where the data is and how Docket is reached.
#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// `postgres://…`, or `sqlite:FOLDER`; without it, SQLite files in the data folder.
    #[arg(long, env = "DOCKET_DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// The data folder.
    #[arg(
        long,
        env = "DOCKET_DATA_DIR",
        global = true,
        value_name = "FOLDER",
        default_value = "docket-data"
    )]
    pub(crate) data_dir: PathBuf,
    /// Where to listen.
    #[arg(
        long,
        env = "DOCKET_LISTEN",
        global = true,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) listen: SocketAddr,
    /// Where people reach Docket; links in mails begin with it. Without it, `http://` and the listen address.
    #[arg(long, env = "DOCKET_PUBLIC_URL", global = true, value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Where mail goes: `smtp://[user:password@]host[:port]`, `smtps://…`, `file:FOLDER`. Without it, .eml files in
    /// the folder `mail` of the data folder.
    #[arg(long, env = "DOCKET_SMTP_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub(crate) smtp_url: Option<String>,
    /// The sender of all mail.
    #[arg(
        long,
        env = "DOCKET_MAIL_FROM",
        global = true,
        value_name = "MAILBOX",
        default_value = "Docket <no-reply@docket.example>"
    )]
    pub(crate) mail_from: String,
    /// Where to serve /metrics (Prometheus). Without it, nowhere.
    #[arg(long, env = "DOCKET_METRICS_LISTEN", global = true, value_name = "ADDRESS")]
    pub(crate) metrics_listen: Option<SocketAddr>,
    /// Agents and administrators must have a second factor before they can do anything else.
    #[arg(long, env = "DOCKET_REQUIRE_SECOND_FACTOR", global = true)]
    pub(crate) require_second_factor: bool,
    /// How often people and networks may ask for something: the standard limits times this number, 0 for no limits.
    #[arg(long, env = "DOCKET_LIMITS", global = true, value_name = "FACTOR", default_value_t = 1)]
    pub(crate) limits: u32,
    /// Reverse proxies whose `X-Forwarded-For` says where a request comes from; without it, the connection does.
    #[arg(
        long,
        env = "DOCKET_TRUSTED_PROXIES",
        global = true,
        value_name = "ADDRESSES",
        value_delimiter = ','
    )]
    pub(crate) trusted_proxies: Vec<IpAddr>,
    /// Where the files of tickets are kept: `s3://bucket/prefix`. Without it, in the folder `files` of the data folder;
    /// several processes then need that folder in common.
    #[arg(long, env = "DOCKET_FILES_URL", global = true, value_name = "URL")]
    pub(crate) files_url: Option<String>,
    /// Where the bucket is served, where that is not Amazon: `https://s3.example`.
    #[arg(long, env = "DOCKET_FILES_ENDPOINT", global = true, value_name = "URL")]
    pub(crate) files_endpoint: Option<String>,
    /// The bucket's region.
    #[arg(
        long,
        env = "DOCKET_FILES_REGION",
        global = true,
        value_name = "REGION",
        default_value = "us-east-1"
    )]
    pub(crate) files_region: String,
    /// The id of the key to the bucket.
    #[arg(long, env = "DOCKET_FILES_ACCESS_KEY", global = true, value_name = "ID", hide_env_values = true)]
    pub(crate) files_access_key: Option<String>,
    /// The key to the bucket.
    #[arg(long, env = "DOCKET_FILES_SECRET_KEY", global = true, value_name = "KEY", hide_env_values = true)]
    pub(crate) files_secret_key: Option<String>,
    /// A virus scanner that looks at each file before anybody gets it: `unix:/path/of/clamd.sock` or `tcp:host:port`.
    /// Its protocol has no encryption.
    #[arg(long, env = "DOCKET_CLAMD", global = true, value_name = "SOCKET")]
    pub(crate) clamd: Option<Clamd>,
    /// The longest file that is taken, in MiB.
    #[arg(long, env = "DOCKET_MAX_FILE_MIB", global = true, value_name = "MIB", default_value_t = 25)]
    pub(crate) max_file_mib: u32,
    /// How many files a person may attach to one ticket in a day.
    #[arg(long, env = "DOCKET_FILES_PER_DAY", global = true, value_name = "COUNT", default_value_t = 20)]
    pub(crate) files_per_day: u32,
    /// How long a file is kept that was sent and not attached to anything, in seconds.
    #[arg(
        long,
        env = "DOCKET_UPLOADS_KEPT",
        global = true,
        value_name = "SECONDS",
        default_value_t = 86_400
    )]
    pub(crate) uploads_kept: u32,
    /// What to log: `info`, `docket=debug`, … as tracing's filters are written.
    #[arg(long, env = "DOCKET_LOG", global = true, value_name = "FILTER", default_value = "info")]
    pub(crate) log: String,
    /// How to write the log.
    #[arg(long, env = "DOCKET_LOG_FORMAT", global = true, value_enum, default_value_t = LogFormat::Text)]
    pub(crate) log_format: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object a line.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve: all roles in one process, or those picked.
    Serve {
        /// The roles of this process; on PostgreSQL several processes may share them.
        #[arg(long, value_enum, value_delimiter = ',', default_values_t = Role::ALL)]
        roles: Vec<Role>,
    },
    /// Serve the notifier alone: decide who is told and send the mail.
    Notify,
    /// Tell a story of three months in a fresh database and serve it, on loopback only.
    Demo,
    /// Administrators.
    #[command(subcommand)]
    Admin(Admin),
    /// Service desks: from a file, and into one.
    #[command(subcommand)]
    Desk(Desk),
    /// Replay and verify the log.
    #[command(subcommand)]
    Audit(Audit),
    /// Made-up data for measuring.
    #[command(subcommand)]
    Bench(Bench),
    /// Check configuration, database, mail and clock, and say what to do.
    Doctor,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// Fill an empty place with a made-up site: desks, people, organizations and tickets with all that happened to
    /// them in two years, about five events a ticket. The same numbers give the same log.
    Fill(Fill),
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Fill {
    /// How many tickets.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=20_000_000))]
    pub(crate) tickets: u32,
    /// Another number makes another site.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// When the two years end; without it, now.
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<chrono::DateTime<chrono::Utc>>,
    /// How many customers can log in. The first four agents and the administrator can as well.
    #[arg(long, default_value_t = 16)]
    pub(crate) logins: u32,
}

/// A part of Docket that can run in a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// The HTTP API.
    Api,
    /// The pages. They need the API beside them, in this or in another process behind the same address.
    Portal,
    /// The read views.
    Projector,
    /// Decisions and mail.
    Notifier,
}

impl Role {
    pub(crate) const ALL: [Self; 4] = [Self::Api, Self::Portal, Self::Projector, Self::Notifier];
}

#[derive(Debug, Subcommand)]
pub(crate) enum Admin {
    /// Make an administrator and print a one-time link for choosing the password. For one who has not chosen a
    /// password yet, print a new link.
    Create {
        /// The administrator's address.
        #[arg(long)]
        email: String,
        /// The administrator's name; without it, what stands before the @.
        #[arg(long)]
        name: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Desk {
    /// Make a desk as a file defines it: its name, who can sign up, its request types in order and their forms. Prints
    /// what differs, and writes it after `yes`, all in one command. Works while the server runs and while it does not.
    Apply(Apply),
    /// Show a desk.
    Show {
        /// Its key, AMS.
        key: String,
        /// As a file that `apply` takes.
        #[arg(long)]
        toml: bool,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Apply {
    /// The definition, like docs/desk.example.toml.
    pub(crate) file: PathBuf,
    /// Write without asking. Without it, and without a terminal to ask at, nothing is written.
    #[arg(long, conflicts_with = "check")]
    pub(crate) yes: bool,
    /// Write nothing; exit with 1 when something differs.
    #[arg(long)]
    pub(crate) check: bool,
    /// Retire the request types that the file does not name; without it they stay.
    #[arg(long)]
    pub(crate) retire_missing: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check the hash chain from the first event on, and that every attached file is there and the same; name the first
    /// that is not.
    Verify {
        /// Check the chain alone.
        #[arg(long)]
        no_files: bool,
    },
    /// Write the whole log as lines of JSON, as of one moment, while the server runs or not. It holds what happened, and
    /// nothing of what is not in the log: passwords, sessions, tokens, second factors, the ledger of mails, saved
    /// views, and the key that one-time links are derived from. People who come back to an imported log ask for a new
    /// password.
    Export {
        /// Where to; `-` is standard output.
        file: PathBuf,
    },
    /// Bring an exported log into an empty place, on either database, with the same hashes. Cut off, it goes on where
    /// it stands when it is given the same file again; until it is done no server starts there.
    Import {
        /// Where from; `-` is standard input.
        file: PathBuf,
    },
    /// Run a stretch of the log through the projectors into a fresh database and compare with the live views.
    Replay {
        /// First position.
        #[arg(long, default_value_t = 1)]
        from: i64,
        /// Last position; without it, as far as the live views have come.
        #[arg(long)]
        to: Option<i64>,
    },
}
