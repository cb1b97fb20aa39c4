//! Mails about the reader's own account: to whom, when not, and what is never in one.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::person::event::{
    Activated, Created, Deactivated, InvitationRevoked, Invited, PasswordChanged, PasswordResetRequested,
    Reactivated, SecondFactorDisabled, SecondFactorEnabled, SignUpRepeated, TimeZoneChanged, TokenCreated,
};
use docket_domain::person::{InvitationOrigin, PasswordChange, PersonEvent, TokenScope};
use docket_domain::testing::{ADA, JON, MARIA, TOM, request};
use docket_domain::ticket::TicketEvent;
use docket_domain::ticket::event::ParticipantAdded;
use docket_domain::{Language, PersonId, PersonName, Role, SYSTEM, TimeZone, TokenName, link};
use docket_eventstore::{Position, backend_tests};
use docket_notifier::transport::SendError;
use docket_notifier::{LedgerEntry, State, WhyNot};
use uuid::Uuid;

use crate::town::{Town, address, created, name_of, receivers};

const RESET: Uuid = Uuid::from_u128(0xb1);

fn reset(id: Uuid, now: DateTime<Utc>) -> PersonEvent {
    PasswordResetRequested { reset: id, expires_at: now + TimeDelta::minutes(30) }.into()
}

/// One of everything that is told to somebody who has an account.
pub(crate) fn account_events(now: DateTime<Utc>) -> Vec<PersonEvent> {
    let token = TokenCreated {
        token: Uuid::from_u128(0xb2),
        name: TokenName::parse("Nightly report").unwrap(),
        scope: TokenScope::Read,
        expires_at: now + TimeDelta::days(90),
    };
    vec![
        SignUpRepeated {}.into(),
        SecondFactorEnabled {}.into(),
        SecondFactorDisabled {}.into(),
        token.into(),
        PasswordChanged { by: PasswordChange::Password }.into(),
        reset(RESET, now),
    ]
}

/// `password_reset send asked` of what was decided about a person's account, in order.
async fn decided(town: &Town, person: PersonId) -> Vec<String> {
    let mine = town.entries().await.into_iter().filter(|entry| entry.recipient == person);
    // Everybody of the cast was invited when the town was made.
    let since = mine.skip(usize::from([MARIA, TOM, JON].contains(&person)));
    since.map(|e| format!("{} {} {}", e.template.as_str(), e.decision.as_str(), e.reason())).collect()
}

async fn last(town: &Town, person: PersonId) -> LedgerEntry {
    town.entries().await.into_iter().rfind(|entry| entry.recipient == person).unwrap()
}

/// Everything that is kept: the log's payloads and the ledger.
async fn kept(town: &Town) -> String {
    let events = town.store.read_after(Position::ZERO, 10_000).await.unwrap();
    let payloads = events.iter().map(|event| String::from_utf8_lossy(&event.payload).into_owned());
    format!("{} {:?}", payloads.collect::<String>(), town.entries().await)
}

