//! A log that leaves one database and arrives in another.

use docket_eventstore::transfer::{Beside, Import, ImportError, Part, export};
use docket_eventstore::{Claim, Payload, Position, Recorded, StoreError, StoreOptions, backend_tests};
use serde_json::Value;

use crate::support::{all, command, event, stream, verified};

/// What an export hands out.
#[derive(Default)]
struct Taken {
    end: Option<(Position, [u8; 32])>,
    events: Vec<Recorded>,
    beside: Vec<(Beside, Vec<Value>)>,
}

async fn taken(db: &docket_eventstore::db::Db) -> Taken {
    let mut taken = Taken::default();
    export::<docket_eventstore::db::DbError>(db, |part| {
        match part {
            Part::Head(head) => taken.end = Some((head.position, head.hash)),
            Part::Events(events) => taken.events.extend_from_slice(events),
            Part::Beside(which, rows) => taken.beside.push((which, rows.to_vec())),
        }
        Ok(())
    })
    .await
    .unwrap();
    taken
}

/// A log with events of all shapes, claims that were taken and given back, and a counter.
async fn lived_in(store: &docket_eventstore::Store) {
    for n in 0..30 {
        let stream = stream();
        let mut append = command(vec![event(stream, "{\"text\":\"ä\\u0001 \\\"\"}"), event(stream, "{}")]);
        append.causation = (n % 2 == 0).then(|| append.events[0].event_id);
        append.events[1].payload = Payload::with_number("{\"number\":}", 10);
        append.number = Some("thing".to_owned());
        let (scope, name, owner) = ("thing.name", format!("Ünicode {n}"), stream.0);
        append.claims = vec![
            Claim::Take { scope, name: name.clone(), owner },
            Claim::TakeNumbered { scope: "thing.key", prefix: "T-".to_owned(), owner },
        ];
        if n % 3 == 0 {
            append.claims.push(Claim::Release { scope, name, owner });
        }
        store.append(append).await.unwrap();
    }
}

async fn bring(import: &mut Import, taken: &Taken) -> Result<(), ImportError> {
    for events in taken.events.chunks(7) {
        import.events(events).await?;
    }
    for (which, rows) in &taken.beside {
        import.beside(*which, rows).await?;
    }
    Ok(())
}

backend_tests! {
    async fn a_log_that_was_brought_over_is_the_same_on_either_database(db: TestDb) {
        let store = db.store().await;
        lived_in(&store).await;
        let out = taken(db.log()).await;
        let mut places = vec![docket_eventstore::testing::TestDb::sqlite().await];
        if db.log().file().is_none() {
            places.push(docket_eventstore::testing::TestDb::postgres().await);
        }
        for place in places {
            let mut import = Import::begin(place.log()).await.unwrap();
            bring(&mut import, &out).await.unwrap();
            import.finish(out.end.unwrap()).await.unwrap();
            let arrived = place.store().await;
            assert_eq!(verified(&arrived).await, all(&store).await);
            let again = taken(place.log()).await;
            assert_eq!(again.beside, out.beside);
            // It goes on as the first would have: the counter counts on, names are taken, commands are known.
            let known = &out.events[0];
            assert!(arrived.read_command(known.command).await.unwrap().is_some());
            assert_eq!(arrived.claimed("thing.name", "Ünicode 1").await.unwrap(), Some(out.events[2].stream.0));
            assert_eq!(arrived.claimed("thing.name", "Ünicode 0").await.unwrap(), None);
            let mut next = command(vec![event(stream(), "{}")]);
            next.number = Some("thing".to_owned());
            assert_eq!(arrived.append(next).await.unwrap().number, Some(31));
            place.remove().await;
        }
    }

    async fn an_import_that_was_cut_off_says_where_it_stands_and_goes_on(db: TestDb) {
        let source = docket_eventstore::testing::TestDb::sqlite().await;
        lived_in(&source.store().await).await;
        let out = taken(source.log()).await;
        let mut import = Import::begin(db.log()).await.unwrap();
        import.events(&out.events[..20]).await.unwrap();
        drop(import);
        let refused = docket_eventstore::Store::open(db.log().clone(), StoreOptions::default()).await;
        assert!(matches!(refused, Err(StoreError::UnfinishedImport { at: Position(20) })));

        let other = docket_eventstore::testing::TestDb::sqlite().await;
        lived_in(&other.store().await).await;
        let mut import = Import::begin(db.log()).await.unwrap();
        let refused = bring(&mut import, &taken(other.log()).await).await;
        assert!(matches!(refused, Err(ImportError::OtherLog { at: Position(20) })));

        let mut import = Import::begin(db.log()).await.unwrap();
        assert_eq!(import.stands_at(), Position(20));
        import.events(&out.events[..30]).await.unwrap();
        let short = import.finish(out.end.unwrap()).await;
        assert!(matches!(short, Err(ImportError::End { said: Position(60), found: Position(30) })));

        let mut import = Import::begin(db.log()).await.unwrap();
        bring(&mut import, &out).await.unwrap();
        let head = import.finish(out.end.unwrap()).await.unwrap();
        assert_eq!((head.position, head.hash), out.end.unwrap());
        assert_eq!(verified(&db.store().await).await, out.events);
        source.remove().await;
        other.remove().await;
    }

    async fn only_what_was_written_is_brought_into_only_an_empty_log(db: TestDb) {
        let source = docket_eventstore::testing::TestDb::sqlite().await;
        lived_in(&source.store().await).await;
        let mut out = taken(source.log()).await;
        out.events[8].payload.push(b' ');
        let mut import = Import::begin(db.log()).await.unwrap();
        import.events(&out.events[..8]).await.unwrap();
        assert!(matches!(import.events(&out.events[8..]).await, Err(ImportError::Broken(_))));
        assert_eq!(import.stands_at(), Position(8));

        let lived = docket_eventstore::testing::TestDb::sqlite().await;
        lived_in(&lived.store().await).await;
        assert!(matches!(Import::begin(lived.log()).await, Err(ImportError::NotEmpty { at: Position(60) })));
        source.remove().await;
        lived.remove().await;
    }
}
