//! Lists and tickets of a site of any size: made up through the import (`docket bench fill`), shown by views that the
//! server builds from the first event.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use tokio::task::JoinSet;

use super::client::Client;
use super::load::Outcome;
use super::server::{Server, Site};
use super::table::Table;

/// What `docket bench fill` gives everybody.
const PASSWORD: &str = "docket-demo";
/// How long the views may take to be built.
const PATIENCE: Duration = Duration::from_secs(2 * 3600);
/// Of the made-up tickets at least so many are of the first desk, in a hundred.
const OF_THE_FIRST_DESK: usize = 50;
/// More tickets than a turn reads, and no divisor of how many there are.
const A_TURN: usize = 100_003;

/// Lists of the team, and searches in all they see. The organization of one of the newest tickets stands for `{organization}`.
const TEAM: [(&str, &str); 19] = [
    ("the queue", "scope=queue"),
    ("all, the oldest first", "scope=all&sort=created_at"),
    ("closed", "status=closed"),
    ("mine", "assignee=me&scope=all"),
    ("mine, urgent", "assignee=me&scope=all&priority=urgent"),
    ("nobody's", "assignee=none"),
    ("the customer's turn", "turn=customer&sort=created_at"),
    ("urgent, the oldest first", "scope=all&priority=urgent&sort=created_at"),
    ("one organization's", "scope=all&organization={organization}"),
    ("one organization's of mine", "scope=all&organization={organization}&assignee=me"),
    ("one desk's", "scope=all&desk=WEB"),
    ("one kind's", "scope=all&desk=WEB&request_type=access"),
    ("a rare kind's of any desk", "scope=all&request_type=home_visit&sort=created_at"),
    ("a rare kind that nobody has", "scope=queue&request_type=home_visit&assignee=none&priority=urgent"),
    ("search: a common word", "q=panel%20"),
    ("search: a word as it is typed", "q=merd"),
    ("search: two common words", "q=panel%20report%20"),
    ("search: a phrase", "q=%22of%20the%20panel%22"),
    ("search: a common word without another", "q=panel%20-report%20"),
];
/// Lists of a customer.
const CUSTOMER: [(&str, &str); 4] = [
    ("a customer's own", "scope=mine"),
    ("a customer's own, open", "scope=mine&status=open&sort=created_at"),
    ("shared with a customer", "scope=shared"),
    ("a customer's organization's", "scope=organization"),
];

/// How it is measured.
pub(super) struct Big<'a> {
    pub(super) site: &'a Site,
    pub(super) is_filled: bool,
    pub(super) tickets: usize,
    pub(super) clients: usize,
    /// Tickets a page of a list; each list is read with each.
    pub(super) per_page: &'a [u32],
    pub(super) seconds: f64,
}

