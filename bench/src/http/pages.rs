//! Pages of a made-up site: how soon the first byte of each comes, and how much comes over the line, with an empty
//! and with a full store of the browser.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::big::Big;
use super::client::Client;
use super::load::Outcome;
use super::server::Site;
use super::table::Table;

/// Pages of the team, and of a customer; `{ticket}` is one of theirs.
const TEAM: [(&str, &str); 4] = [
    ("the queue", "/queue"),
    ("all tickets", "/tickets"),
    ("a ticket, for the team", "/tickets/{ticket}"),
    ("people", "/people"),
];
const CUSTOMER: [(&str, &str); 4] = [
    ("the first page", "/"),
    ("my tickets", "/tickets"),
    ("a ticket, for its author", "/tickets/{ticket}"),
    ("a new ticket", "/new"),
];

/// Measures pages of a site of so many tickets.
pub(super) async fn run(site: &Site, tickets: usize, seconds: f64, table: &mut Table) -> Result<()> {
    let big = Big { site, tickets, clients: 1, per_page: &[], seconds, is_filled: false };
    let (server, agent) = big.filled(&["--roles", "api,portal,projector"], table).await?;
    let customer = super::big::log_in(&server, "customer0@broadcaster.example").await?;
    for (token, pages) in [(&agent, TEAM), (&customer, CUSTOMER)] {
        let mut client = Client::connect(server.port(), Some(token)).await?;
        let own = client.get("/tickets?scope=mine&limit=1").await?.json()?;
        let ticket = own["items"][0]["key"].as_str().context("a ticket of one's own")?.to_owned();
        for (name, path) in pages {
            let path = path.replace("{ticket}", &ticket);
            let (mut times, started) = (Vec::new(), Instant::now());
            while started.elapsed() < Duration::from_secs_f64(seconds) {
                times.push(client.page(&path, true).await?.first_byte);
            }
            table.outcome(&format!("first byte of {name}, /s"), 1, &Outcome::of(times, started.elapsed()));
            let page = client.page(&path, true).await?.body.len();
            let mut parts = 0;
            for part in parts_of(&mut client, &path).await? {
                parts += client.page(&part, true).await?.body.len();
            }
            table.note(format!(
                "{name}: {:.1} KB over the line, {:.1} KB with what is kept.",
                (page + parts) as f64 / 1000.0,
                page as f64 / 1000.0
            ));
        }
    }
    server.stop().await
}

/// What a page is made of besides itself: what it names, and the modules that its parts ask for.
async fn parts_of(client: &mut Client, path: &str) -> Result<BTreeSet<String>> {
    let page = client.page(path, false).await?;
    let text = String::from_utf8_lossy(&page.body);
    let named = text.split("\"/assets/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut parts: BTreeSet<String> = named.map(|name| format!("/assets/{name}")).collect();
    let folder = parts.iter().find_map(|part| part.strip_suffix("/app.js")).context("no app.js")?.to_owned();
    let modules = text.split("data-module=\"").skip(1).filter_map(|rest| rest.split('"').next());
    for module in modules.flat_map(str::split_whitespace) {
        parts.insert(format!("{folder}/{module}.js"));
    }
    Ok(parts)
}
