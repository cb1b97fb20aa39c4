//! The program `docket`: composes the parts, decides nothing.

mod admin;
mod audit;
mod cli;
mod config;
mod demo;
mod desk;
mod doctor;
mod fill;
mod health;
mod house;
mod ledger;
mod serve;
mod telemetry;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use cli::{Admin, Audit, Bench, Cli, Command, Desk, Role};
use config::Config;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli).await {
        Ok(code) => code,
        Err(error) => {
            // The chain of causes in one line: what failed, and why.
            eprintln!("docket: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode> {
    telemetry::start_log(&cli.options.log, cli.options.log_format)?;
    let options = &cli.options;
    match cli.command.unwrap_or(Command::Serve { roles: Role::ALL.to_vec() }) {
        Command::Serve { roles } => {
            serve::serve(&Config::new(options)?, &roles, telemetry::start_metrics()?).await?;
        }
        Command::Notify => {
            serve::serve(&Config::new(options)?, &[Role::Notifier], telemetry::start_metrics()?).await?;
        }
        Command::Demo => demo::run(options, telemetry::start_metrics()?).await?,
        Command::Admin(Admin::Create { email, name }) => {
            admin::create(&Config::new(options)?, &email, name.as_deref()).await?;
        }
        Command::Desk(Desk::Apply(apply)) => return desk::apply(&Config::new(options)?, &apply).await,
        Command::Desk(Desk::Show { key, toml }) => desk::show(&Config::new(options)?, &key, toml).await?,
        Command::Audit(Audit::Verify { no_files }) => {
            return audit::verify(&Config::new(options)?, !no_files).await;
        }
        Command::Audit(Audit::Export { file }) => audit::export(&Config::new(options)?, &file).await?,
        Command::Audit(Audit::Import { file }) => audit::import(&Config::new(options)?, &file).await?,
        Command::Audit(Audit::Replay { from, to }) => {
            return audit::replay(&Config::new(options)?, from, to).await;
        }
        Command::Bench(Bench::Fill(fill)) => fill::run(&Config::new(options)?, &fill).await?,
        Command::Doctor => return Ok(doctor::run(options).await),
    }
    Ok(ExitCode::SUCCESS)
}
