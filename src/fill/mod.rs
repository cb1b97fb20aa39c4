//! `docket bench fill`: a made-up site of any size in an empty place, for measuring. It is written through the import,
//! chained as it is made, so it takes minutes where commands would take hours.

mod people;
mod scribe;
mod tickets;
mod words;

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use docket_app::{CommandKey, Password};
use docket_domain::{Actor, PersonId, link};
use docket_eventstore::db::{Databases, Db};
use docket_eventstore::transfer::{Beside, Import};
use docket_eventstore::{Clock, Head, Position, SystemClock};
use serde_json::json;
use tokio::sync::mpsc;

use crate::cli::Fill;
use crate::config::Config;
use crate::house::{House, Occupancy, lock};
use people::Site;
use scribe::{Batch, Scribe};
use tickets::Lives;

/// The password of all who can log in.
const PASSWORD: &str = "docket-demo";
/// The time the site has lived for.
const LIFE: TimeDelta = TimeDelta::days(730);
/// Rows of commands and claims that are written at a time.
const BESIDE: usize = 20_000;

/// Fills an empty place.
pub(crate) async fn run(config: &Config, fill: &Fill) -> Result<()> {
    let began = Instant::now();
    let until = fill.until.unwrap_or_else(|| SystemClock.now()).trunc_subsecs(0);
    ensure!(until <= SystemClock.now(), "--until is in the future: events are recorded in the past");
    let locked = lock(config)?;
    let databases = Databases::open(&config.location).await?;
    let (head, site) = write(&databases.log, fill, until).await?;
    databases.close().await;
    drop(locked);
    let seconds = began.elapsed().as_secs_f64();
    let events = head.position.0;
    println!(
        "{} tickets, {events} events in {seconds:.0} s ({:.0}/s)",
        fill.tickets,
        events as f64 / seconds
    );
    let people = site.logins(fill.logins);
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Server).await?;
    let arrived = arrive(&house, &people).await;
    house.close().await;
    arrived?;
    println!(
        "ada@docket.example, agent0@docket.example and on, and customer0@broadcaster.example and on log in with the \
         password {PASSWORD}"
    );
    Ok(())
}

/// Makes the log up and brings it in, side by side.
async fn write(log: &Db, fill: &Fill, until: DateTime<Utc>) -> Result<(Head, Site)> {
    let mut import = Import::begin(log).await?;
    ensure!(import.stands_at() == Position::ZERO, "a fill was cut off here: begin with an empty place");
    let (out, mut batches) = mpsc::channel(4);
    let what = fill.clone();
    let author = tokio::task::spawn_blocking(move || tell(&what, until, out));
    let mut left = Batch::default();
    while let Some(batch) = batches.recv().await {
        import.events(&batch.events).await?;
        left.commands.extend(batch.commands);
        left.claims.extend(batch.claims);
        if left.commands.len() >= BESIDE {
            beside(&mut import, &mut left).await?;
        }
    }
    beside(&mut import, &mut left).await?;
    let (end, site) = author.await??;
    let counters: Vec<_> = site
        .desks
        .iter()
        .map(|desk| json!({ "name": format!("ticket.{}", desk.key), "value": desk.tickets }))
        .collect();
    import.beside(Beside::Counters, &counters).await?;
    Ok((import.finish(end).await?, site))
}

async fn beside(import: &mut Import, left: &mut Batch) -> Result<()> {
    import.beside(Beside::Commands, &left.commands).await?;
    import.beside(Beside::Claims, &left.claims).await?;
    *left = Batch::default();
    Ok(())
}

/// The whole story.
fn tell(fill: &Fill, until: DateTime<Utc>, out: mpsc::Sender<Batch>) -> Result<((Position, [u8; 32]), Site)> {
    let mut scribe = Scribe::new(fill.seed, out);
    let mut site = Site::found(&mut scribe, until - LIFE, fill)?;
    Lives::new(&mut site, &mut scribe).run(fill.tickets, until - LIFE, until)?;
    Ok((scribe.end()?, site))
}

impl Site {
    /// Those who are to log in.
    fn logins(&self, customers: u32) -> Vec<PersonId> {
        let customers = self.customers.iter().take(usize::try_from(customers).unwrap_or(usize::MAX));
        let team = [self.administrator].into_iter().chain(self.agents.iter().copied().take(4));
        team.chain(customers.map(|customer| customer.id)).collect()
    }
}

/// Lets them choose their password, by the use cases and so with everything that belongs to it.
async fn arrive(house: &House, people: &[PersonId]) -> Result<()> {
    let site_key = house.site_key().await?;
    for person in people {
        let invited = house.app.invite_again(&Actor::system(), &CommandKey::unique(), *person).await?;
        let invitation = invited.loaded.state.invitation().context("an invited person has no invitation")?;
        let token = link::derive(&site_key, link::INVITATION, invitation.id);
        house.app.activate(&token, None, Password::published(PASSWORD.to_owned()), "").await?;
    }
    Ok(())
}
