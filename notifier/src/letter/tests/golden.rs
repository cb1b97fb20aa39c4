//! Every mail in every language, as it is read: a change of any word shows in a file beside this one.

use docket_domain::person::event::{
    PasswordChanged, SecondFactorDisabled, SecondFactorEnabled, SignUpRepeated, TokenCreated,
};
use docket_domain::person::{PasswordChange, TokenScope};
use docket_domain::testing::{ADA, KIM, request};
use docket_domain::ticket::event::AttachmentQuarantined;
use docket_domain::ticket::{AttachedTo, CloseReason, OpenTicket, Status, TicketEvent};
use docket_domain::{
    AttachedFile, AttachmentId, FileName, MediaType, NoteId, PersonId, SYSTEM, Sha256Digest, TokenName,
};
use insta::{assert_snapshot, with_settings};

use super::*;
use crate::ledger::{AccountTemplate, Template};

fn draft(text: &str) -> CommentDraft {
    CommentDraft { comment: CommentId(Uuid::from_u128(1)), body: body(text) }
}

fn attachment() -> AttachmentId {
    AttachmentId(Uuid::from_u128(0xa1))
}

fn attach() -> TicketCommand {
    let file = AttachedFile {
        id: attachment(),
        name: FileName::parse("panel homes.csv").unwrap(),
        content_type: MediaType::parse("text/csv").unwrap(),
        size: 5_120,
        sha256: Sha256Digest([0xab; 32]),
    };
    TicketCommand::Attach { files: vec![file], to: AttachedTo::Public }
}

fn about_ticket(template: TicketTemplate, language: Language) -> Letter {
    let opened = TicketStory::opened;
    let to_maria = (MARIA, Side::Customer, language);
    let to_noor = (NOOR, Side::Support, language);
    let (story, actor, reader, why) = match template {
        TicketTemplate::Created => (opened(), MARIA, to_noor, Why::Queue),
        TicketTemplate::Receipt => {
            let open = TicketCommand::Open(Box::new(OpenTicket { reporter: MARIA, ..request() }));
            (TicketStory::new().when(SAM, open), SAM, to_maria, Why::Reporter)
        }
        TicketTemplate::Participant => {
            let story =
                opened().when(MARIA, TicketCommand::AddParticipant { person: TOM, by_address: false });
            (story, MARIA, (TOM, Side::Customer, language), Why::Participant)
        }
        TicketTemplate::Commented => {
            let text = "Thank you, we see it too.\n\nWhich market do you need first?";
            (opened().when(SAM, comment(text)), SAM, to_maria, Why::Reporter)
        }
        TicketTemplate::Attached => (opened().when(SAM, attach()), SAM, to_maria, Why::Reporter),
        TicketTemplate::Quarantined => {
            let quarantined = AttachmentQuarantined { attachment: attachment(), internal: false };
            let mut story = opened().when(MARIA, attach());
            let (at, event) = (story.now, TicketEvent::from(quarantined));
            story.history.append(SYSTEM, at, [event.clone()]).unwrap();
            story.outcome = Ok(vec![event]);
            (story, PersonId(SYSTEM), to_maria, Why::Attacher)
        }
        TicketTemplate::Noted => {
            let note = TicketCommand::Note {
                note: NoteId(Uuid::from_u128(2)),
                body: body("Could you look at this?"),
                mentions: [NOOR].into(),
            };
            (opened().when(SAM, note), SAM, to_noor, Why::Mentioned)
        }
        TicketTemplate::Status => {
            let begin =
                TicketCommand::ChangeStatus { to: Status::InProgress, comment: None, resolution: None };
            (opened().when(SAM, begin), SAM, to_maria, Why::Reporter)
        }
        TicketTemplate::Held => {
            let until = Some(beginning() + TimeDelta::days(31));
            let reason = Some(body("The panel is recruited."));
            (
                opened().when(SAM, TicketCommand::Hold { until, reason, comment: None }),
                SAM,
                to_maria,
                Why::Reporter,
            )
        }
        TicketTemplate::Resolved => {
            let resolution = Some(body("The missing homes are back."));
            let done = TicketCommand::ChangeStatus { to: Status::Resolved, comment: None, resolution };
            (opened().when(SAM, done), SAM, to_maria, Why::DespiteMute)
        }
        TicketTemplate::Closed => {
            let close = TicketCommand::Close { comment: None, reason: Some(CloseReason::NoAnswer) };
            (opened().when(SAM, close), SAM, to_maria, Why::Reporter)
        }
        TicketTemplate::Reopened => {
            let story = opened().when(SAM, TicketCommand::Assign { assignee: Some(NOOR) });
            let story =
                story.when(MARIA, TicketCommand::Close { comment: Some(draft("Thanks!")), reason: None });
            let reopen = TicketCommand::Reopen { comment: None, reason: Some(body("It is short again.")) };
            (story.when(MARIA, reopen), MARIA, to_noor, Why::Assignee)
        }
        TicketTemplate::Assigned => {
            let story = opened().when(SAM, TicketCommand::Assign { assignee: Some(NOOR) });
            (story, SAM, to_noor, Why::Assignee)
        }
        TicketTemplate::Visibility => {
            let story = opened().when(SAM, TicketCommand::Share { organization: MERIDIAN });
            (story, SAM, to_maria, Why::Reporter)
        }
    };
    told(&story, actor, reader, (template, why))
}

