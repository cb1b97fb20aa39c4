//! `docket admin`.

use std::sync::Arc;

use anyhow::{Context, Result};
use docket_domain::{EmailAddress, PersonName};
use docket_eventstore::SystemClock;

use crate::config::Config;
use crate::house::{House, Occupancy};

/// Makes an administrator, or renews the link of one who has no password yet, and prints the link. Works while the
/// server runs and while it does not.
pub(crate) async fn create(config: &Config, email: &str, name: Option<&str>) -> Result<()> {
    let email = EmailAddress::parse(email).with_context(|| format!("--email {email}"))?;
    let name = name.map(PersonName::parse).transpose().context("--name")?;
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Visitor).await?;
    let created = house.app.create_administrator(email, name).await;
    let url = config.public_url.as_str();
    house.close().await;
    let token = created?;
    println!("{url}/activate/{token}");
    eprintln!("The link works once, for 7 days. Whoever opens it chooses the administrator's password.");
    eprintln!("Without the portal: POST {url}/api/v1/activations/{token} with {{\"password\": \"…\"}}.");
    Ok(())
}
