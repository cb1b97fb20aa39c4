//! What a mail server can do to a mail.

use std::net::TcpListener;
use std::time::Duration;

use chrono::TimeDelta;
use docket_domain::testing::{MARIA, NOOR, SAM, request};
use docket_domain::ticket::TicketCommand;
use docket_eventstore::backend_tests;
use docket_eventstore::testing::TestDb;
use docket_notifier::config::{Security, SmtpTarget};
use docket_notifier::transport::{Envelope, FolderTransport, SendError, SmtpTransport};
use docket_notifier::{LedgerEntry, MailTransport, Notifier, NotifierOptions, RetryPolicy, State};
use docket_test_support::smtp::Message;
use docket_test_support::{Behaviour, SmtpServer};

use crate::mail::Mail;
use crate::town::{Town, address, config, name_of, receivers, start};

/// A server that does not answer is given up on soon.
fn options() -> NotifierOptions {
    let retry = RetryPolicy { timeout: Duration::from_millis(500), ..RetryPolicy::default() };
    NotifierOptions { retry, ..NotifierOptions::default() }
}

/// The longest pause behind a first failure.
fn a_pause() -> TimeDelta {
    TimeDelta::from_std(RetryPolicy::default().base).unwrap()
}

/// The one row to Sam.
async fn to_sam(town: &Town) -> LedgerEntry {
    let mut rows: Vec<LedgerEntry> = town.entries().await;
    rows.retain(|row| name_of(row.recipient) == "sam" && row.message_id.is_some());
    assert_eq!(rows.len(), 1, "{rows:#?}");
    rows.remove(0)
}

fn ids(messages: &[Message]) -> Vec<String> {
    let read =
        |message: &Message| Mail::read(&message.rcpt_tos[0], &message.data).header("Message-ID").to_owned();
    messages.iter().map(read).collect()
}

/// A ticket that Sam and Noor are told of, decided and tried once.
async fn tried(db: &TestDb, server: &SmtpServer) -> Town {
    let town = Town::to(db, &server.url(), options()).await;
    town.open(MARIA, 1, request()).await;
    town.settle().await;
    town
}

