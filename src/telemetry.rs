//! The log and the metrics of the process.

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::cli::LogFormat;

/// Upper bounds in seconds: from one index read to a request that waited.
const BUCKETS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Starts the log on standard error.
pub(crate) fn start_log(filter: &str, format: LogFormat) -> Result<()> {
    // sqlx tells of each slow statement with its text; that is for those who ask for it.
    let filter = EnvFilter::try_new(format!("sqlx=error,{filter}"))
        .with_context(|| format!("DOCKET_LOG is not a filter: {filter}"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).try_init(),
    }
    .map_err(|error| anyhow::anyhow!("the log could not be started: {error}"))
}

/// Starts counting; the handle renders what was counted.
pub(crate) fn start_metrics() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &BUCKETS)?
        .install_recorder()
        .context("the metrics could not be started")
}
