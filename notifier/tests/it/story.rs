//! The story of the first release, mail by mail.

use docket_domain::NoteId;
use docket_domain::testing::{MARIA, MERIDIAN, NOOR, SAM, TOM, body, request};
use docket_domain::ticket::TicketCommand;
use docket_eventstore::backend_tests;
use uuid::Uuid;

use crate::town::{Town, draft, receivers};

const CANARY: &str = "canary-of-the-internal-note";

backend_tests! {
    async fn each_step_of_a_ticket_is_told_once_to_those_it_concerns(db: TestDb) {
        let town = Town::new(&db).await;

        let ticket = town.open(MARIA, 12, request()).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["noor", "sam"]);
        assert_eq!(mails[1].header("Subject"), "[AMS-12] The panel of May is short");
        assert!(mails[1].text.starts_with("Maria opened ticket AMS-12.\n"), "{}", mails[1].text);
        assert!(mails[1].text.contains("> It has 12 homes less than in April."), "{}", mails[1].text);
        assert!(mails[1].text.contains("https://desk.example/tickets/AMS-12"), "{}", mails[1].text);
        assert!(mails[0].text.starts_with("Maria a ouvert le ticket AMS-12."), "{}", mails[0].text);

        let shared = town.act(MARIA, ticket, TicketCommand::Share { organization: MERIDIAN }).await;
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        let rows = ["maria ticket_visibility suppress actor", "tom ticket_visibility suppress not_following"];
        assert_eq!(town.rows(shared).await, rows);

        let commented = town.comment(TOM, ticket, "I see it as well.").await;
        assert_eq!(receivers(&town.settle().await), ["maria", "noor", "sam"]);
        let rows = [
            "maria ticket_commented send reporter",
            "noor ticket_commented send queue",
            "sam ticket_commented send queue",
            "tom ticket_commented suppress actor",
        ];
        assert_eq!(town.rows(commented).await, rows);

        let answered = town.comment(SAM, ticket, "Which market?").await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["maria", "tom"]);
        let (maria, tom) = (&mails[0], &mails[1]);
        assert_eq!((maria.header("Content-Language"), tom.header("Content-Language")), ("fr", "en"));
        assert!(maria.text.starts_with("Sam a répondu à votre ticket AMS-12."), "{}", maria.text);
        assert!(maria.text.contains("C’est à vous"), "{}", maria.text);
        assert!(tom.text.starts_with("Sam answered ticket AMS-12."), "{}", tom.text);
        assert!(tom.text.contains("It is your turn"), "{}", tom.text);
        assert!(tom.text.contains("because you commented on ticket AMS-12"), "{}", tom.text);
        let rows = [
            "maria ticket_commented send reporter",
            "sam ticket_commented suppress actor",
            "tom ticket_commented send follower",
        ];
        assert_eq!(town.rows(answered).await, rows);

        let note = TicketCommand::Note { note: NoteId(Uuid::now_v7()), body: body(CANARY), mentions: [SAM].into() };
        let noted = town.act(NOOR, ticket, note).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["sam"]);
        assert!(mails[0].text.contains(CANARY));
        assert_eq!(town.rows(noted).await, ["noor ticket_noted suppress actor", "sam ticket_noted send mentioned"]);

        town.act(TOM, ticket, TicketCommand::Close { comment: Some(draft("It works again.")), reason: None }).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["maria", "noor", "sam"]);
        assert!(mails[0].text.starts_with("Tom a fermé votre ticket AMS-12."), "{}", mails[0].text);
        assert!(mails[2].text.contains("> It works again."), "one mail tells all of the act: {}", mails[2].text);
        assert!(!mails.iter().any(|mail| mail.holds(CANARY)));

        town.act(MARIA, ticket, TicketCommand::Reopen { comment: None, reason: Some(body("It does not.")) }).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["noor", "sam", "tom"]);
        assert!(mails[2].text.contains("> It does not."), "{}", mails[2].text);
        assert!(!mails.iter().any(|mail| mail.holds(CANARY)));

        assert!(town.rows_of(ticket).await.windows(2).all(|pair| pair[0].id < pair[1].id));
        assert_eq!(town.notifier.ledger().backlog().await.unwrap(), docket_notifier::Backlog::default());
    }
}
