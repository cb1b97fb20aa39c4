//! What the head of every mail says, whatever it is about, and what a mail never holds.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use docket_domain::organization::event::MailContentChanged;
use docket_domain::organization::{MailContent, OrganizationEvent};
use docket_domain::person::event::LanguageChanged;
use docket_domain::person::{InvitationOrigin, PersonEvent};
use docket_domain::testing::{ADA, JON, MARIA, MERIDIAN, NOOR, SAM, TOM, body, request};
use docket_domain::ticket::event::AttachmentQuarantined;
use docket_domain::ticket::{AttachedTo, OpenTicket, TicketCommand, TicketEvent};
use docket_domain::{
    AttachedFile, AttachmentId, FileName, Language, MediaType, NoteId, SYSTEM, Sha256Digest, Subject,
    Visibility,
};
use docket_eventstore::backend_tests;
use docket_notifier::Template;
use uuid::Uuid;

use crate::accounts::account_events;
use crate::mail::Mail;
use crate::town::{Town, draft, receivers, shared_with, start};

fn file() -> AttachedFile {
    AttachedFile {
        id: AttachmentId(Uuid::from_u128(0xa1)),
        name: FileName::parse("homes.csv").unwrap(),
        content_type: MediaType::parse("text/csv").unwrap(),
        size: 12,
        sha256: Sha256Digest([7; 32]),
    }
}

/// Acts that lead to a mail of every kind.
async fn everything(town: &Town) -> Vec<Mail> {
    let ticket = town.open(MARIA, 1, shared_with(&[TOM])).await;
    let for_maria = OpenTicket { reporter: MARIA, ..request() };
    town.open(SAM, 2, for_maria).await;
    let mut mails = town.settle().await;
    let acts = [
        (SAM, TicketCommand::Assign { assignee: Some(NOOR) }),
        (
            NOOR,
            TicketCommand::Hold { until: Some(start() + TimeDelta::days(9)), reason: None, comment: None },
        ),
        (NOOR, TicketCommand::Comment { comment: draft("x").comment, body: body("Here."), solves: None }),
        (SAM, TicketCommand::Note { note: NoteId(Uuid::now_v7()), body: body("!"), mentions: [NOOR].into() }),
        (
            NOOR,
            TicketCommand::Comment { comment: draft("x").comment, body: body("Done."), solves: Some(true) },
        ),
        (MARIA, TicketCommand::Close { comment: None, reason: None }),
        (NOOR, TicketCommand::Reopen { comment: None, reason: None }),
        (NOOR, TicketCommand::Share { organization: MERIDIAN }),
        (NOOR, TicketCommand::Unshare),
        (MARIA, TicketCommand::Attach { files: vec![file()], to: AttachedTo::Public }),
    ];
    for (who, act) in acts {
        town.act(who, ticket, act).await;
        mails.extend(town.settle().await);
    }
    let quarantined = AttachmentQuarantined { attachment: file().id, internal: false };
    town.append(ticket.0, SYSTEM, vec![TicketEvent::from(quarantined)]).await;
    mails.extend(town.settle().await);
    for (name, origin) in [
        ("rosa", InvitationOrigin::Invited),
        ("paul", InvitationOrigin::SignedUp),
        ("lena", InvitationOrigin::Shared),
    ] {
        town.invite(name, origin, ADA.0).await;
    }
    for event in account_events(town.clock_now()) {
        town.append(JON.0, JON.0, vec![event]).await;
    }
    mails.extend(town.settle().await);
    mails
}