backend_tests! {
    async fn a_mail_goes_to_the_server_with_one_recipient_an_envelope(db: TestDb) {
        let server = SmtpServer::start();
        let town = tried(&db, &server).await;
        let messages = server.messages();
        let mut recipients: Vec<&str> = messages.iter().map(|m| m.rcpt_tos[0].as_str()).collect();
        recipients.sort_unstable();
        assert_eq!(recipients, [address("noor"), address("sam")]);
        assert!(messages.iter().all(|m| m.rcpt_tos.len() == 1 && m.mail_from == "no-reply@desk.example"));
        let sam = to_sam(&town).await;
        assert_eq!((sam.state, sam.attempts, sam.answer_lost), (State::Sent, 1, false));
        assert_eq!(ids(&server.messages_to(&address("sam"))), [sam.message_id.unwrap()]);
        assert!(messages.iter().all(|m| m.data.lines().all(|line| line.len() < 998)));
    }

    async fn what_is_refused_for_now_is_sent_later(db: TestDb) {
        sent_later(&db, Behaviour::Refuse(450), "450").await;
    }

    async fn a_server_that_has_no_time_is_asked_again_later(db: TestDb) {
        sent_later(&db, Behaviour::Close, "421").await;
    }

    async fn what_is_refused_for_good_is_dead_and_nobody_elses_matter(db: TestDb) {
        let server = SmtpServer::start();
        server.set_behaviour(&address("sam"), Behaviour::Refuse(550));
        let town = tried(&db, &server).await;
        let sam = to_sam(&town).await;
        assert_eq!((sam.state, sam.attempts), (State::Dead, 1));
        assert!(sam.last_error.unwrap().contains("550"));
        assert_eq!(server.messages_to(&address("noor")).len(), 1);
        assert_eq!(town.notifier.ledger().backlog().await.unwrap().dead, 1);
        town.clock.advance(TimeDelta::days(1));
        assert_eq!(town.notifier.deliver_due().await.unwrap(), 0);
    }

    async fn a_lost_answer_leads_to_two_copies_at_most_with_one_id(db: TestDb) {
        let server = SmtpServer::start();
        server.set_behaviour(&address("sam"), Behaviour::Cut);
        let town = tried(&db, &server).await;
        let sam = to_sam(&town).await;
        assert_eq!((sam.state, sam.answer_lost), (State::Ambiguous, true));
        for _ in 0..5 {
            town.clock.advance(TimeDelta::hours(5));
            town.notifier.deliver_due().await.unwrap();
        }
        let sam = to_sam(&town).await;
        assert_eq!((sam.state, sam.attempts), (State::Ambiguous, 2));
        let id = sam.message_id.unwrap();
        assert_eq!(ids(&server.messages_to(&address("sam"))), [id.clone(), id]);
        let copies = server.messages_to(&address("sam"));
        assert_eq!(copies[0].data, copies[1].data, "the same mail to the last byte");
        assert_eq!(town.notifier.ledger().backlog().await.unwrap().ambiguous, 0);
    }

    async fn a_server_that_hangs_is_left_and_the_mail_sent_once_more(db: TestDb) {
        let server = SmtpServer::start();
        server.set_behaviour_times(&address("sam"), Behaviour::Hang, 1);
        let town = tried(&db, &server).await;
        assert_eq!(to_sam(&town).await.state, State::Ambiguous);
        town.clock.advance(a_pause());
        assert_eq!(town.notifier.deliver_due().await.unwrap(), 1);
        let sam = to_sam(&town).await;
        assert_eq!((sam.state, sam.answer_lost), (State::Sent, true), "the ledger goes on saying so");
    }

    async fn without_a_server_nothing_is_lost_for_three_days(db: TestDb) {
        let nowhere = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let town = Town::to(&db, &format!("smtp://{nowhere}"), options()).await;
        town.open(MARIA, 1, request()).await;
        town.settle().await;
        assert_eq!(to_sam(&town).await.state, State::Retry);
        for _ in 0..17 {
            town.clock.advance(TimeDelta::hours(4));
            town.notifier.deliver_due().await.unwrap();
        }
        assert_eq!(to_sam(&town).await.state, State::Retry, "68 hours");
        town.clock.advance(TimeDelta::hours(4));
        town.notifier.deliver_due().await.unwrap();
        assert_eq!(to_sam(&town).await.state, State::Dead, "72 hours");
    }

    async fn mails_to_one_person_about_one_ticket_keep_their_order(db: TestDb) {
        let server = SmtpServer::start();
        let town = Town::to(&db, &server.url(), options()).await;
        let ticket = town.open(MARIA, 1, request()).await;
        town.act(SAM, ticket, TicketCommand::Assign { assignee: Some(SAM) }).await;
        let other = town.open(MARIA, 2, request()).await;
        town.act(SAM, other, TicketCommand::Assign { assignee: Some(SAM) }).await;
        town.settle().await;
        let before = server.messages_to(&address("sam")).len();
        server.set_behaviour_times(&address("sam"), Behaviour::Refuse(450), 1);
        town.comment(MARIA, ticket, "first").await;
        town.settle().await;
        town.comment(MARIA, ticket, "second").await;
        town.comment(MARIA, other, "another ticket").await;
        town.settle().await;
        assert_eq!(server.messages_to(&address("sam")).len(), before + 1, "only the other ticket's");
        town.clock.advance(a_pause());
        town.notifier.deliver_due().await.unwrap();
        let messages = server.messages_to(&address("sam"));
        let texts = messages[before..].iter().map(|m| Mail::read("sam", &m.data).text);
        let order: Vec<usize> =
            texts.map(|text| ["another ticket", "first", "second"].iter().position(|t| text.contains(t)).unwrap()).collect();
        assert_eq!(order, [0, 1, 2]);
    }

    async fn when_the_server_does_not_take_our_mail_nothing_is_tried_until_the_pause_is_over(db: TestDb) {
        let town = Town::new(&db).await;
        town.letters.refuse(Some(SendError::OurFault("535 wrong password".to_owned())));
        town.open(MARIA, 1, request()).await;
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        let health = town.notifier.health();
        assert!(!health.is_well() && health.paused_until > Some(town.clock_now()), "{health:?}");
        town.letters.refuse(None);
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        // Whatever time it takes somebody to mend it.
        town.clock.advance(TimeDelta::days(5));
        assert_eq!(receivers(&town.settle().await), ["noor", "sam"]);
        assert!(town.notifier.health().is_well());
    }

    async fn two_senders_send_each_mail_once(db: TestDb) {
        let server = SmtpServer::start();
        let town = Town::to(&db, &server.url(), NotifierOptions::default()).await;
        for number in 1..=15 {
            town.open(MARIA, number, request()).await;
        }
        town.notifier.catch_up().await.unwrap();
        let second = db.second().await;
        let other = Notifier::open(
            second.store().await, second.ops().clone(), [7; 32], config(&server.url()), town.clock.clone(),
            NotifierOptions::default(),
        ).unwrap();
        let (here, there) = tokio::join!(town.notifier.deliver_due(), other.deliver_due());
        assert_eq!(here.unwrap() + there.unwrap(), 30);
        let mut sent = ids(&server.messages());
        sent.sort_unstable();
        sent.dedup();
        assert_eq!((sent.len(), server.messages().len()), (30, 30));
        second.databases.close().await;
    }
}

