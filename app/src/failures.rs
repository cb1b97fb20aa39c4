//! Failed logins. After some for one address, further tries have to wait; nobody is locked out for good, and a device
//! that has logged in before does not wait (OWASP ASVS 5.0 6.3.1).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::PersonId;
use docket_domain::link;
use quick_cache::sync::Cache;

use crate::credentials::token_hash;

/// So many failures within [`WINDOW`] are nobody's business.
const FREE: u32 = 10;
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Addresses remembered at once, known or not; the least used are forgotten first.
const ADDRESSES: usize = 65_536;
/// What the value in a device's cookie is derived for.
const DEVICE: &str = "device";

#[derive(Clone, Copy, Debug)]
struct Count {
    failures: u32,
    since: DateTime<Utc>,
}

/// Failures by address, in the memory of this process.
#[derive(Debug)]
pub(crate) struct Failures {
    counts: Cache<[u8; 32], Count>,
}

impl Failures {
    pub(crate) fn new() -> Self {
        Self { counts: Cache::new(ADDRESSES) }
    }

    /// How long the next try for an address has to wait, if it has to. Whether anybody has the address plays no part.
    pub(crate) fn pause(&self, address: &str, now: DateTime<Utc>) -> Option<Duration> {
        let count = self.counts.get(&token_hash(address))?;
        let ends = count.since + WINDOW;
        if count.failures < FREE || ends <= now {
            return None;
        }
        (ends - now).to_std().ok()
    }

    /// Notes a failure.
    pub(crate) fn note(&self, address: &str, now: DateTime<Utc>) {
        let key = token_hash(address);
        let before = self.counts.get(&key).filter(|count| count.since + WINDOW > now);
        let count = before.map_or(Count { failures: 1, since: now }, |count| Count {
            failures: count.failures.saturating_add(1),
            ..count
        });
        self.counts.insert(key, count);
    }

    /// Forgets an address: its owner has logged in.
    pub(crate) fn forget(&self, address: &str) {
        self.counts.remove(&token_hash(address));
    }
}

/// What a device on which this person has logged in keeps. It opens nothing; it only spares it the pause.
pub(crate) fn device(site_key: &[u8; 32], person: PersonId) -> String {
    link::derive(site_key, DEVICE, person.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d08_after_ten_failures_an_address_waits_and_is_free_again_after_a_while() {
        let failures = Failures::new();
        let now = DateTime::UNIX_EPOCH;
        for _ in 0..10 {
            assert_eq!(failures.pause("maria@meridian.example", now), None);
            failures.note("maria@meridian.example", now);
        }
        let wait = failures.pause("maria@meridian.example", now + TimeDelta::minutes(5)).unwrap();
        assert_eq!(wait, Duration::from_secs(600));
        assert_eq!(failures.pause("tom@meridian.example", now), None);
        assert_eq!(failures.pause("maria@meridian.example", now + WINDOW), None);
        failures.forget("maria@meridian.example");
        assert_eq!(failures.pause("maria@meridian.example", now), None);
    }
}
