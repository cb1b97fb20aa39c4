//! The order of hits in a log that is much longer than a page, and what of it is looked through.

use std::collections::BTreeSet;

use docket_eventstore::backend_tests;
use docket_eventstore::db::DbError;
use proptest::prelude::*;

use super::super::document::Document;
use super::super::testing::document;
use super::super::{DocumentRow, index};
use super::*;
use crate::Views;
use crate::testing::Random;

const COUNT: usize = 2_500;
const PAGE: usize = 30;
/// One document of so many has the word.
const FREQUENCIES: [usize; 5] = [1, 2, 9, 70, 300];

/// A document, and for each word the tier it is in: the subject's, the description's, or none.
fn written(random: &mut Random, number: usize) -> (Document, [Option<u8>; FREQUENCIES.len()]) {
    let tiers =
        FREQUENCIES.map(|one_of| (random.below(one_of) == 0).then(|| 1 + u8::from(random.below(3) == 0)));
    let at = |tier| {
        let words = FREQUENCIES.iter().zip(tiers).filter(|(_, of)| *of == Some(tier));
        words.map(|(one_of, _)| format!("every{one_of}")).collect::<Vec<_>>().join(" ")
    };
    (document(random, number, &at(1), &at(2)), tiers)
}

async fn store(db: &Db, documents: Vec<Document>) {
    let stored = db.write::<(), DbError, _>(move |tx| {
        Box::pin(async move {
            let rows: Vec<_> = documents.iter().map(|d| DocumentRow::of(d).unwrap()).collect();
            DOCUMENTS.upsert(tx, &rows).await?;
            index::replace(tx, documents.iter().map(|document| (document, true))).await
        })
    });
    stored.await.unwrap();
}

/// All that a search finds, page by page.
async fn all_pages(db: &Db, text: &str) -> Vec<Place> {
    let query = SearchQuery::parse(text).unwrap();
    let mut found = Vec::new();
    loop {
        let plan = Plan::make(db, &Sight::Team, None, &TicketFilter::default(), &query).await.unwrap();
        let bounds = Bounds::of(db, &plan).await.unwrap().unwrap();
        let after = found.last().copied();
        let page = db.read_by_bitmap::<Vec<Hit>, QueryError, _>(move |tx| {
            Box::pin(async move { ranked(tx, &plan, bounds, after, PAGE).await })
        });
        let page = page.await.unwrap();
        found.extend(page.iter().map(|hit| hit.place));
        if page.len() < PAGE {
            return found;
        }
    }
}

backend_tests! {
    async fn the_best_and_newest_hits_come_first_however_far_apart_they_are(db: TestDb) {
        let views = Views::open(db.views().clone()).await.unwrap();
        let mut random = Random::new(7);
        let mut positions = BTreeSet::new();
        let mut written: Vec<_> = (0..COUNT).map(|number| written(&mut random, number)).collect();
        written.retain(|(document, _)| positions.insert(document.position));
        store(views.db(), written.iter().map(|(document, _)| document.clone()).collect()).await;
        let one_by_one = [&[0][..], &[1], &[2], &[3], &[4], &[0, 1], &[1, 2], &[0, 1, 3], &[2, 3, 4]];
        let side_by_side = [&[0, 1][..], &[1, 2], &[0, 1, 2], &[3, 4]];
        let searches = one_by_one.map(|words| (words, false)).into_iter().chain(side_by_side.map(|words| (words, true)));
        for (words, phrase) in searches {
            let text = words.iter().map(|word| format!("every{}", FREQUENCIES[*word])).collect::<Vec<_>>().join(" ");
            let text = if phrase { format!("\"{text}\"") } else { format!("{text} ") };
            let mut expected: Vec<Place> = written
                .iter()
                .filter_map(|(document, tiers)| {
                    let tiers = words.iter().map(|word| tiers[*word]).collect::<Option<Vec<u8>>>()?;
                    let (best, worst) = (*tiers.iter().min()?, *tiers.iter().max()?);
                    (!phrase || best == worst).then_some((worst, document.position))
                })
                .collect();
            expected.sort_unstable_by_key(|(tier, position)| (*tier, -position));
            assert_eq!(all_pages(views.db(), &text).await, expected, "{text}");
        }
    }

    async fn a_phrase_is_found_where_its_words_stand_so_and_nowhere_else(db: TestDb) {
        let views = Views::open(db.views().clone()).await.unwrap();
        let mut random = Random::new(5);
        // The phrase, its words two by two, and its words in another order; short ones, long ones, and both.
        let phrases = [["is", "it", "me"], ["households", "panel", "figures"], ["out", "of", "memory"], ["視", "聴", "率"]];
        for [a, b, c] in phrases {
            for in_head in [false, true] {
                let texts = [format!("{a} {b} {c}"), format!("{a} {b} and {b} {c}"), format!("{c} {b} {a}")];
                let documents: Vec<Document> = texts
                    .iter()
                    .enumerate()
                    .map(|(n, text)| match in_head {
                        false => document(&mut random, n, text, ""),
                        true => document(&mut random, n, "", text),
                    })
                    .collect();
                let [whole, parts, turned] = [0, 1, 2].map(|n: usize| documents[n].position);
                store(views.db(), documents).await;
                let found = async |text: String| -> Vec<i64> {
                    all_pages(views.db(), &text).await.into_iter().map(|(_, position)| position).collect()
                };
                assert!(found(format!("\"{a} {b} {c}\"")).await.contains(&whole), "{a} {b} {c}");
                for other in [parts, turned] {
                    assert!(!found(format!("\"{a} {b} {c}\"")).await.contains(&other), "{a} {b} {c}");
                    assert!(found(format!("{a} {b} {c} -\"{a} {b} {c}\"")).await.contains(&other), "{a} {b} {c}");
                }
                let two = found(format!("\"{a} {b}\" -\"{b} {a}\"")).await;
                assert!(two.contains(&whole) && two.contains(&parts) && !two.contains(&turned), "{a} {b}");
            }
        }
    }
}

proptest! {
    #[test]
    fn windows_hold_the_newest_positions_and_little_more(
        to in 1_i64..60_000_000, from in 0_i64..60_000_000, length in 1_i64..6_000_000,
    ) {
        let bounds = Bounds { from: from.min(to - 1), to };
        match newest_windows(bounds, length) {
            None => prop_assert!(to - bounds.from <= 5 * length.max(FIRST_STRETCH)),
            Some((shift, first)) => {
                prop_assert!(WINDOWS.contains(&shift));
                prop_assert!(((to - 1) >> shift) - first <= WINDOWS_EACH);
                let held = to - (first << shift);
                prop_assert!(held >= length && held * 3 <= 7 * length.max(FIRST_STRETCH));
                // The next stretch is a longer one.
                for found in [0, 29] {
                    let next = newest_windows(bounds, longer(held, found, 30));
                    prop_assert!(next.is_none_or(|(shift, first)| to - (first << shift) >= 2 * held));
                }
            }
        }
    }
}