impl Big<'_> {
    /// Fills the site, lets the server build its views, and measures.
    pub(super) async fn run(&self, table: &mut Table) -> Result<()> {
        // Without the notifier: what is measured is not how fast old mail is dealt with.
        let (server, agent) = self.filled(&["--roles", "api,projector"], table).await?;
        let mut client = Client::connect(server.port(), Some(&agent)).await?;
        let newest = client.get("/tickets?scope=all&limit=50").await?.json()?;
        let items = newest["items"].as_array().context("no items")?;
        let organization = items.iter().find_map(|item| item["organization"]["id"].as_str());
        let organization = organization.context("no ticket of an organization")?;
        for (name, query) in TEAM {
            let query = query.replace("{organization}", organization);
            self.list(&server, std::slice::from_ref(&agent), name, &query, table).await?;
        }
        let mut customers = Vec::new();
        for number in 0..self.clients {
            customers.push(log_in(&server, &format!("customer{number}@broadcaster.example")).await?);
        }
        for (name, query) in CUSTOMER {
            self.list(&server, &customers, name, query, table).await?;
        }
        let of_first = self.tickets * OF_THE_FIRST_DESK / 100;
        // Numbers that jump all over the desk's tickets, in each turn to others as long as there are others.
        let ticket = move |turn: usize, n: usize| {
            let number = (turn * A_TURN + n).wrapping_mul(2_654_435_761) % of_first.max(1);
            format!("/tickets/AMS-{}", 1 + number)
        };
        let comments = move |turn: usize, n: usize| format!("{}/comments", ticket(turn, n));
        let agent = [agent];
        let alone = self.load(&server, &agent, move |n| vec![ticket(0, n)]).await?;
        table.outcome("any ticket, /s", self.clients, &alone);
        let answers = self.load(&server, &agent, move |n| vec![comments(1, n)]).await?;
        table.outcome("any ticket's comments, /s", self.clients, &answers);
        let both = self.load(&server, &agent, move |n| vec![ticket(2, n), comments(2, n)]).await?;
        table.outcome("any ticket, then its comments, /s", self.clients, &both);
        let whole = move |n| vec![format!("{}?include=comments", ticket(3, n))];
        let whole = self.load(&server, &agent, whole).await?;
        table.outcome("any ticket with its comments, /s", self.clients, &whole);
        server.quiet(Duration::from_secs(3)).await;
        table.memory("resident, idle after the reads", server.memory()?);
        server.stop().await
    }

    /// Fills the site and starts a server in these roles that builds its views; with an agent's token.
    pub(super) async fn filled(&self, roles: &[&str], table: &mut Table) -> Result<(Server, String)> {
        let events = if self.is_filled { 0 } else { self.fill(table)? };
        let begun = Instant::now();
        let server = self.site.start(roles, None).await?;
        let agent = log_in(&server, "agent0@docket.example").await?;
        let mut client = Client::connect(server.port(), Some(&agent)).await?;
        while client.get("/tickets?scope=mine&limit=1").await?.position()? < events {
            ensure!(begun.elapsed() < PATIENCE, "the views are not built in {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        if !self.is_filled {
            let rate = events as f64 / begun.elapsed().as_secs_f64();
            table.rate("views built from the first event, events/s", 1, rate);
        }
        table.memory("resident, while the views are built (at the end)", server.memory()?);
        server.quiet(Duration::from_secs(120)).await;
        table.duration("until the views are built, with their indexes", begun.elapsed());
        Ok((server, agent))
    }

    fn fill(&self, table: &mut Table) -> Result<i64> {
        let begun = Instant::now();
        let (tickets, logins) = (self.tickets.to_string(), self.clients.to_string());
        let arguments = ["bench", "fill", "--tickets", &tickets, "--logins", &logins];
        let output = self.site.command().args(arguments).output()?;
        ensure!(output.status.success(), "bench fill: {}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout);
        let before = said.split(" events").next().and_then(|text| text.rsplit(' ').next());
        let events: i64 = before.context("bench fill says no number of events")?.parse()?;
        let name = format!("{} tickets made up, events/s", self.tickets);
        table.rate(&name, 1, events as f64 / begun.elapsed().as_secs_f64());
        Ok(events)
    }

    /// Measures the first page of a list, in each of its sizes.
    async fn list(
        &self,
        server: &Server,
        tokens: &[String],
        name: &str,
        query: &str,
        table: &mut Table,
    ) -> Result<()> {
        for limit in self.per_page {
            let path = format!("/tickets?{query}&limit={limit}");
            let outcome = self.load(server, tokens, move |_| vec![path.clone()]).await?;
            table.outcome(&format!("{name}, {limit} a page, /s"), self.clients, &outcome);
        }
        Ok(())
    }

    /// Lets clients ask for the paths of 0, 1, 2, … and measures each turn. Before that each asks once: what a connection
    /// of the server reads and prepares for the first time is not what a list takes as a rule.
    async fn load(
        &self,
        server: &Server,
        tokens: &[String],
        paths: impl Fn(usize) -> Vec<String> + Clone + Send + 'static,
    ) -> Result<Outcome> {
        let mut clients = Vec::with_capacity(self.clients);
        for number in 0..self.clients {
            let mut client = Client::connect(server.port(), Some(&tokens[number % tokens.len()])).await?;
            for path in paths(number) {
                client.get(&path).await?;
            }
            clients.push(client);
        }
        let started = Instant::now();
        let end = started + Duration::from_secs_f64(self.seconds);
        let mut tasks: JoinSet<Result<Vec<Duration>>> = JoinSet::new();
        for (number, mut client) in clients.into_iter().enumerate() {
            let (paths, step) = (paths.clone(), self.clients);
            tasks.spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < end {
                    let paths = paths(number + times.len() * step);
                    let sent = Instant::now();
                    for path in paths {
                        client.get(&path).await?;
                    }
                    times.push(sent.elapsed());
                }
                Ok(times)
            });
        }
        let mut times = Vec::new();
        while let Some(done) = tasks.join_next().await {
            times.extend(done??);
        }
        Ok(Outcome::of(times, started.elapsed()))
    }
}

pub(super) async fn log_in(server: &Server, email: &str) -> Result<String> {
    let mut client = Client::connect(server.port(), None).await?;
    let answer = client.post("/session", json!({ "email": email, "password": PASSWORD }).to_string()).await?;
    Ok(answer.json()?["token"].as_str().context("no token")?.to_owned())
}
