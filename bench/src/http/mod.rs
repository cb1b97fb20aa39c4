//! The whole program over HTTP, on a fresh place of its own: how many commands and reads a second it answers, how
//! soon what was written is seen, how much memory it takes and how fast it starts.

mod big;
mod client;
mod load;
mod machine;
mod mailbox;
mod pages;
mod people;
mod server;
mod strangers;
mod streams;
mod table;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::{Args, ValueEnum};

use self::load::{Command, Fill, Read};
use self::mailbox::Mailbox;
use self::people::People;
use self::server::{Server, Site};
use self::table::Table;

/// What is measured, and how long.
#[derive(Args, Debug)]
pub(crate) struct HttpArgs {
    /// The program; by default the one that was built beside this one.
    #[arg(long)]
    server_binary: Option<PathBuf>,
    /// The databases to measure on; by default SQLite, and PostgreSQL where a server is named.
    #[arg(long, value_enum, value_delimiter = ',')]
    database: Vec<Database>,
    /// A PostgreSQL server whose role may create databases.
    #[arg(long, env = "DOCKET_BENCH_POSTGRES", hide_env_values = true)]
    database_url: Option<String>,
    /// Concurrent clients of the commands, each with a keep-alive connection and one request at a time.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    clients: Vec<usize>,
    /// Concurrent clients of the reads.
    #[arg(long, default_value_t = 16)]
    readers: usize,
    /// Tickets there are when the reads are measured.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 50_000])]
    tickets: Vec<usize>,
    /// Tickets of the made-up site, about five events each.
    #[arg(long, default_value_t = 100_000)]
    big: usize,
    /// A site that `docket bench fill` has made up with so many tickets, as DOCKET_DATABASE_URL names it: it is read
    /// instead of a new one, and stays.
    #[arg(long)]
    filled: Option<String>,
    /// Tickets a page of the made-up site's lists: what the API gives who does not say, and 50.
    #[arg(long, value_delimiter = ',', default_values_t = [25, 50])]
    per_page: Vec<u32>,
    /// Open streams, where they are measured.
    #[arg(long, default_value_t = 1_000)]
    streams: usize,
    /// Seconds a round.
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Rounds a point; the best one counts, since neighbours only ever make a round slower.
    #[arg(long, default_value_t = 2)]
    rounds: usize,
    /// Where the mails of the measured load go. Invitations are always read from files.
    #[arg(long, value_enum, default_value_t = Mail::Smtp)]
    mail: Mail,
    /// What to measure.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Part::Commands, Part::Reads])]
    parts: Vec<Part>,
}

/// A database Docket runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

/// Where mails go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mail {
    /// To a mail server in this process that takes everything.
    Smtp,
    /// Into files, each on the disk before the next.
    File,
    /// Nowhere: the notifier does not run.
    Off,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Create, comment, close.
    Commands,
    /// Lists and single tickets, lag, memory, start.
    Reads,
    /// Whether the time of an answer tells strangers who is known.
    Strangers,
    /// Every list and tickets of a made-up site of `--big` tickets, and how fast its views are built.
    Big,
    /// Pages of a made-up site of as many tickets as the reads: their first byte, their weight.
    Pages,
    /// Many open streams: their memory, and how soon all are told something.
    Streams,
}

/// Measures and prints one table a database.
pub(crate) async fn run(args: &HttpArgs) -> Result<()> {
    let binary = match &args.server_binary {
        Some(binary) => binary.clone(),
        None => std::env::current_exe()?.with_file_name("docket"),
    };
    ensure!(binary.is_file(), "{} is not there: build it by `cargo build --release`", binary.display());
    for database in databases(args)? {
        let mut table = Table::new(database);
        raw(&mut table)?;
        if args.parts.contains(&Part::Commands) {
            commands(args, &binary, database, &mut table).await?;
        }
        if args.parts.contains(&Part::Reads) {
            reads(args, &binary, database, &mut table).await?;
        }
        if args.parts.contains(&Part::Strangers) {
            let (site, people, _) = stage(args, &binary, database).await?;
            let server = site.start(&[], None).await?;
            strangers::run(server.port(), people.customers(), &mut table).await?;
            server.stop().await?;
            site.remove().await;
        }
        if args.parts.contains(&Part::Big) {
            let site = match &args.filled {
                Some(filled) => Site::new(&binary, Database::Sqlite, None).await?.on(filled),
                None => Site::new(&binary, database, args.database_url.as_deref()).await?,
            };
            let (tickets, clients, seconds) = (args.big, args.readers, args.seconds);
            let (per_page, is_filled) = (&args.per_page, args.filled.is_some());
            let big = big::Big { site: &site, is_filled, tickets, clients, per_page, seconds };
            big.run(&mut table).await?;
            site.remove().await;
        }
        if args.parts.contains(&Part::Pages) {
            let site = Site::new(&binary, database, args.database_url.as_deref()).await?;
            let tickets = args.tickets.iter().copied().max().unwrap_or_default();
            pages::run(&site, tickets, args.seconds, &mut table).await?;
            site.remove().await;
        }
        if args.parts.contains(&Part::Streams) {
            let (site, people, _) = stage(args, &binary, database).await?;
            let server = site.start(&["--roles", "api,projector"], None).await?;
            streams::run(&server, &people, args.streams, &mut table).await?;
            server.stop().await?;
            site.remove().await;
        }
        println!("{table}");
    }
    Ok(())
}

