//! One command: what is written, what is answered, what is refused.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use docket_eventstore::db::{DbError, Location};
use docket_eventstore::{
    Append, AppendError, Beside, Claim, CommandId, EventId, Expected, MAX_BYTES, MAX_EVENTS, ManualClock,
    NewEvent, Payload, Position, StoreOptions, StreamId, Version, backend_tests, on_conn,
};
use futures_util::FutureExt;
use uuid::Uuid;

use crate::support::{command, event, one, stream, verified, written};

fn at(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap()
}

fn take(name: &str, owner: Uuid) -> Claim {
    Claim::Take { scope: "email", name: name.to_owned(), owner }
}

fn claiming(claims: Vec<Claim>) -> Append {
    Append { claims, ..command(vec![event(stream(), "{}")]) }
}

/// A row of a table beside the log.
#[derive(Debug, sqlx::FromRow)]
struct Pass {
    label: String,
}

backend_tests! {
    async fn an_event_is_read_as_it_was_written(db: TestDb) {
        let clock = Arc::new(ManualClock::new(at(1_763_800_000_123_456)));
        let store = db.store_with(StoreOptions { clock, ..StoreOptions::default() }).await;
        let (first, second) = (stream(), stream());
        let payloads = ["{\"text\":\"Grüße, 漢字 🎉 'quoted'\"}", "{}", "{\"last\":true}"];
        let sent = Append {
            causation: Some(EventId(Uuid::now_v7())),
            fingerprint: [9; 32],
            events: vec![
                event(first, payloads[0]),
                NewEvent { kind: "other.thing_happened", schema_version: 3, ..event(second, payloads[1]) },
                event(first, payloads[2]),
            ],
            ..command(Vec::new())
        };
        let answer = store.append(sent.clone()).await.unwrap();
        assert_eq!((answer.first, answer.last), (Position(1), Position(3)));
        assert_eq!(answer.versions, [(first, Version(2)), (second, Version(1))]);
        assert_eq!((answer.recorded_at, answer.number, answer.duplicate), (at(1_763_800_000_123_456), None, false));
        let events = verified(&store).await;
        for (event, given) in events.iter().zip(&sent.events) {
            assert_eq!(event.event_id, given.event_id);
            assert_eq!(event.stream, given.stream);
            assert_eq!((event.kind.as_str(), event.schema_version), (given.kind, given.schema_version));
            assert_eq!(event.payload, given.payload.bytes());
            assert_eq!(event.recorded_at, answer.recorded_at);
            assert_eq!((event.actor, event.command), (sent.actor, sent.command));
            assert_eq!((event.correlation, event.causation), (sent.correlation, sent.causation));
        }
        assert_eq!(store.read_stream(first, Version::ZERO).await.unwrap(), [events[0].clone(), events[2].clone()]);
        assert_eq!(store.read_stream(first, Version(1)).await.unwrap(), [events[2].clone()]);
        assert_eq!(store.read_stream_until(first, Position(2)).await.unwrap(), [events[0].clone()]);
        assert_eq!(store.read_after(Position(1), 1).await.unwrap(), [events[1].clone()]);
        let tails = [(first, Version(1)), (second, Version::ZERO), (stream(), Version::ZERO)];
        assert_eq!(store.read_streams(&tails).await.unwrap(), events[1..]);
        let found = store.read_command(sent.command).await.unwrap();
        assert_eq!(found, Some(([9; 32], events)));
        assert_eq!(store.read_command(CommandId(Uuid::now_v7())).await.unwrap(), None);
    }

    async fn a_stream_that_is_not_as_expected_refuses_the_command(db: TestDb) {
        let store = db.store().await;
        let (known, other) = (stream(), stream());
        store.append(one(known, Expected::NoStream)).await.unwrap();
        store.append(one(known, Expected::Exact(Version(1)))).await.unwrap();
        store.append(one(known, Expected::Any)).await.unwrap();
        for expected in [Expected::NoStream, Expected::Exact(Version(2)), Expected::Exact(Version(4))] {
            let refused = store.append(one(known, expected)).await.unwrap_err();
            let AppendError::Conflict { stream, expected: named, actual } = refused else { panic!("{refused}") };
            assert_eq!((stream, named, actual), (known, expected, Version(3)));
        }
        // A condition on a stream the command does not write to counts as well.
        let relies = Append { expected: vec![(known, Expected::Exact(Version(1)))], ..one(other, Expected::Any) };
        assert!(matches!(store.append(relies).await, Err(AppendError::Conflict { .. })));
        assert_eq!(verified(&store).await.len(), 3);
    }

    async fn the_same_command_again_gets_the_first_answer_and_does_nothing(db: TestDb) {
        let store = db.store().await;
        let (first, second) = (stream(), stream());
        let sent = Append {
            expected: vec![(first, Expected::NoStream)],
            number: Some("tickets".to_owned()),
            ..command(vec![event(first, "{}"), event(second, "{}"), event(first, "{}")])
        };
        let answer = store.append(sent.clone()).await.unwrap();
        store.append(one(first, Expected::Any)).await.unwrap();
        let again = store.append(sent.clone()).await.unwrap();
        assert!(again.duplicate);
        assert_eq!(docket_eventstore::Appended { duplicate: false, ..again }, answer);
        let other = Append { fingerprint: [1; 32], ..sent };
        assert!(matches!(store.append(other).await, Err(AppendError::OtherContent)));
        assert_eq!(verified(&store).await.len(), 4);
    }

    async fn a_refused_command_may_be_sent_again_with_the_same_id(db: TestDb) {
        let store = db.store().await;
        let known = stream();
        let early = one(known, Expected::Exact(Version(1)));
        assert!(matches!(store.append(early.clone()).await, Err(AppendError::Conflict { .. })));
        store.append(one(known, Expected::NoStream)).await.unwrap();
        assert!(!store.append(early).await.unwrap().duplicate);
    }

    async fn a_name_belongs_to_one_owner_until_it_is_given_back(db: TestDb) {
        let store = db.store().await;
        let (ann, ben) = (Uuid::now_v7(), Uuid::now_v7());
        store.append(claiming(vec![take("a@x.example", ann)])).await.unwrap();
        store.append(claiming(vec![take("a@x.example", ann)])).await.unwrap();
        let refused = store.append(claiming(vec![take("new@x.example", ben), take("a@x.example", ben)])).await;
        let Err(AppendError::Taken { scope, name }) = refused else { panic!("{refused:?}") };
        assert_eq!((scope, name.as_str()), ("email", "a@x.example"));
        assert_eq!(store.claimed("email", "new@x.example").await.unwrap(), None, "nothing of a refused command stays");
        // The same name in another scope is another name.
        let elsewhere = Claim::Take { scope: "slug", name: "a@x.example".to_owned(), owner: ben };
        store.append(claiming(vec![elsewhere])).await.unwrap();
        let release = |owner| Claim::Release { scope: "email", name: "a@x.example".to_owned(), owner };
        store.append(claiming(vec![release(ben)])).await.unwrap();
        assert_eq!(store.claimed("email", "a@x.example").await.unwrap(), Some(ann), "only its owner gives it back");
        store.append(claiming(vec![release(ann), take("a2@x.example", ann)])).await.unwrap();
        store.append(claiming(vec![take("a@x.example", ben)])).await.unwrap();
        let owners = store.claims_of("email", &["a@x.example", "a2@x.example", "none"]).await.unwrap();
        assert_eq!(owners, [("a@x.example".to_owned(), ben), ("a2@x.example".to_owned(), ann)].into());
    }

    async fn names_are_read_backwards_by_what_they_begin_with(db: TestDb) {
        let store = db.store().await;
        let owner = Uuid::now_v7();
        let names = ["a/1", "a/10", "a/2", "a0", "b/1", "a"];
        store.append(claiming(names.map(|name| take(name, owner)).to_vec())).await.unwrap();
        for (before, limit, expected) in [
            (None, 9, &["a/2", "a/10", "a/1"][..]),
            (None, 2, &["a/2", "a/10"]),
            (Some("a/2"), 9, &["a/10", "a/1"]),
            (Some("a/1"), 9, &[]),
        ] {
            let found = store.claims_before("email", "a/", before, limit).await.unwrap();
            let found: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(found, expected, "before {before:?}");
        }
        assert!(store.claims_before("slug", "a/", None, 9).await.unwrap().is_empty());
    }

    async fn a_row_beside_the_log_is_read_with_it(db: TestDb) {
        let store = db.store().await;
        let (appended, owner) = (stream(), Uuid::now_v7());
        store.append(one(appended, Expected::NoStream)).await.unwrap();
        db.log().create_missing("CREATE TABLE passes (pass BYTEA PRIMARY KEY, label TEXT NOT NULL)".to_owned()).await.unwrap();
        let mut conn = db.log().connect().await.unwrap();
        let insert = "INSERT INTO passes (pass, label) VALUES ($1, 'known')";
        on_conn!(&mut conn, c => sqlx::query(insert).bind(&b"one"[..]).execute(c).await.map(drop)).unwrap();
        conn.close().await;
        for names in [&[][..], &["a/1", "a/2"]] {
            store.append(claiming(names.iter().map(|name| take(name, owner)).collect())).await.unwrap();
            let alone = store.bearings(appended, "email", "a/").await.unwrap();
            assert_eq!((alone.version, alone.names.len()), (Version(1), names.len()));
            for (value, label) in [(&b"one"[..], Some("known")), (b"other", None)] {
                let beside = Beside { table: "passes", columns: "label", key: "pass", value };
                let (bearings, row) = store.bearings_beside(appended, "email", "a/", &beside).await.unwrap();
                let row: Option<Pass> = row;
                assert_eq!(row.map(|row| row.label).as_deref(), label);
                assert_eq!(bearings, alone);
            }
        }
        assert!(db.log().is_beside(&db.log().clone()));
        let one_database = matches!(db.location(), Location::Postgres(_));
        assert_eq!(db.log().is_beside(&db.databases.ops), one_database);
    }

    async fn numbers_are_dense_and_refused_commands_get_none(db: TestDb) {
        let store = db.store().await;
        let owner = Uuid::now_v7();
        let ticket = |expected| {
            let id = stream();
            Append {
                expected: vec![(id, expected)],
                claims: vec![Claim::TakeNumbered { scope: "key", prefix: "AMS-".to_owned(), owner }],
                number: Some("AMS".to_owned()),
                ..command(vec![NewEvent {
                    payload: Payload::with_number("{\"key\":\"AMS-\",\"x\":1}", 12),
                    ..event(id, "")
                }])
            }
        };
        for round in 1..=12 {
            let answer = store.append(ticket(Expected::NoStream)).await.unwrap();
            assert_eq!(answer.number, Some(round));
            let payload = String::from_utf8(written(&store, &answer).await.remove(0).payload).unwrap();
            assert_eq!(payload, format!("{{\"key\":\"AMS-{round}\",\"x\":1}}"));
            assert_eq!(store.claimed("key", &format!("AMS-{round}")).await.unwrap(), Some(owner));
            let refused = store.append(ticket(Expected::Exact(Version(9)))).await;
            assert!(matches!(refused, Err(AppendError::Conflict { .. })));
        }
        let other = Append { number: Some("other".to_owned()), ..command(vec![event(stream(), "{}")]) };
        assert_eq!(store.append(other).await.unwrap().number, Some(1));
        verified(&store).await;
    }

    async fn a_number_whose_name_is_taken_refuses_only_its_command(db: TestDb) {
        let store = db.store().await;
        let (ann, ben) = (Uuid::now_v7(), Uuid::now_v7());
        let theirs = Claim::Take { scope: "key", name: "AMS-1".to_owned(), owner: ann };
        store.append(claiming(vec![theirs])).await.unwrap();
        let numbered = Append {
            number: Some("AMS".to_owned()),
            ..claiming(vec![Claim::TakeNumbered { scope: "key", prefix: "AMS-".to_owned(), owner: ben }])
        };
        let plain = one(stream(), Expected::NoStream);
        let (refused, fine) = tokio::join!(store.append(numbered), store.append(plain));
        let Err(AppendError::Taken { name, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(name, "AMS-1");
        fine.unwrap();
        assert_eq!(verified(&store).await.len(), 2);
    }

    async fn what_is_not_well_formed_never_reaches_the_log(db: TestDb) {
        let store = db.store().await;
        let known = stream();
        assert!(matches!(store.append(command(vec![])).await, Err(AppendError::Empty)));
        let many = (0..=MAX_EVENTS).map(|_| event(known, "{}")).collect();
        assert!(matches!(store.append(command(many)).await, Err(AppendError::TooLarge { events: 257, .. })));
        let big = command(vec![event(known, &"x".repeat(MAX_BYTES + 1))]);
        assert!(matches!(store.append(big).await, Err(AppendError::TooLarge { events: 1, .. })));
        let invalid = [
            command(vec![event(known, "a\0b")]),
            command(vec![NewEvent { kind: "", ..event(known, "{}") }]),
            command(vec![NewEvent { schema_version: 0, ..event(known, "{}") }]),
            command(vec![NewEvent { payload: Payload::with_number("{}", 1), ..event(known, "") }]),
            Append {
                number: Some("n".to_owned()),
                ..command(vec![NewEvent { payload: Payload::with_number("{}", 3), ..event(known, "") }])
            },
            Append { causation: Some(EventId(Uuid::nil())), ..command(vec![event(known, "{}")]) },
            claiming(vec![take(&"n".repeat(513), Uuid::now_v7())]),
            claiming(vec![take("a\0b", Uuid::now_v7())]),
            claiming(vec![Claim::TakeNumbered { scope: "k", prefix: "p".to_owned(), owner: Uuid::now_v7() }]),
        ];
        for (index, append) in invalid.into_iter().enumerate() {
            let refused = store.append(append).await;
            assert!(matches!(refused, Err(AppendError::Invalid(_))), "{index}: {refused:?}");
        }
        assert_eq!(store.head().await.unwrap().position, Position::ZERO);
        let largest = command((0..MAX_EVENTS).map(|_| event(known, &"x".repeat(MAX_BYTES / MAX_EVENTS))).collect());
        let answer = store.append(largest).await.unwrap();
        assert_eq!(answer.last, Position(256));
        verified(&store).await;
    }

    async fn recorded_time_never_goes_back_with_the_clock(db: TestDb) {
        let clock = Arc::new(ManualClock::new(at(5_000_000)));
        let options = StoreOptions { clock: Arc::<ManualClock>::clone(&clock), ..StoreOptions::default() };
        let store = db.store_with(options).await;
        let write = async || store.append(one(stream(), Expected::Any)).await.unwrap().recorded_at;
        assert_eq!(write().await, at(5_000_000));
        clock.set(at(1_000_000));
        assert_eq!(write().await, at(5_000_000));
        clock.advance(TimeDelta::seconds(7));
        assert_eq!(write().await, at(8_000_000));
    }

    async fn a_closed_store_answers_what_it_took_and_takes_no_more(db: TestDb) {
        let store = db.store().await;
        let taken: Vec<_> = (0..50)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.append(one(stream(), Expected::NoStream)).await })
            })
            .collect();
        store.close().await;
        store.stopped().await;
        let mut written = 0;
        for task in taken {
            match task.await.unwrap() {
                Ok(_) => written += 1,
                Err(error) => assert!(matches!(error, AppendError::Stopped)),
            }
        }
        assert!(matches!(store.append(one(stream(), Expected::NoStream)).await, Err(AppendError::Stopped)));
        assert_eq!(verified(&store).await.len(), written);
    }

    async fn giving_up_the_wait_does_not_take_a_command_back(db: TestDb) {
        let store = db.store().await;
        let sent = one(stream(), Expected::NoStream);
        // Polled once, which puts it into the queue, and dropped.
        assert!(store.append(sent.clone()).now_or_never().is_none());
        store.close().await;
        assert!(store.read_command(sent.command).await.unwrap().is_some());
    }

    async fn empty_reads_ask_nothing(db: TestDb) {
        let store = db.store().await;
        assert_eq!(store.read_streams(&[]).await.unwrap(), []);
        assert_eq!(store.read_stream(StreamId(Uuid::now_v7()), Version::ZERO).await.unwrap(), []);
        assert!(store.claims_of("email", &[]).await.unwrap().is_empty());
        let head = store.head().await.unwrap();
        assert_eq!((head.position, head.hash, head.epoch), (Position::ZERO, [0; 32], 1));
    }
}

