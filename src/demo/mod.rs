//! `docket demo`: tells a story of three months in an empty place by real use cases, then serves it.

mod cast;
mod script;
mod story;
#[cfg(test)]
mod tests;
mod tickets;

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, SubsecRound, Utc};
use docket_eventstore::db::Location;
use docket_eventstore::{Clock, ManualClock, SystemClock};
use docket_projections::{Runner, RunnerOptions};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::cli::{Options, Role};
use crate::config::Config;
use crate::house::{House, Occupancy};
use crate::serve::{self, require_loopback};

use story::Told;

/// How long the views may take for what the story wrote while it was told.
const VIEWS_PATIENCE: Duration = Duration::from_secs(60);

/// Tells the story and serves it until a signal.
pub(crate) async fn run(options: &Options, metrics: PrometheusHandle) -> Result<()> {
    require_loopback(options.listen)?;
    let listen = free(options.listen)?;
    let folder = tempfile::Builder::new().prefix("docket-demo-").tempdir();
    let folder = folder.context("a temporary folder cannot be made")?;
    let config = configure(options, listen, folder.path())?;
    let begin = Instant::now();
    let stopped = serve::signal()?;
    let told = tokio::select! {
        told = tell(&config) => told?,
        // The folder goes with the story.
        () = stopped => return Ok(()),
    };
    let house = House::open(&config, Arc::new(SystemClock), Occupancy::Server).await?;
    let taken = begin.elapsed();
    serve::run(&config, &Role::ALL, house, metrics, |_| print!("{}", welcome(&config, told, taken))).await
}

/// The configuration of the demonstration: what is not told otherwise goes into its own folder.
fn configure(options: &Options, listen: SocketAddr, folder: &Path) -> Result<Config> {
    let options = Options { listen, data_dir: folder.to_owned(), ..options.clone() };
    Config::new(&options)
}

/// The address with a port that is free at this moment: better to learn before the story than after it that the
/// port is taken. And mails name the port, so 0 has to become one before the first is written.
fn free(listen: SocketAddr) -> Result<SocketAddr> {
    let probe = TcpListener::bind(listen).with_context(|| {
        format!(
            "cannot listen on {listen}: is another server there? Choose with --listen, such as 127.0.0.1:0"
        )
    })?;
    Ok(probe.local_addr()?)
}

async fn tell(config: &Config) -> Result<Told> {
    // Invented times are round ones.
    let ends_at = SystemClock.now().trunc_subsecs(0);
    let clock = Arc::new(ManualClock::new(ends_at));
    let house = House::open(config, Arc::<ManualClock>::clone(&clock), Occupancy::Server).await?;
    let told = tell_in(&house, &clock, ends_at, config).await;
    house.close().await;
    told
}

async fn tell_in(
    house: &House,
    clock: &ManualClock,
    ends_at: DateTime<Utc>,
    config: &Config,
) -> Result<Told> {
    let head = house.store.head().await?.position;
    if head.0 > 0 {
        bail!(
            "the demonstration begins with an empty database, and {} holds {} events. Name an empty one by \
             DOCKET_DATABASE_URL, or none: then it makes a temporary one",
            config.database_name(),
            head.0
        );
    }
    let told_to_views = CancellationToken::new();
    let runner = Runner::new(
        house.store.clone(),
        house.databases.ops.clone(),
        house.views.clone(),
        RunnerOptions::default(),
    );
    let runner = tokio::spawn(runner.run(told_to_views.clone()));
    let told = story::tell(house, clock, ends_at).await;
    if told.is_ok() {
        let head = house.store.head().await?.position;
        // Where this is not enough, the server goes on with it.
        house.views.wait_for(head, VIEWS_PATIENCE).await;
    }
    told_to_views.cancel();
    runner.await.context("the views were not written")?;
    // Run for no time at all, the notifier gives back the place it decided from: the server's takes it at once.
    house.notifier.run(told_to_views).await;
    told
}

/// What the newcomer is told.
fn welcome(config: &Config, told: Told, taken: Duration) -> String {
    let Told { tickets, mails } = told;
    let url = &config.public_url;
    let people = cast::CAST.iter().map(|member| {
        let (email, name) = (member.email, member.name);
        format!("  {email:<25} {name:<16} {}\n", member.part())
    });
    format!(
        "\n\
         Docket's demonstration: three months of a support desk for audience measurement, told in {:.1} s.\n\
         {tickets} tickets, {mails} mails; everything in it is invented.\n\
         \n  \
           Open      {url}/  (the API; how to use it: {url}/api/docs)\n  \
           Password  {}, for everybody:\n\
         \n{}\n  \
           Data      {}\n  \
           Mails     {}\n  \
           Check     {}\n  \
           Stop      Ctrl-C{}\n\n",
        taken.as_secs_f64(),
        cast::PASSWORD,
        people.collect::<String>(),
        config.database_name(),
        mails_in(config),
        verify_command(config),
        what_goes(config),
    )
}

fn mails_in(config: &Config) -> String {
    match config.smtp_url.strip_prefix("file:") {
        Some(folder) => {
            format!("{}/*.eml", folder.strip_prefix("//").unwrap_or(folder).trim_end_matches('/'))
        }
        None => "at the mail server that DOCKET_SMTP_URL names".to_owned(),
    }
}

/// The command that verifies the log beside the server. Never with a password in it.
fn verify_command(config: &Config) -> String {
    let program = std::env::args().next().unwrap_or_else(|| "docket".to_owned());
    let verify = format!("{program} audit verify --data-dir {}", config.data_dir.display());
    match &config.location {
        Location::Folder(folder) if *folder == config.data_dir => verify,
        Location::Folder(_) | Location::Postgres(_) => {
            format!("{verify}   (with the same DOCKET_DATABASE_URL)")
        }
    }
}

fn what_goes(config: &Config) -> &'static str {
    match &config.location {
        Location::Folder(folder) if *folder == config.data_dir => "; data and mails are removed then",
        Location::Folder(_) | Location::Postgres(_) => {
            "; the database stays, files and mails in a temporary folder go"
        }
    }
}