backend_tests! {
    async fn what_happens_to_an_account_is_told_to_its_owner_whoever_did_it(db: TestDb) {
        let town = Town::new(&db).await;
        for (owner, actor) in [(JON, JON.0), (TOM, SYSTEM)] {
            for event in account_events(town.clock_now()) {
                town.append(owner.0, actor, vec![event]).await;
            }
            let name = name_of(owner);
            assert_eq!(receivers(&town.settle().await), [name; 6]);
            assert_eq!(decided(&town, owner).await, [
                "account_exists send asked",
                "second_factor_enabled send security",
                "second_factor_disabled send security",
                "token_created send security",
                "password_changed send security",
                "password_reset send asked",
            ]);
        }
    }

    async fn two_mails_of_one_command_have_two_ids(db: TestDb) {
        let town = Town::new(&db).await;
        let events = account_events(town.clock_now());
        town.append(JON.0, JON.0, events).await;
        let mails = town.settle().await;
        let ids: BTreeSet<&str> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
        assert_eq!((mails.len(), ids.len()), (6, 6));
    }

    async fn each_way_in_has_its_own_words(db: TestDb) {
        let town = Town::new(&db).await;
        for (origin, row, words) in [
            (InvitationOrigin::Invited, "invitation send invited", "Ada vous invite"),
            (InvitationOrigin::SignedUp, "sign_up send asked", "a demandé un compte"),
            (InvitationOrigin::Shared, "shared_invitation send invited", "Quelqu’un a partagé un ticket avec vous"),
        ] {
            let (id, _) = town.invite("rosa", origin, ADA.0).await;
            let mails = town.settle().await;
            assert_eq!(receivers(&mails), ["rosa"]);
            assert!(mails[0].text.contains(words), "{}", mails[0].text);
            assert_eq!(decided(&town, id).await, [row]);
        }
    }

    /// Also in the address line: the name there is what a stranger wrote.
    async fn d50_a_sign_up_mail_holds_nothing_that_a_stranger_wrote(db: TestDb) {
        let town = Town::new(&db).await;
        for origin in [InvitationOrigin::SignedUp, InvitationOrigin::Shared] {
            let id = PersonId(Uuid::now_v7());
            let name = PersonName::parse("Click http://evil.example now").unwrap();
            let expires_at = town.clock_now() + TimeDelta::hours(24);
            let invited = Invited { invitation: Uuid::now_v7(), origin, language: Language::Es, expires_at };
            let created = Created { name, ..created("victim", Role::Customer, Language::Es) };
            town.append::<PersonEvent>(id.0, id.0, vec![created.into(), invited.into()]).await;
            let mails = town.settle().await;
            assert_eq!(receivers(&mails), ["victim"]);
            for stranger in ["evil", "Click", "Victim"] {
                assert!(!mails[0].holds(stranger), "{:?}", mails[0]);
            }
            assert_eq!(mails[0].header("To"), address("victim"));
        }
    }

    async fn d12_the_clear_token_of_a_link_is_kept_nowhere(db: TestDb) {
        let town = Town::new(&db).await;
        let (_, invitation) = town.invite("rosa", InvitationOrigin::Invited, ADA.0).await;
        town.append(JON.0, SYSTEM, vec![reset(RESET, town.clock_now())]).await;
        let mails = town.settle().await;
        assert_eq!(receivers(&mails), ["jon", "rosa"]);
        let links = [
            (&mails[0], "reset", link::derive(&[7; 32], link::PASSWORD_RESET, RESET)),
            (&mails[1], "activate", link::derive(&[7; 32], link::INVITATION, invitation)),
        ];
        let kept = kept(&town).await;
        for (mail, path, token) in links {
            let url = format!("https://desk.example/{path}/{token}");
            assert!(mail.text.contains(&url) && mail.html.contains(&url), "{}", mail.text);
            assert!(!mail.head.iter().any(|(_, value)| value.contains(&token)), "no server on the way logs it");
            assert!(!kept.contains(&token));
        }
    }

    async fn d14_a_reset_that_is_replaced_used_or_over_is_kept_back(db: TestDb) {
        let town = Town::new(&db).await;
        let newer = Uuid::from_u128(0xb9);
        let changed = PasswordChanged { by: PasswordChange::Reset }.into();
        let table = [
            (Some(reset(newer, town.clock_now())), TimeDelta::zero()),
            (Some(changed), TimeDelta::zero()),
            (None, TimeDelta::minutes(30)),
        ];
        for (by, after) in table {
            town.append(JON.0, SYSTEM, vec![reset(RESET, town.clock_now())]).await;
            town.notifier.catch_up().await.unwrap();
            if let Some(event) = by {
                town.append(JON.0, JON.0, vec![event]).await;
            }
            town.clock.advance(after);
            town.notifier.deliver_due().await.unwrap();
            assert_eq!(receivers(&town.letters.take()), [""; 0]);
            let row = last(&town, JON).await;
            assert_eq!((row.state, row.kept_back), (State::Suppressed, Some(WhyNot::ResetOver)));
            // What overtook it is told.
            town.settle().await;
        }
    }

    async fn a_reset_that_the_mail_server_held_up_for_too_long_is_kept_back(db: TestDb) {
        let town = Town::new(&db).await;
        town.letters.refuse(Some(SendError::Transient("451 later".to_owned())));
        town.append(JON.0, SYSTEM, vec![reset(RESET, town.clock_now())]).await;
        town.settle().await;
        assert_eq!(last(&town, JON).await.state, State::Retry);
        town.letters.refuse(None);
        town.clock.advance(TimeDelta::hours(1));
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        assert_eq!(last(&town, JON).await.kept_back, Some(WhyNot::ResetOver));
    }

    async fn an_invitation_that_was_used_or_withdrawn_is_kept_back(db: TestDb) {
        let town = Town::new(&db).await;
        for used in [true, false] {
            let (id, invitation) = town.invite("rosa", InvitationOrigin::SignedUp, ADA.0).await;
            town.notifier.catch_up().await.unwrap();
            let over: PersonEvent =
                if used { Activated { invitation }.into() } else { InvitationRevoked { invitation }.into() };
            town.append(id.0, id.0, vec![over]).await;
            assert_eq!(receivers(&town.settle().await), [""; 0]);
            assert_eq!(last(&town, id).await.kept_back, Some(WhyNot::InvitationOver));
        }
    }

    async fn who_has_no_account_any_more_or_not_yet_is_not_told_of_it(db: TestDb) {
        let town = Town::new(&db).await;
        let (rosa, _) = town.invite("rosa", InvitationOrigin::Invited, ADA.0).await;
        town.append::<PersonEvent>(JON.0, ADA.0, vec![Deactivated {}.into()]).await;
        town.settle().await;
        for (person, why) in [(JON, "deactivated"), (rosa, "not_activated")] {
            for event in account_events(town.clock_now()) {
                town.append(person.0, SYSTEM, vec![event]).await;
                assert_eq!(receivers(&town.settle().await), [""; 0]);
                assert_eq!(last(&town, person).await.reason(), why);
            }
        }
        // Between the decision and the mail.
        town.append::<PersonEvent>(JON.0, ADA.0, vec![Reactivated {}.into(), SecondFactorEnabled {}.into()]).await;
        town.notifier.catch_up().await.unwrap();
        town.append::<PersonEvent>(JON.0, ADA.0, vec![Deactivated {}.into()]).await;
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        assert_eq!(last(&town, JON).await.kept_back, Some(WhyNot::Deactivated));
    }

    async fn what_happened_to_an_account_the_day_before_is_not_told(db: TestDb) {
        let town = Town::new(&db).await;
        let (rosa, _) = town.invite("rosa", InvitationOrigin::Invited, ADA.0).await;
        town.append::<PersonEvent>(JON.0, JON.0, vec![SecondFactorEnabled {}.into()]).await;
        town.append(TOM.0, SYSTEM, vec![reset(RESET, town.clock_now())]).await;
        town.clock.advance(TimeDelta::hours(24) + TimeDelta::seconds(1));
        assert_eq!(receivers(&town.settle().await), [""; 0]);
        for (person, why) in [(rosa, "too_old"), (JON, "too_old"), (TOM, "reset_over")] {
            assert_eq!(last(&town, person).await.reason(), why);
        }
    }

    async fn a_moment_is_told_by_the_clock_of_the_reader(db: TestDb) {
        let town = Town::new(&db).await;
        let time_zone = TimeZone::parse("Asia/Tokyo").unwrap();
        let moved = TimeZoneChanged { time_zone }.into();
        town.append::<PersonEvent>(JON.0, JON.0, vec![moved, reset(RESET, town.clock_now())]).await;
        let mails = town.settle().await;
        assert!(mails[0].text.contains("1. Januar 2026 um 09:30 Uhr (UTC+9)"), "{}", mails[0].text);
    }

    async fn an_address_that_nobody_confirmed_gets_the_link_and_nothing_else(db: TestDb) {
        let town = Town::new(&db).await;
        let (rosa, _) = town.invite("rosa", InvitationOrigin::Shared, MARIA.0).await;
        let ticket = town.open(MARIA, 6, request()).await;
        let added: TicketEvent = ParticipantAdded { person: rosa, by_address: true }.into();
        let added = town.append(ticket.0, MARIA.0, vec![added]).await;
        assert_eq!(receivers(&town.settle().await), ["noor", "rosa", "sam"]);
        let rows = town.rows(added).await;
        assert!(rows.contains(&"somebody ticket_participant suppress not_activated".to_owned()), "{rows:?}");
    }
}