backend_tests! {
    async fn every_kind_of_mail_says_in_its_head_what_it_is(db: TestDb) {
        let town = Town::new(&db).await;
        let mails = everything(&town).await;

        let sent: BTreeSet<Template> = town
            .entries()
            .await
            .iter()
            .filter(|entry| entry.message_id.is_some())
            .map(|entry| entry.template)
            .collect();
        assert_eq!(sent, Template::all().collect(), "a new kind of mail is tested here too");

        let mut ids = BTreeSet::new();
        for mail in &mails {
            assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
            assert_eq!(mail.header("X-Auto-Response-Suppress"), "All");
            assert_eq!(mail.header("List-Id"), "<requests.desk.example>");
            assert_eq!(mail.header("From"), "\"Support\" <no-reply@desk.example>".replace('"', ""));
            assert_eq!(mail.header("MIME-Version"), "1.0");
            assert!(mail.header("Date").ends_with("+0000") || mail.header("Date").ends_with("GMT"), "{mail:?}");
            assert!(["en", "fr", "de"].contains(&mail.header("Content-Language")));
            assert!(mail.header("To").contains(&mail.to), "{mail:?}");
            for absent in ["Precedence", "Reply-To", "Cc", "Bcc", "List-Unsubscribe"] {
                assert_eq!(mail.all(absent), [""; 0], "{absent}");
            }
            let id = mail.header("Message-ID");
            assert!(id.starts_with('<') && id.ends_with("@desk.example>"), "{id}");
            assert!(ids.insert(id.to_owned()), "{id} is used twice");
            for part in [&mail.text, &mail.html] {
                assert!(part.contains("https://desk.example/"), "{part}");
                assert!(!part.contains("{ $"), "{part}");
            }
            for remote in ["src=", "url(", "<link", "@import"] {
                assert!(!mail.html.contains(remote), "{remote} loads something from elsewhere");
            }
        }
    }

    async fn mails_about_a_ticket_form_one_thread_whichever_of_them_one_got(db: TestDb) {
        let town = Town::new(&db).await;
        let mails = everything(&town).await;
        let mut of_maria = mails.iter().filter(|mail| mail.to.starts_with("maria") && mail.holds("AMS-1]"));
        let mut before: Option<&Mail> = None;
        let mut count = 0;
        for mail in &mut of_maria {
            assert_eq!(mail.header("Subject"), "[AMS-1] The panel of May is short");
            let references: Vec<&str> = mail.header("References").split(' ').collect();
            assert!(references[0].starts_with("<ticket."), "{references:?}");
            assert_eq!(references.get(1).copied(), before.map(|before| before.header("Message-ID")));
            assert_eq!(mail.header("In-Reply-To"), *references.last().unwrap());
            if let Some(before) = before {
                assert_eq!(before.header("References").split(' ').next(), references.first().copied());
            }
            before = Some(mail);
            count += 1;
        }
        assert!(count > 3, "{count}");
    }

    async fn the_subject_of_a_thread_stays_when_the_ticket_is_renamed(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 3, request()).await;
        let subject = Subject::parse("Quite another thing").unwrap();
        town.act(SAM, ticket, TicketCommand::ChangeSubject { subject }).await;
        town.settle().await;
        town.comment(SAM, ticket, "?").await;
        let mails = town.settle().await;
        assert_eq!(mails[0].header("Subject"), "[AMS-3] The panel of May is short");
        assert!(mails[0].text.contains("Quite another thing"));
    }

    async fn what_people_write_stays_text(db: TestDb) {
        let town = Town::new(&db).await;
        let nasty = "<script>alert(1)</script> & \"quotes\"\n.\nBcc: all@mail.example\n\n--x\r\nEnd";
        let long = "ü".repeat(200);
        let ticket = OpenTicket {
            subject: Subject::parse(&long).unwrap(),
            description: body(nasty),
            visibility: Visibility::Private,
            ..request()
        };
        town.open(MARIA, 4, ticket).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["noor", "sam"]);
        for mail in mails {
            assert_eq!(mail.all("Bcc"), [""; 0]);
            assert_eq!(mail.header("Subject"), format!("[AMS-4] {long}"));
            assert!(mail.text.contains("> <script>alert(1)</script>"), "{}", mail.text);
            assert!(!mail.html.contains("<script>"), "{}", mail.html);
        }
    }

    async fn an_organization_can_keep_all_texts_out_of_mails(db: TestDb) {
        const CANARY: &str = "canary-of-the-confidential-ticket";
        let town = Town::new(&db).await;
        let content = MailContentChanged { content: MailContent::LinkOnly };
        town.append::<OrganizationEvent>(MERIDIAN.0, ADA.0, vec![content.into()]).await;
        let ticket = OpenTicket {
            subject: Subject::parse(CANARY).unwrap(),
            description: body(CANARY),
            organization: Some(MERIDIAN),
            ..request()
        };
        let ticket = town.open(MARIA, 5, ticket).await;
        let mut mails = town.settle().await;
        town.comment(SAM, ticket, CANARY).await;
        town.act(SAM, ticket, TicketCommand::Hold { until: None, reason: Some(body(CANARY)), comment: None }).await;
        let subject = Subject::parse(&format!("{CANARY} 2")).unwrap();
        town.act(SAM, ticket, TicketCommand::ChangeSubject { subject }).await;
        mails.extend(town.settle().await);
        assert_eq!(receivers(&mails), ["noor", "sam", "maria", "maria"]);
        for mail in &mails {
            assert!(!mail.holds(CANARY), "{mail:?}");
            assert!(mail.text.contains("https://desk.example/tickets/AMS-5"), "{}", mail.text);
        }
    }

    async fn each_reader_reads_their_own_language(db: TestDb) {
        let town = Town::new(&db).await;
        let spanish = LanguageChanged { language: Language::Es };
        town.append::<PersonEvent>(TOM.0, TOM.0, vec![spanish.into()]).await;
        town.open(MARIA, 7, shared_with(&[JON, TOM])).await;
        let mails = town.settle().await;
        let heads: Vec<(&str, &str, &str)> = mails
            .iter()
            .map(|mail| {
                let to = mail.to.split_once('@').unwrap().0;
                (to, mail.header("Content-Language"), mail.text.lines().next().unwrap())
            })
            .collect();
        assert_eq!(heads, [
            ("jon", "de", "Maria hat das Ticket AMS-7 mit Ihnen geteilt."),
            ("noor", "fr", "Maria a ouvert le ticket AMS-7."),
            ("sam", "en", "Maria opened ticket AMS-7."),
            ("tom", "es", "Maria ha compartido con usted el ticket AMS-7."),
        ]);
    }
}
