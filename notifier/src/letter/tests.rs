//! What must never be in a mail, and how one is put together. How each reads is in `golden.rs`.

mod golden;

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::person::InvitationOrigin;
use docket_domain::person::PersonEvent;
use docket_domain::person::event::{Invited, PasswordResetRequested};
use docket_domain::testing::{JON, MARIA, MERIDIAN, NOOR, SAM, TOM, TicketStory, beginning, body};
use docket_domain::ticket::{CommentDraft, TicketCommand, TicketEvent};
use docket_domain::{CommentId, Language, PersonId, Side, TimeZone};
use uuid::Uuid;

use super::words::date;
use super::*;
use crate::config::MailConfig;
use crate::decide::Matter;
use crate::ledger::{TicketTemplate, Why};

fn config() -> MailConfig {
    MailConfig::parse("file:x", "Support <no-reply@desk.example>", "https://desk.example").unwrap()
}

fn names() -> Names {
    let people = [
        (MARIA, "Maria Keller"),
        (TOM, "Tom Brandt"),
        (SAM, "Sam Rivera"),
        (NOOR, "Noor Haddad"),
        (JON, "Jon <b>Weaver</b>"),
    ];
    Names {
        people: people.map(|(id, name)| (id, name.to_owned())).into(),
        organizations: [(MERIDIAN, "Meridian Broadcasting".to_owned())].into(),
    }
}

fn berlin() -> TimeZone {
    TimeZone::parse("Europe/Berlin").unwrap()
}

fn comment(text: &str) -> TicketCommand {
    TicketCommand::Comment { comment: CommentId(Uuid::from_u128(1)), body: body(text), solves: None }
}

fn text(letter: &Letter) -> String {
    super::mime::parts(letter).unwrap().0
}

fn html(letter: &Letter) -> String {
    super::mime::parts(letter).unwrap().1
}

/// The last act of a story, told to somebody.
fn told(
    story: &TicketStory,
    actor: PersonId,
    reader: (PersonId, Side, Language),
    about: (TicketTemplate, Why),
) -> Letter {
    let events: Vec<TicketEvent> = story.outcome.clone().unwrap();
    let news = TicketNews {
        ticket: story.ticket(),
        first_subject: &story.ticket().subject,
        events: &events.iter().collect::<Vec<_>>(),
        actor: actor.0,
        side: story.world.actor(actor).side(),
        reader: reader.0,
        reads_as: reader.1,
        language: reader.2,
        time_zone: berlin(),
        template: about.0,
        why: about.1,
        link_only: false,
        names: &names(),
        site: "Docket",
    };
    ticket(&news, &config())
}

const TO_MARIA: (PersonId, Side, Language) = (MARIA, Side::Customer, Language::En);

/// What happened to somebody's account on 1 January 2026 at midnight UTC, told to them. Who is only invited has chosen
/// no clock.
fn told_of_account(event: &PersonEvent, actor: Uuid, language: Language, why: Why) -> Letter {
    let matter = Matter::of(event).unwrap();
    let time_zone = if matches!(matter, Matter::Invited(_)) { TimeZone::UTC } else { berlin() };
    let (at, names) = (beginning(), names());
    let site = "Docket";
    let news =
        AccountNews { matter, actor, at, why, language, time_zone, site_key: &[7; 32], names: &names, site };
    account(&news, &config())
}

fn invited(origin: InvitationOrigin) -> PersonEvent {
    let lifetime = match origin {
        InvitationOrigin::SignedUp => TimeDelta::hours(24),
        InvitationOrigin::Invited | InvitationOrigin::Shared => TimeDelta::days(7),
    };
    let expires_at = beginning() + lifetime;
    Invited { invitation: Uuid::from_u128(0xa1), origin, language: Language::En, expires_at }.into()
}

#[test]
fn a_customer_is_never_shown_a_note_whatever_else_goes_wrong() {
    const CANARY: &str = "canary-of-the-note";
    let note = TicketCommand::Note {
        note: docket_domain::NoteId(Uuid::from_u128(2)),
        body: body(CANARY),
        mentions: [NOOR].into(),
    };
    let story = TicketStory::opened().when(SAM, note);
    // Even under the name of a note.
    for template in [TicketTemplate::Noted, TicketTemplate::Commented, TicketTemplate::Participant] {
        let letter = told(&story, SAM, TO_MARIA, (template, Why::Reporter));
        assert!(!text(&letter).contains(CANARY) && !html(&letter).contains(CANARY));
    }
    let to_noor = (NOOR, Side::Support, Language::En);
    assert!(text(&told(&story, SAM, to_noor, (TicketTemplate::Noted, Why::Mentioned))).contains(CANARY));
}

