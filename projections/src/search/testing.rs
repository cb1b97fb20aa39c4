//! Documents for tests.

use std::collections::BTreeSet;

use docket_domain::testing::{JON, request};
use docket_domain::ticket::Priority;
use docket_domain::{TicketId, TicketKey};

use super::document::{Document, Facts};
use crate::testing::Random;

/// Positions over which documents are spread: many more than are looked through at first.
const LOG: usize = 6_000_000;

/// One anywhere in the log, with these words.
pub(super) fn document(random: &mut Random, number: usize, subject: &str, head: &str) -> Document {
    let facts = Facts {
        key: TicketKey::parse(&format!("AMS-{}", number + 1)).unwrap(),
        request_type: request().request_type,
        open: true,
        reporter: JON,
        participants: BTreeSet::new(),
        involved: BTreeSet::new(),
        shared: None,
        organization: None,
        assignee: None,
        priority: Priority::Normal,
    };
    Document {
        ticket_id: TicketId(random.uuid()),
        position: i64::try_from(random.below(LOG)).unwrap(),
        created_day: 0,
        facts,
        subject: subject.to_owned(),
        head: head.to_owned(),
        comments: String::new(),
        notes: String::new(),
    }
}
