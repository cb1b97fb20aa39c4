//! Random worlds of people, organizations, tickets and shares. In each of them everything that shows a ticket to somebody
//! agrees with who can see it: lists and their export, single reads, histories, audiences, participants, files and small
//! pictures of them, links, searches, mails, streams, marks of what is unread, numbers, and what somebody has muted.
//!
//! A world is told by its seed, which a failure prints; `DOCKET_WORLDS` says how many there are, `DOCKET_WORLD` with
//! which seed they begin.
#![expect(
    clippy::unwrap_used,
    reason = "all of this is test code, and a test ends at what it did not expect"
)]

mod check;
mod handed_out;
mod hold;
mod life;
mod links;
mod live;
mod model;
mod muted;
mod place;
mod search;

use std::ops::Range;

use docket_eventstore::backend_tests;
use docket_eventstore::testing::TestDb;
use docket_test_support::variable::{FIRST_WORLD, WORLDS};
use docket_test_support::{number, rounds};

use crate::check::Met;
use crate::life::World;
use crate::place::Place;

/// How many worlds there are for each round of a fault test: 10 as a rule, 1,000 in a soak.
const IN_A_ROUND: u32 = 5;
/// How many worlds share a database: in a larger one, who was of the team in earlier worlds slows down the later.
const TOGETHER: u32 = 25;

backend_tests! {
    async fn whoever_can_see_a_ticket_is_shown_it_everywhere_and_nobody_else_anywhere(db: TestDb) {
        let first = number(FIRST_WORLD).unwrap_or(1);
        let last = first + number(WORLDS).unwrap_or_else(|| IN_A_ROUND * rounds(2));
        let mut met = Met::default();
        for begin in (first..last).step_by(TOGETHER as usize) {
            let seeds = begin..last.min(begin + TOGETHER);
            if begin == first {
                live(&db, seeds, &mut met).await;
            } else {
                let next = another(&db).await;
                live(&next, seeds, &mut met).await;
                next.remove().await;
            }
        }
        println!("{met:?}");
        let Met {
            refused_reads,
            hidden_names,
            typed_addresses,
            earlier_audiences,
            mailed_customers,
            unseen_words,
            unseen_notes,
            told,
            unread,
            hidden_files,
            unseen_links,
            exported,
            small_pictures,
            hidden_pictures,
            unseen_muted,
        } = met;
        let read = [refused_reads, hidden_names, typed_addresses, earlier_audiences, mailed_customers];
        let shown = [unseen_words, unseen_notes, told, unread, hidden_files, unseen_links, unseen_muted];
        let met = [&read[..], &shown, &[exported, small_pictures, hidden_pictures]].concat();
        assert!(last - first < 10 || met.iter().all(|times| *times > 0), "something was never met: {met:?}");
    }
}

/// Another empty place of the same kind.
async fn another(db: &TestDb) -> TestDb {
    if db.views().file().is_some() { TestDb::sqlite().await } else { TestDb::postgres().await }
}

async fn live(db: &TestDb, seeds: Range<u32>, met: &mut Met) {
    let place = Place::on(db).await;
    for seed in seeds {
        println!("world {seed}: repeat it alone with {FIRST_WORLD}={seed} {WORLDS}=1");
        let mut world = World::begin(&place, seed).await;
        world.live().await;
        world.check(met).await;
        world.end().await;
    }
    place.leave().await;
}
