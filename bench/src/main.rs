//! Load generator and benchmarks.

mod http;
mod plain;
mod store;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(about = "Measures Docket")]
struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The store alone, against a bare group commit of the same bytes.
    Store(store::StoreArgs),
    /// The whole program over HTTP: commands, lists, lag, memory, start.
    Http(http::HttpArgs),
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Bench::parse().what {
        What::Store(args) => store::run(&args).await,
        What::Http(args) => http::run(&args).await,
    }
}
