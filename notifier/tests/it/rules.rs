//! Who is told and who is not, and that the same log leads to the same decisions.

use std::sync::Arc;

use chrono::TimeDelta;
use docket_domain::organization::OrganizationEvent;
use docket_domain::organization::event::MemberRemoved;
use docket_domain::person::event::{Deactivated, NotificationsChosen, RoleChanged};
use docket_domain::person::{Notifications, PersonEvent};
use docket_domain::testing::{ADA, JON, MARIA, MERIDIAN, NOOR, SAM, TOM, body, request};
use docket_domain::ticket::event::StatusChanged;
use docket_domain::ticket::{ActiveStatus, OpenTicket, Status, TicketCommand, TicketEvent};
use docket_domain::{PersonId, Role, SYSTEM, Visibility};
use docket_eventstore::testing::TestDb;
use docket_eventstore::{ManualClock, backend_tests};
use docket_notifier::{Decision, LedgerEntry, Notifier, NotifierOptions, State, WhyNot};

use crate::mail::Letterbox;
use crate::town::{Town, comment, config, name_of, receivers, row, shared_with};

fn for_meridian() -> OpenTicket {
    OpenTicket { visibility: Visibility::Organization(MERIDIAN), organization: Some(MERIDIAN), ..request() }
}

backend_tests! {
    async fn a_ticket_that_somebody_has_is_told_to_them_alone(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 1, request()).await;
        town.act(SAM, ticket, TicketCommand::Assign { assignee: Some(NOOR) }).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["maria", "noor", "noor", "sam"]);
        town.comment(MARIA, ticket, "Any news?").await;
        assert_eq!(receivers(&town.settle().await), ["noor"]);
        // Who has left support has nothing any more.
        let left = RoleChanged { from: Role::Agent, to: Role::Customer };
        town.append::<PersonEvent>(NOOR.0, ADA.0, vec![left.into()]).await;
        town.comment(MARIA, ticket, "Hello?").await;
        assert_eq!(receivers(&town.settle().await), ["sam"]);
        town.append::<PersonEvent>(SAM.0, ADA.0, vec![Deactivated {}.into()]).await;
        town.comment(MARIA, ticket, "Is anybody there?").await;
        assert_eq!(receivers(&town.settle().await), ["ada"], "administrators where there are no agents");
    }

    async fn who_is_author_participant_and_follower_gets_one_mail(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 2, OpenTicket { participants: [TOM].into(), ..for_meridian() }).await;
        town.comment(TOM, ticket, "Me too.").await;
        town.settle().await;
        let answered = town.comment(SAM, ticket, "Thanks.").await;
        assert_eq!(receivers(&town.settle().await), ["maria", "tom"]);
        assert_eq!(town.rows(answered).await, [
            "maria ticket_commented send reporter",
            "sam ticket_commented suppress actor",
            "tom ticket_commented send participant",
        ]);
    }

    async fn the_end_of_a_hold_is_told_to_those_who_go_on_with_it(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 8, request()).await;
        town.act(SAM, ticket, TicketCommand::Assign { assignee: Some(NOOR) }).await;
        town.act(NOOR, ticket, TicketCommand::Hold { until: None, reason: None, comment: None }).await;
        town.settle().await;
        let over = StatusChanged { from: Status::OnHold, to: ActiveStatus::WaitingForSupport };
        town.append::<TicketEvent>(ticket.0, SYSTEM, vec![over.into()]).await;
        assert_eq!(receivers(&town.settle().await), ["noor"]);
    }

    async fn who_wants_no_mails_of_a_kind_gets_none_and_the_ledger_says_why(db: TestDb) {
        let town = Town::new(&db).await;
        let wants = async |person: PersonId, notifications| {
            let chosen = NotificationsChosen { notifications }.into();
            town.append::<PersonEvent>(person.0, person.0, vec![chosen]).await
        };
        let all = Notifications::default();
        wants(MARIA, Notifications { comments: false, ..all }).await;
        wants(SAM, Notifications { queue: false, ..all }).await;
        wants(NOOR, Notifications { assigned: false, mentions: false, ..all }).await;
        let ticket = town.open(MARIA, 9, request()).await;
        assert_eq!(receivers(&town.settle().await), ["noor"], "of the queue");
        let answered = town.comment(SAM, ticket, "We look.").await;
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        assert_eq!(town.rows(answered).await, [
            "maria ticket_commented suppress not_wanted",
            "sam ticket_commented suppress actor",
        ]);
        let given = town.act(SAM, ticket, TicketCommand::Assign { assignee: Some(NOOR) }).await;
        assert!(town.rows(given).await.is_empty(), "nothing before it was decided");
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        assert!(town.rows(given).await.contains(&"noor ticket_assigned suppress not_wanted".to_owned()));
        town.act(NOOR, ticket, TicketCommand::Hold { until: None, reason: None, comment: None }).await;
        assert_eq!(receivers(&town.settle().await), ["maria"], "the status she wants to know");
        // What is chosen before a mail leaves counts for it.
        town.act(SAM, ticket, TicketCommand::Close { comment: None, reason: None }).await;
        wants(MARIA, Notifications { status: false, ..all }).await;
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        wants(MARIA, all).await;
        town.act(SAM, ticket, TicketCommand::Reopen { comment: None, reason: None }).await;
        assert_eq!(receivers(&town.settle().await), ["maria"]);
    }

    async fn who_muted_a_ticket_hears_of_its_resolution_only(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 3, request()).await;
        town.act(MARIA, ticket, TicketCommand::Mute).await;
        town.settle().await;
        let answered = town.comment(SAM, ticket, "We look at it.").await;
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        assert!(town.rows(answered).await.contains(&"maria ticket_commented suppress muted".to_owned()));
        town.act(SAM, ticket, TicketCommand::Comment {
            comment: docket_domain::CommentId(uuid::Uuid::now_v7()),
            body: body("Mended."),
            solves: Some(true),
        }).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["maria"]);
        assert!(mails[0].text.contains("en sourdine"), "{}", mails[0].text);
    }

    async fn what_happened_yesterday_is_told_to_nobody(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 4, request()).await;
        town.clock.advance(TimeDelta::hours(24));
        town.comment(MARIA, ticket, "One more thing.").await;
        town.clock.advance(TimeDelta::seconds(1));
        assert_eq!(receivers(&town.settle().await), ["noor", "sam"]);
        let old = town.rows_of(ticket).await.into_iter().filter(|e| e.reason() == "too_old");
        assert_eq!(old.map(|e| row(&e)).collect::<Vec<_>>(), [
            "sam ticket_created suppress too_old",
            "noor ticket_created suppress too_old",
        ]);
    }

    async fn a_right_taken_away_before_the_mail_leaves_keeps_it_back(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 5, OpenTicket { participants: [JON].into(), ..for_meridian() }).await;
        town.comment(TOM, ticket, "Me too.").await;
        town.settle().await;
        town.comment(SAM, ticket, "Which one?").await;
        town.notifier.catch_up().await.unwrap();
        // Tom leaves the organization, Jon is removed, Maria mutes: all after the decision.
        let left: OrganizationEvent = MemberRemoved { person: TOM }.into();
        town.append(MERIDIAN.0, ADA.0, vec![left]).await;
        town.act(MARIA, ticket, TicketCommand::RemoveParticipant { person: JON }).await;
        town.act(MARIA, ticket, TicketCommand::Mute).await;
        town.notifier.deliver_due().await.unwrap();
        assert_eq!(receivers(&town.letters.take()), [""; 0]);
        let kept: Vec<LedgerEntry> =
            town.entries().await.into_iter().filter(|entry| entry.kept_back.is_some()).collect();
        let rows: Vec<String> = kept.iter().map(row).collect();
        assert_eq!(rows, [
            "maria ticket_commented send muted",
            "jon ticket_commented send no_access",
            "tom ticket_commented send no_access",
        ]);
        assert!(kept.iter().all(|entry| entry.state == State::Suppressed && entry.finished_at.is_some()));
    }

    async fn an_account_taken_away_before_the_mail_leaves_keeps_it_back(db: TestDb) {
        let town = Town::new(&db).await;
        town.open(MARIA, 6, request()).await;
        town.notifier.catch_up().await.unwrap();
        town.append::<PersonEvent>(NOOR.0, ADA.0, vec![Deactivated {}.into()]).await;
        town.notifier.deliver_due().await.unwrap();
        assert_eq!(receivers(&town.letters.take()), ["sam"]);
        let kept = town.entries().await.into_iter().find_map(|entry| entry.kept_back);
        assert_eq!(kept, Some(WhyNot::Deactivated));
    }

    async fn one_command_with_a_comment_and_a_status_is_one_mail(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 7, request()).await;
        town.settle().await;
        let answered = town.act(SAM, ticket, comment("Which market?")).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["maria"]);
        assert!(mails[0].text.contains("> Which market?") && mails[0].text.contains("État : en attente de votre réponse"));
        assert_eq!(town.rows(answered).await.len(), 2);
    }

    async fn the_same_log_leads_to_the_same_decisions(db: TestDb) {
        let town = Town::new(&db).await;
        let ticket = town.open(MARIA, 8, shared_with(&[TOM])).await;
        for text in ["one", "two", "three"] {
            town.comment(SAM, ticket, text).await;
            town.settle().await;
            town.comment(TOM, ticket, text).await;
        }
        town.act(MARIA, ticket, TicketCommand::Mute).await;
        town.settle().await;
        let live = decisions(town.entries().await);
        assert!(live.len() > 20, "{}", live.len());

        // All at once, by another notifier, into another database, at the time of the story's end.
        let fresh = TestDb::sqlite().await;
        let clock = Arc::new(ManualClock::new(town.clock_now()));
        let letters = Arc::new(Letterbox::default());
        let replayed = Notifier::with_transport(
            town.store.clone(), fresh.ops().clone(), [7; 32], config("file:nowhere"), clock,
            NotifierOptions::default(), letters.clone(),
        );
        let end = replayed.catch_up().await.unwrap();
        assert_eq!(end, town.store.head().await.unwrap().position);
        assert_eq!(decisions(replayed.ledger().all(None, 10_000).await.unwrap()), live);
        assert!(letters.take().is_empty(), "deciding again sends nothing");
    }
}

type Row = (i64, &'static str, Decision, Option<String>, i64);

fn decisions(entries: Vec<LedgerEntry>) -> Vec<Row> {
    entries
        .into_iter()
        .map(|e| (e.id, name_of(e.recipient), e.decision, e.message_id, e.position.0))
        .collect()
}
