use docket_eventstore::backend_tests;

use super::*;
use crate::Views;

/// Words of a place, each known for the longer the sooner it comes.
async fn known(db: &Db, place: &'static str, words: Vec<String>) {
    let stored = db.write::<(), DbError, _>(move |tx| {
        Box::pin(async move {
            let rows = (1..).zip(words).map(|(since, word)| WordRow { place, word, since });
            WORDS.insert_missing(tx, &rows.collect::<Vec<_>>()).await.map(drop)
        })
    });
    stored.await.unwrap();
}

backend_tests! {
    async fn a_prefix_stands_for_the_words_that_are_known_longest_each_once(db: TestDb) {
        let views = Views::open(db.views().clone()).await.unwrap();
        let public: Vec<String> = (0..40).map(|n| format!("panel{n:02}")).collect();
        let secret = (0..40).map(|n| if n % 2 == 0 { format!("panel{n:02}") } else { format!("panelx{n:02}") });
        known(views.db(), PUBLIC, public.clone()).await;
        known(views.db(), INTERNAL, secret.collect()).await;
        known(views.db(), PUBLIC, vec!["other".to_owned()]).await;
        let customers = beginning_with(views.db(), "panel", false).await.unwrap();
        assert_eq!(customers[0], "panel");
        assert_eq!(customers[1..], public[..MAX_FOUND]);
        let team = beginning_with(views.db(), "panel", true).await.unwrap();
        // Of both places the ones that came first: the even ones are in both.
        let mut expected = vec!["panel".to_owned()];
        for n in 0.. {
            let both = [format!("panel{n:02}"), format!("panelx{n:02}")];
            expected.extend(both.into_iter().take(1 + n % 2));
            if expected.len() > MAX_FOUND {
                break;
            }
        }
        assert_eq!(team, expected[..=MAX_FOUND]);
        assert_eq!(beginning_with(views.db(), "p", true).await.unwrap(), ["p"]);
    }
}
