//! Mails as they are read: a change of any text shows in a file beside this one.

use chrono::{DateTime, TimeDelta, Utc};
use docket_domain::person::InvitationOrigin;
use docket_domain::testing::{JON, MARIA, NOOR, SAM, TicketStory, body};
use docket_domain::ticket::{CommentDraft, TicketCommand, TicketEvent};
use docket_domain::{CommentId, Language, PersonId, Side};
use insta::assert_snapshot;
use uuid::Uuid;

use super::words::date;
use super::*;
use crate::config::MailConfig;
use crate::ledger::{Template, Why};

fn config() -> MailConfig {
    MailConfig::parse("file:x", "Support <no-reply@desk.example>", "https://desk.example", "Docket").unwrap()
}

fn names() -> Names {
    let named =
        [(MARIA, "Maria Keller"), (SAM, "Sam Rivera"), (NOOR, "Noor Haddad"), (JON, "Jon <b>Weaver</b>")];
    Names { people: named.map(|(id, name)| (id, name.to_owned())).into(), ..Names::default() }
}

fn draft(text: &str) -> CommentDraft {
    CommentDraft { comment: CommentId(Uuid::from_u128(1)), body: body(text) }
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
    about: (Template, Why),
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
        template: about.0,
        why: about.1,
        link_only: false,
        names: &names(),
    };
    ticket(&news, &config())
}

const TO_MARIA: (PersonId, Side, Language) = (MARIA, Side::Customer, Language::En);
const TO_MARIA_IN_FRENCH: (PersonId, Side, Language) = (MARIA, Side::Customer, Language::Fr);

fn answered() -> TicketStory {
    let text = "Thank you, we see it too.\n\nWhich market do you need first?";
    let comment = TicketCommand::Comment { comment: draft(text).comment, body: body(text), solves: None };
    TicketStory::opened().when(SAM, comment)
}

#[test]
fn an_answer() {
    let about = (Template::Commented, Why::Reporter);
    assert_snapshot!("answer_en", text(&told(&answered(), SAM, TO_MARIA, about)));
    assert_snapshot!("answer_fr", text(&told(&answered(), SAM, TO_MARIA_IN_FRENCH, about)));
}

#[test]
fn a_new_ticket() {
    let to_sam = (SAM, Side::Support, Language::En);
    let letter = told(&TicketStory::opened(), MARIA, to_sam, (Template::Created, Why::Queue));
    assert_snapshot!("created_en", text(&letter));
    assert_snapshot!("created_html", html(&letter));
}

#[test]
fn a_pause_a_solution_and_an_end() {
    let until = docket_domain::testing::beginning() + TimeDelta::days(31);
    let hold = TicketCommand::Hold {
        until: Some(until),
        reason: Some(body("The panel is recruited.")),
        comment: None,
    };
    let story = TicketStory::opened().when(SAM, hold);
    assert_snapshot!(
        "held_fr",
        text(&told(&story, SAM, TO_MARIA_IN_FRENCH, (Template::Held, Why::Reporter)))
    );
    let done = TicketCommand::ChangeStatus {
        to: docket_domain::ticket::Status::Resolved,
        comment: None,
        resolution: Some(body("The missing homes are back.")),
    };
    let story = story.when(SAM, done);
    assert_snapshot!(
        "resolved_fr",
        text(&told(&story, SAM, TO_MARIA_IN_FRENCH, (Template::Resolved, Why::DespiteMute)))
    );
    let story = story.when(MARIA, TicketCommand::Close { comment: Some(draft("Thanks!")), reason: None });
    let to_noor = (NOOR, Side::Support, Language::En);
    assert_snapshot!("closed_en", text(&told(&story, MARIA, to_noor, (Template::Closed, Why::Assignee))));
    assert_snapshot!(
        "closed_fr",
        text(&told(&story, MARIA, TO_MARIA_IN_FRENCH, (Template::Closed, Why::Reporter)))
    );
}

#[test]
fn an_invitation() {
    let news = InvitationNews {
        origin: InvitationOrigin::Invited,
        actor: NOOR.0,
        language: Language::Fr,
        expires_at: docket_domain::testing::beginning(),
        token: "the-token",
        names: &names(),
    };
    assert_snapshot!("invitation_fr", text(&invitation(&news, &config())));
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
    for template in [Template::Noted, Template::Commented, Template::Participant] {
        let letter = told(&story, SAM, TO_MARIA, (template, Why::Reporter));
        assert!(!text(&letter).contains(CANARY) && !html(&letter).contains(CANARY));
    }
    let to_noor = (NOOR, Side::Support, Language::En);
    assert!(text(&told(&story, SAM, to_noor, (Template::Noted, Why::Mentioned))).contains(CANARY));
}

#[test]
fn a_long_text_is_cut_between_characters_and_says_so() {
    let long = "é".repeat(20_000);
    let comment = TicketCommand::Comment { comment: draft("x").comment, body: body(&long), solves: None };
    let story = TicketStory::opened().when(SAM, comment);
    let letter = told(&story, SAM, TO_MARIA, (Template::Commented, Why::Reporter));
    assert_eq!(letter.quotes[0].text.chars().count(), 8_000);
    assert!(text(&letter).contains("The rest is on the ticket’s page."));
}

#[test]
fn a_name_cannot_become_a_tag() {
    let story = TicketStory::opened();
    let letter = told(&story, JON, TO_MARIA, (Template::Commented, Why::Reporter));
    assert!(letter.lead.contains("<b>Weaver</b>") && !html(&letter).contains("<b>"));
}

#[test]
fn a_date_reads_as_one_writes_it() {
    let at: DateTime<Utc> = "2026-08-01T14:05:00Z".parse().unwrap();
    assert_eq!(date(Voice::English, at), "1 August 2026, 14:05 UTC");
    assert_eq!(date(Voice::French, at), "1er août 2026 à 14:05 UTC");
}
