//! When a mail is tried again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

#[cfg(test)]
mod tests;

/// How long the sender waits, and for how long it goes on. Tests shorten it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The longest first pause; the next ones double.
    pub base: Duration,
    /// The longest pause.
    pub cap: Duration,
    /// Measured from the decision. What could not be sent by then is given up.
    pub give_up_after: Duration,
    /// The longest one attempt may take. Shorter than the lease.
    pub timeout: Duration,
    /// How long a claimed row belongs to its sender.
    pub lease: Duration,
    /// How long nothing is sent after the mail server has refused us.
    pub lane_pause: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            base: Duration::from_secs(30),
            cap: Duration::from_secs(4 * 3600),
            give_up_after: Duration::from_secs(3 * 24 * 3600),
            timeout: Duration::from_secs(30),
            lease: Duration::from_secs(90),
            lane_pause: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// The pause after a number of attempts (from 1): between half and all of `base` · 2ⁿ⁻¹, at most `cap`. `chance`
    /// is any number that differs from mail to mail, so that those that failed together are not tried together.
    pub(crate) fn pause(&self, attempts: i64, chance: u64) -> Duration {
        let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 30)).unwrap_or(30);
        let full = self.base.saturating_mul(1 << doublings).min(self.cap);
        let half = full / 2;
        let part = u32::try_from(chance % 1_024).unwrap_or(0);
        half + half * part / 1_024
    }

    /// When to try again, or none when it is time to give up.
    pub(crate) fn next(
        &self,
        attempts: i64,
        chance: u64,
        decided_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let span = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
        let next = now.checked_add_signed(span(self.pause(attempts, chance)))?;
        (next - decided_at <= span(self.give_up_after)).then_some(next)
    }
}