fn databases(args: &HttpArgs) -> Result<Vec<Database>> {
    if let Some(filled) = &args.filled {
        return Ok(vec![if filled.starts_with("postgres") { Database::Postgres } else { Database::Sqlite }]);
    }
    if args.database.is_empty() {
        let mut all = vec![Database::Sqlite];
        all.extend(args.database_url.as_ref().map(|_| Database::Postgres));
        return Ok(all);
    }
    let missing = args.database.contains(&Database::Postgres) && args.database_url.is_none();
    ensure!(!missing, "no PostgreSQL server is named: --database-url, or run it by `cargo xtask bench http`");
    Ok(args.database.clone())
}

fn raw(table: &mut Table) -> Result<()> {
    let rate = machine::durable_commits(Duration::from_secs(3)).context("cannot measure the disk")?;
    table.rate("the machine: fdatasync after 4 KiB, /s", 1, rate);
    Ok(())
}

/// A site with its people, who came in by mailed links; nothing serves it yet.
async fn stage(
    args: &HttpArgs,
    binary: &std::path::Path,
    database: Database,
) -> Result<(Site, People, Mailbox)> {
    let site = Site::new(binary, database, args.database_url.as_deref()).await?;
    let server = site.start(&[], None).await?;
    let most = args.clients.iter().copied().max().unwrap_or(1).max(args.readers);
    let people = People::found(&site, server.port(), most).await?;
    server.stop().await?;
    Ok((site, people, Mailbox::open().await?))
}

async fn start(args: &HttpArgs, site: &Site, mailbox: &Mailbox) -> Result<Server> {
    match args.mail {
        Mail::Smtp => site.start(&[], Some(&mailbox.url())).await,
        Mail::File => site.start(&[], None).await,
        Mail::Off => site.start(&["--roles", "api,projector"], None).await,
    }
}

async fn commands(
    args: &HttpArgs,
    binary: &std::path::Path,
    database: Database,
    table: &mut Table,
) -> Result<()> {
    let (site, people, mailbox) = stage(args, binary, database).await?;
    let server = start(args, &site, &mailbox).await?;
    let seconds = Duration::from_secs_f64(args.seconds);
    for &clients in &args.clients {
        let mut tickets: Vec<Vec<String>> = vec![Vec::new(); clients];
        for command in [Command::Create, Command::Comment, Command::Close] {
            let mut best = load::Outcome::default();
            for left in (1..=args.rounds).rev() {
                let round = load::commands(&server, &people, command, &mut tickets, left, seconds).await?;
                best = best.better(round);
            }
            table.outcome(&format!("{command}, /s"), clients, &best);
        }
    }
    let decided = Instant::now();
    server.quiet(Duration::from_secs(5)).await;
    table.note(format!(
        "Mails delivered during and within {:.0} s after the commands: {}.",
        decided.elapsed().as_secs_f64(),
        if args.mail == Mail::Smtp { mailbox.taken().to_string() } else { "not counted".to_owned() }
    ));
    server.stop().await?;
    site.remove().await;
    Ok(())
}

async fn reads(
    args: &HttpArgs,
    binary: &std::path::Path,
    database: Database,
    table: &mut Table,
) -> Result<()> {
    let (site, people, mailbox) = stage(args, binary, database).await?;
    // Filled without the notifier: what is measured is not how fast old mail is dealt with.
    let mut server = site.start(&["--roles", "api,projector"], None).await?;
    let seconds = Duration::from_secs_f64(args.seconds);
    let mut fill = Fill::default();
    for &tickets in &args.tickets {
        let started = Instant::now();
        let had = fill.len();
        fill.up_to(tickets, &server, &people).await?;
        let rate = (fill.len() - had) as f64 / started.elapsed().as_secs_f64();
        table.rate(&format!("filled up to {tickets} tickets and visible, /s"), people.customers(), rate);
        for read in [Read::Queue, Read::Customer, Read::Organization, Read::Ticket] {
            let mut best = load::Outcome::default();
            for _ in 0..args.rounds {
                best = best.better(load::reads(&server, &people, read, &fill, args.readers, seconds).await?);
            }
            table.outcome(&format!("{read}, {tickets} tickets, /s"), args.readers, &best);
        }
    }
    server.quiet(Duration::from_secs(3)).await;
    table.memory("resident, idle after the reads", server.memory()?);
    server.stop().await?;
    let begun = Instant::now();
    server = start(args, &site, &mailbox).await?;
    let ready = begun.elapsed();
    load::first_list(&server, &people).await?;
    table.duration(&format!("cold start to ready, {} tickets", fill.len()), ready);
    table.duration(&format!("cold start to the first list, {} tickets", fill.len()), begun.elapsed());
    server.quiet(Duration::from_secs(3)).await;
    table.memory("resident, idle after the start", server.memory()?);
    for &clients in &args.clients {
        let lag = load::lag(&server, &people, clients, seconds).await?;
        table.outcome(&format!("answered to visible, while {clients} write"), 1, &lag.visible);
        table.outcome(&format!("the same list without waiting, while {clients} write"), 1, &lag.read);
        table.rate("the load meanwhile: create, /s", clients, lag.load);
        table.memory(&format!("resident, while {clients} write"), lag.peak);
    }
    server.stop().await?;
    site.remove().await;
    Ok(())
}