async fn sent_later(db: &TestDb, behaviour: Behaviour, said: &str) {
    let server = SmtpServer::start();
    server.set_behaviour_times(&address("sam"), behaviour, 1);
    let town = tried(db, &server).await;
    let sam = to_sam(&town).await;
    assert_eq!((sam.state, sam.attempts), (State::Retry, 1));
    assert!(sam.last_error.as_deref().unwrap().contains(said), "{sam:?}");
    assert_eq!(server.messages_to(&address("noor")).len(), 1, "nobody else waits for it");
    assert_eq!(town.notifier.deliver_due().await.unwrap(), 0, "not before its time");
    town.clock.advance(a_pause());
    assert_eq!(town.notifier.deliver_due().await.unwrap(), 1);
    assert_eq!(server.messages_to(&address("sam")).len(), 1);
    let sam = to_sam(&town).await;
    assert_eq!((sam.state, sam.attempts), (State::Sent, 2));
}

#[tokio::test]
async fn a_line_that_must_be_encrypted_and_is_not_carries_no_mail() {
    let server = SmtpServer::start();
    for security in [Security::StartTls, Security::Wrapper] {
        let target = SmtpTarget {
            host: "127.0.0.1".to_owned(),
            port: server.port(),
            security,
            credentials: Some(("docket".to_owned(), "secret".to_owned())),
        };
        let transport = SmtpTransport::new(target, Duration::from_secs(2)).unwrap();
        let error = transport.check().await.unwrap_err();
        assert!(!format!("{error}").contains("secret"));
        let error = transport.send(&envelope(), b"Subject: x\r\n\r\nx").await.unwrap_err();
        assert!(matches!(error, SendError::OurFault(_) | SendError::Transient(_)), "{security:?}: {error:?}");
    }
    assert_eq!(server.messages(), []);
}

#[tokio::test]
async fn d55_a_server_whose_certificate_nobody_vouches_for_gets_no_mail() {
    let server = SmtpServer::start_as_stranger();
    let target = SmtpTarget {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        security: Security::Wrapper,
        credentials: None,
    };
    let transport = SmtpTransport::new(target, Duration::from_secs(5)).unwrap();
    let error = transport.send(&envelope(), b"Subject: x\r\n\r\nx").await.unwrap_err();
    assert!(error.to_string().contains("invalid peer certificate: UnknownIssuer"), "{error}");
    assert_eq!(server.messages(), []);
}

#[tokio::test]
async fn an_address_that_the_server_cannot_take_is_refused_alone() {
    let server = SmtpServer::start();
    let target = config(&server.url()).target;
    let transport = docket_notifier::transport::open(&target, Duration::from_secs(5)).unwrap();
    let to = "jürgen@mail.example".parse().unwrap();
    let result = transport.send(&Envelope { to, ..envelope() }, b"Subject: x\r\n\r\nx").await;
    assert!(matches!(result, Ok(_) | Err(SendError::Refused(_))), "{result:?}");
    transport.send(&envelope(), b"Subject: x\r\n\r\nx").await.unwrap();
}

#[tokio::test]
async fn a_mail_written_twice_is_one_file_and_a_listing_is_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let transport = FolderTransport::new(folder.path().join("mail"));
    let later = Envelope {
        at: start() + TimeDelta::seconds(1),
        message_id: "<a.b@desk.example>".to_owned(),
        ..envelope()
    };
    for envelope in [&later, &envelope(), &envelope()] {
        transport.send(envelope, envelope.message_id.as_bytes()).await.unwrap();
    }
    let mut files: Vec<_> =
        std::fs::read_dir(folder.path().join("mail")).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    assert_eq!(texts, [envelope().message_id, later.message_id]);
    assert!(files.iter().all(|file| file.extension().is_some_and(|e| e == "eml")));
}

fn envelope() -> Envelope {
    Envelope {
        from: "no-reply@desk.example".parse().unwrap(),
        to: address(name_of(NOOR)).parse().unwrap(),
        message_id: "<z.z@desk.example>".to_owned(),
        at: start(),
    }
}