fn about_account(template: AccountTemplate, language: Language) -> Letter {
    let (event, actor, why): (PersonEvent, PersonId, Why) = match template {
        AccountTemplate::Invitation => (invited(InvitationOrigin::Invited), NOOR, Why::Invited),
        AccountTemplate::SignUp => (invited(InvitationOrigin::SignedUp), KIM, Why::Asked),
        AccountTemplate::SharedInvitation => (invited(InvitationOrigin::Shared), MARIA, Why::Invited),
        AccountTemplate::AccountExists => (SignUpRepeated {}.into(), KIM, Why::Asked),
        AccountTemplate::PasswordReset => {
            let expires_at = beginning() + TimeDelta::minutes(30);
            let requested = PasswordResetRequested { reset: Uuid::from_u128(0xa2), expires_at };
            (requested.into(), KIM, Why::Asked)
        }
        AccountTemplate::PasswordChanged => {
            (PasswordChanged { by: PasswordChange::Reset }.into(), KIM, Why::Security)
        }
        AccountTemplate::SecondFactorEnabled => (SecondFactorEnabled {}.into(), KIM, Why::Security),
        AccountTemplate::SecondFactorDisabled => (SecondFactorDisabled {}.into(), ADA, Why::Security),
        AccountTemplate::TokenCreated => {
            let created = TokenCreated {
                token: Uuid::from_u128(0xa3),
                name: TokenName::parse("Nightly report").unwrap(),
                scope: TokenScope::ReadWrite,
                expires_at: beginning() + TimeDelta::days(90),
            };
            (created.into(), KIM, Why::Security)
        }
    };
    told_of_account(&event, actor.0, language, why)
}

/// A mail in all languages, one below the other.
fn in_all_languages(template: Template, shown: fn(&Letter) -> String) -> String {
    let shown = Language::ALL.map(|language| {
        let letter = match template {
            Template::Ticket(template) => about_ticket(template, language),
            Template::Account(template) => about_account(template, language),
        };
        format!("===== {language}: {}\n\n{}", letter.subject, shown(&letter))
    });
    shown.join("\n\n")
}

#[test]
fn every_mail_reads_well_in_every_language() {
    for template in Template::all() {
        let name = template.as_str();
        with_settings!({ omit_expression => true }, {
            assert_snapshot!(name, in_all_languages(template, text));
            assert_snapshot!(format!("{name}_html"), in_all_languages(template, html));
        });
    }
}

#[test]
fn a_changed_password_says_how() {
    let changed = PasswordChanged { by: PasswordChange::Password }.into();
    for language in Language::ALL {
        let by_password = told_of_account(&changed, KIM.0, language, Why::Security);
        assert_ne!(by_password.lead, about_account(AccountTemplate::PasswordChanged, language).lead);
    }
}