#[tokio::test]
async fn a_full_file_refuses_writes_keeps_reading_and_recovers() {
    use docket_eventstore::Store;
    use docket_eventstore::db::{Databases, Db, Location, SqliteDb, SqliteOptions, Synchronous};
    let folder = tempfile::tempdir().unwrap();
    // The migrations need room; the limit is set by opening the file again.
    Databases::open(&Location::Folder(folder.path().to_owned())).await.unwrap().close().await;
    let options = SqliteOptions::new(folder.path().join("log.db"), Synchronous::Full);
    let open = async |options| {
        let db = Db::Sqlite(SqliteDb::open(options).await.unwrap());
        Store::open(db, StoreOptions::default()).await.unwrap()
    };
    let store = open(options.clone().max_pages(60)).await;
    let big = || command(vec![event(stream(), &"x".repeat(20_000))]);
    let mut answered = 0;
    let refused = loop {
        match store.append(big()).await {
            Ok(_) => answered += 1,
            Err(error) => break error,
        }
        assert!(answered < 100, "the file never filled up");
    };
    let AppendError::Database(cause) = refused else { panic!("{refused}") };
    assert!(matches!(*cause, DbError::Full(_)), "{cause:?}");
    assert_eq!(verified(&store).await.len(), answered, "what was answered is there, what was refused is not");
    assert!(matches!(store.append(big()).await, Err(AppendError::Database(_))), "still full");
    store.append(one(stream(), Expected::NoStream)).await.expect("what fits is still taken");
    store.close().await;
    let store = open(options).await;
    store.append(big()).await.expect("there is room again");
    assert_eq!(verified(&store).await.len(), answered + 2);
}
