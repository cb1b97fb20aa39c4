//! Who uses the measured program: they come in as people do, by invitations and their links.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::client::Client;
use super::server::Site;

const ORGANIZATIONS: usize = 8;
const PASSWORD: &str = "measured over and over";
const MAIL_LIMIT: Duration = Duration::from_secs(120);

/// A customer's session.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) token: String,
    pub(super) organization: String,
}

/// An agent and customers in organizations, all logged in.
#[derive(Clone, Debug)]
pub(super) struct People {
    agent: String,
    customers: Vec<Customer>,
}

impl People {
    /// Makes them known to an empty place.
    pub(super) async fn found(site: &Site, port: u16, customers: usize) -> Result<Self> {
        let output = site.command().args(["admin", "create", "--email", "ada@docket.example"]).output()?;
        ensure!(output.status.success(), "admin create: {}", String::from_utf8_lossy(&output.stderr));
        let link = token(&String::from_utf8_lossy(&output.stdout)).context("admin create printed no link")?;
        let administrator = activate(port, &link).await?;
        let mut client = Client::connect(port, Some(&administrator)).await?;

        let mut organizations = Vec::new();
        for number in 0..ORGANIZATIONS {
            let made =
                client.post("/organizations", json!({ "name": format!("Broadcaster {number}") }).to_string());
            organizations.push(made.await?.json()?["id"].as_str().context("no id")?.to_owned());
        }
        let agent = json!({ "email": "sam@docket.example", "role": "agent" });
        client.post("/invitations", agent.to_string()).await?;
        for number in 0..customers {
            let organization = &organizations[number % ORGANIZATIONS];
            let invitation = json!({ "email": email(number), "organizations": [organization] });
            client.post("/invitations", invitation.to_string()).await?;
        }
        let agent = follow_link(&site.mail_folder(), port, "sam@docket.example").await?;
        let mut all = Vec::new();
        for number in 0..customers {
            let token = follow_link(&site.mail_folder(), port, &email(number)).await?;
            all.push(Customer { token, organization: organizations[number % ORGANIZATIONS].clone() });
        }
        Ok(Self { agent, customers: all })
    }

    pub(super) fn agent(&self) -> &str {
        &self.agent
    }

    /// The customer of a client; more clients than customers share them.
    pub(super) fn customer(&self, number: usize) -> &Customer {
        &self.customers[number % self.customers.len()]
    }

    /// One of those in the organization of a customer.
    pub(super) fn colleague(&self, of: usize, number: usize) -> &Customer {
        let wanted = &self.customer(of).organization;
        let all: Vec<&Customer> =
            self.customers.iter().filter(|customer| customer.organization == *wanted).collect();
        all[number % all.len()]
    }

    pub(super) fn customers(&self) -> usize {
        self.customers.len()
    }
}

pub(super) fn email(number: usize) -> String {
    format!("customer{number}@broadcaster{}.example", number % ORGANIZATIONS)
}

async fn follow_link(folder: &Path, port: u16, address: &str) -> Result<String> {
    let limit = Instant::now() + MAIL_LIMIT;
    loop {
        if let Some(link) = mailed_link(folder, address) {
            return activate(port, &link).await;
        }
        ensure!(Instant::now() < limit, "no invitation to {address} came within {MAIL_LIMIT:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn mailed_link(folder: &Path, address: &str) -> Option<String> {
    let files = std::fs::read_dir(folder).ok()?;
    files.filter_map(|file| std::fs::read_to_string(file.ok()?.path()).ok()).find_map(|mail| {
        // Long lines are broken in transit.
        let whole = mail.replace("=\r\n", "");
        let to = whole.lines().find(|line| line.to_ascii_lowercase().starts_with("to:"))?;
        to.contains(address).then(|| token(&whole)).flatten()
    })
}

fn token(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/activate/")?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

async fn activate(port: u16, link: &str) -> Result<String> {
    let mut client = Client::connect(port, None).await?;
    let answer =
        client.post(&format!("/activations/{link}"), json!({ "password": PASSWORD }).to_string()).await?;
    Ok(answer.json()?["token"].as_str().context("no token")?.to_owned())
}
