//! `docket desk`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result};
use docket_app::desks::{DeskDefinition, DeskDifference, DeskPlan, Missing, in_words};
use docket_app::{AppError, CommandKey};
use docket_domain::Actor;
use docket_eventstore::SystemClock;

use crate::cli::Apply;
use crate::config::Config;
use crate::house::{House, Occupancy};

mod file;
#[cfg(test)]
mod tests;
mod write;

/// Makes a desk as a file defines it. Works while the server runs and while it does not.
pub(crate) async fn apply(config: &Config, apply: &Apply) -> Result<ExitCode> {
    let path = apply.file.display();
    let text = std::fs::read_to_string(&apply.file).with_context(|| format!("{path} cannot be read"))?;
    let definition = file::parse(&text).with_context(|| path.to_string())?;
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Visitor).await?;
    let applied = apply_in(&house, apply, &definition).await;
    house.close().await;
    applied
}

async fn apply_in(house: &House, apply: &Apply, definition: &DeskDefinition) -> Result<ExitCode> {
    let path = apply.file.display();
    let missing = if apply.retire_missing { Missing::Retire } else { Missing::Keep };
    let actor = Actor::system();
    let plan = house.app.plan_desk(&actor, definition, missing).await.map_err(told)?;
    for key in &plan.unnamed {
        println!("The request type {key} is not in {path} and stays; --retire-missing retires it.");
    }
    if plan.is_empty() {
        println!("The desk {} is as {path} defines it.", definition.key);
        return Ok(ExitCode::SUCCESS);
    }
    println!("This is to change at the desk {}:", definition.key);
    for line in plan.differences.iter().flat_map(DeskDifference::lines) {
        println!("  {line}");
    }
    if apply.check {
        println!("Nothing was written.");
        return Ok(ExitCode::FAILURE);
    }
    if !apply.yes && !agreed()? {
        println!("Nothing was written; --yes writes without asking.");
        return Ok(ExitCode::SUCCESS);
    }
    carry_out(house, &actor, &plan).await?;
    Ok(ExitCode::SUCCESS)
}

async fn carry_out(house: &House, actor: &Actor, plan: &DeskPlan) -> Result<()> {
    let done = house.app.carry_out(actor, &CommandKey::unique(), plan).await.map_err(told)?;
    if let Some(done) = done {
        println!("Written in one command, up to position {} of the log.", done.position);
    }
    Ok(())
}

/// Whether somebody at a terminal types `yes`. Without a terminal nobody does.
fn agreed() -> Result<bool> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(false);
    }
    print!("Write it? Type yes: ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(answer.trim() == "yes")
}

/// The faults of a command, each in its own words.
fn told(error: AppError) -> anyhow::Error {
    match error {
        AppError::Invalid(faults) => {
            let details: Vec<String> = faults.into_iter().map(|fault| fault.detail).collect();
            anyhow::anyhow!(details.join("; "))
        }
        AppError::Stale { .. } => anyhow::Error::new(error)
            .context("somebody else changed the desk meanwhile: run the command again"),
        error => error.into(),
    }
}

/// Prints a desk, in plain words or as a file that [`apply`] takes.
pub(crate) async fn show(config: &Config, key: &str, toml: bool) -> Result<()> {
    let house = House::open(config, Arc::new(SystemClock), Occupancy::Visitor).await?;
    let desk = house.app.desk(key).await;
    house.close().await;
    let desk = desk.with_context(|| format!("the desk {key}"))?;
    if toml {
        print!("{}", write::definition(&DeskDefinition::of(&desk.state))?);
    } else {
        for line in in_words(&desk.state) {
            println!("{line}");
        }
    }
    Ok(())
}
