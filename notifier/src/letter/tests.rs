use chrono::{DateTime, Utc};

use super::words::date;
use super::*;

#[test]
fn a_date_reads_as_one_writes_it() {
    let at: DateTime<Utc> = "2026-08-01T14:05:00Z".parse().unwrap();
    assert_eq!(date(Voice::English, at), "1 August 2026, 14:05 UTC");
    assert_eq!(date(Voice::French, at), "1er août 2026 à 14:05 UTC");
}