#[test]
fn a_long_text_is_cut_between_characters_and_says_so() {
    let long = "é".repeat(20_000);
    let story = TicketStory::opened().when(SAM, comment(&long));
    let letter = told(&story, SAM, TO_MARIA, (TicketTemplate::Commented, Why::Reporter));
    assert_eq!(letter.quotes[0].text.chars().count(), 8_000);
    assert!(text(&letter).contains("The rest is on the ticket’s page."));
}

#[test]
fn a_name_cannot_become_a_tag() {
    let story = TicketStory::opened();
    let letter = told(&story, JON, TO_MARIA, (TicketTemplate::Commented, Why::Reporter));
    assert!(letter.lead.contains("<b>Weaver</b>") && !html(&letter).contains("<b>"));
}

/// D50: until an address is confirmed, what its mails say is fixed. What a stranger can choose is the language.
#[test]
fn d50_a_letter_to_an_unconfirmed_address_is_the_same_whoever_asked() {
    for origin in [InvitationOrigin::SignedUp, InvitationOrigin::Shared] {
        for language in Language::ALL {
            let letters = [MARIA, JON].map(|who| {
                let why = Why::Asked;
                told_of_account(&invited(origin), who.0, language, why)
            });
            assert_eq!(letters[0], letters[1]);
        }
    }
}

#[test]
fn d15_the_links_of_an_invitation_and_of_a_reset_differ_for_one_id() {
    let id = Uuid::from_u128(0xa1);
    let reset = PasswordResetRequested { reset: id, expires_at: beginning() + TimeDelta::minutes(30) };
    let reset = told_of_account(&reset.into(), JON.0, Language::En, Why::Asked);
    let invitation = told_of_account(&invited(InvitationOrigin::SignedUp), JON.0, Language::En, Why::Asked);
    let token = |letter: &Letter, path: &str| {
        let target = letter.links[0].target.strip_prefix(&format!("https://desk.example/{path}/"));
        target.unwrap().to_owned()
    };
    assert_ne!(token(&reset, "reset"), token(&invitation, "activate"));
}

/// A moment in each language, and by each kind of clock.
#[test]
fn a_date_reads_as_one_writes_it() {
    let at = |moment: &str| moment.parse::<DateTime<Utc>>().unwrap();
    let summer = at("2026-08-01T14:05:00Z");
    let table = [
        (Language::En, "UTC", summer, "1 August 2026 at 14:05 (UTC)"),
        (Language::En, "Europe/London", summer, "1 August 2026 at 15:05 (UTC+1)"),
        (Language::En, "America/St_Johns", summer, "1 August 2026 at 11:35 (UTC−2:30)"),
        (Language::Fr, "Europe/Paris", summer, "1er août 2026 à 16:05 (UTC+2)"),
        (Language::Fr, "Europe/Paris", at("2026-12-31T23:30:00Z"), "1er janvier 2027 à 00:30 (UTC+1)"),
        (Language::De, "Europe/Vienna", summer, "1. August 2026 um 16:05 Uhr (UTC+2)"),
        (Language::De, "Asia/Kolkata", at("2026-03-09T00:00:00Z"), "9. März 2026 um 05:30 Uhr (UTC+5:30)"),
        (Language::Es, "Europe/Madrid", summer, "1 de agosto de 2026 a las 16:05 (UTC+2)"),
        (
            Language::Es,
            "America/Bogota",
            at("2026-12-02T06:01:00Z"),
            "2 de diciembre de 2026 a la 01:01 (UTC−5)",
        ),
    ];
    for (language, zone, at, expected) in table {
        assert_eq!(date(Voice::of(language), TimeZone::parse(zone).unwrap(), at), expected);
    }
    for language in Language::ALL {
        let months: std::collections::BTreeSet<String> = (1..=12)
            .map(|month| {
                date(Voice::of(language), TimeZone::UTC, at(&format!("2026-{month:02}-15T12:00:00Z")))
            })
            .collect();
        assert_eq!(months.len(), 12, "{months:?}");
    }
}
