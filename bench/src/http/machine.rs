//! What the machine can do, and what a process takes of it.

use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// Durable commits of one writer a second: 4 KiB appended to a file, then `fdatasync`. The file lies where the
/// measured data lies.
pub(super) fn durable_commits(time: Duration) -> Result<f64> {
    let folder = std::env::temp_dir().join(format!("docket-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let mut file = fs::File::create(folder.join("commits"))?;
    let page = [0x5a; 4096];
    let started = Instant::now();
    let mut commits = 0_u32;
    while started.elapsed() < time {
        file.write_all(&page)?;
        file.sync_data()?;
        commits += 1;
    }
    let rate = f64::from(commits) / started.elapsed().as_secs_f64();
    fs::remove_dir_all(&folder)?;
    Ok(rate)
}

/// A process's memory in KiB.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Memory {
    /// Its pages, those shared with others by their share.
    pub(super) pss: u64,
    /// Its pages.
    pub(super) rss: u64,
}

impl Memory {
    pub(super) fn of(pid: u32) -> Result<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).context("the process is gone")?;
        let line = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
        };
        Ok(Self { pss: line("Pss:"), rss: line("Rss:") })
    }

    pub(super) fn max(self, other: Self) -> Self {
        Self { pss: self.pss.max(other.pss), rss: self.rss.max(other.rss) }
    }
}

/// Processor time of a process so far.
pub(super) fn processor_time(pid: u32) -> Duration {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
    let ticks: u64 =
        after_name.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    // Linux counts in hundredths of a second towards programs.
    Duration::from_millis(ticks * 10)
}
