//! What holds for every life a ticket can have.

use proptest::prelude::*;

use super::*;
use crate::access::{Visibility, can_see};
use crate::actor::Side;
use crate::aggregate::Aggregate;
use crate::arbitrary::{CANARY, Step, life};
use crate::codec::Event;
use crate::testing::{ADA, JON, KIM, MARIA, NOOR, TOM, TicketStory};

const EVERYBODY: [PersonId; 7] = [MARIA, TOM, JON, KIM, SAM, NOOR, ADA];

/// Tells a life, showing each step's story before and after.
fn live(
    steps: Vec<Step>,
    mut show: impl FnMut(&TicketStory, &Step, &TicketStory) -> Result<(), TestCaseError>,
) -> Result<TicketStory, TestCaseError> {
    let mut story = TicketStory::opened();
    for step in steps {
        let mut next = story.clone().after(step.after);
        next.seen = step.seen;
        let next = next.when(step.who, step.command.clone());
        show(&story, &step, &next)?;
        story = next;
    }
    Ok(story)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_life_replays_from_its_bytes_to_the_same_state(steps in life(), cut in 0usize..60) {
        let story = live(steps, |_, _, _| Ok(()))?;
        let log: Vec<_> = story.history.log.iter().map(|(event, meta)| {
            let event = Event::from(event.clone());
            let read = Event::decode(event.kind(), event.schema_version(), &event.encode()).unwrap();
            let Event::Ticket(event) = read else { panic!("a ticket's event is one of a ticket") };
            (event, *meta)
        }).collect();
        let fold = |state, part: &[(TicketEvent, crate::EventMeta)]| {
            Ticket::evolve_all(state, part.iter().map(|(event, meta)| (event, meta))).unwrap()
        };
        let (first, rest) = log.split_at(cut.min(log.len()));
        prop_assert_eq!(&fold(None, &log), &story.history.state);
        prop_assert_eq!(fold(fold(None, first), rest), story.history.state);
    }

    #[test]
    fn from_every_reachable_state_both_sides_can_close(steps in life()) {
        let mut story = live(steps, |_, _, _| Ok(()))?;
        story.seen = None;
        for who in [MARIA, SAM] {
            prop_assert_eq!(story.clone().when(who, close(None)).status(), Status::Closed);
        }
    }

    #[test]
    fn what_was_refused_or_is_so_already_changes_nothing(steps in life()) {
        live(steps, |before, _, after| {
            if after.outcome.as_ref().is_ok_and(|events| !events.is_empty()) {
                prop_assert_ne!(&before.history.state, &after.history.state);
            } else {
                prop_assert_eq!(&before.history.state, &after.history.state);
            }
            Ok(())
        })?;
    }

    #[test]
    fn only_who_sees_it_acts_on_it(steps in life()) {
        live(steps, |before, step, after| {
            let sees = can_see(&before.world.actor(step.who), before.ticket().access());
            if sees {
                prop_assert_ne!(after.refusal(), Some("not_found"));
            } else {
                prop_assert_eq!(after.refusal(), Some("not_found"), "{:?}", step.command);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_private_ticket_is_never_seen_by_a_co_member(steps in life()) {
        live(steps, |_, _, after| {
            let ticket = after.ticket();
            for person in EVERYBODY {
                let actor = after.world.actor(person);
                let by_name = ticket.reporter == person || ticket.participants.contains(&person);
                if ticket.visibility == Visibility::Private && !actor.is_support() && !by_name {
                    prop_assert!(!can_see(&actor, ticket.access()), "{person} sees a private ticket");
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_ticket_is_shared_only_with_organizations_of_its_reporter(steps in life()) {
        live(steps, |_, _, after| {
            if let Some(shared) = after.ticket().visibility.organization() {
                prop_assert!(after.world.actor(MARIA).organizations.contains(&shared));
                prop_assert_eq!(after.ticket().organization, Some(shared));
            }
            Ok(())
        })?;
    }

    /// Both sides would wait if the turn stayed with the side that has just answered: what is open is always one
    /// side's turn, and an answer passes it on.
    #[test]
    fn both_sides_never_wait_for_each_other(steps in life()) {
        live(steps, |before, step, after| {
            prop_assert_eq!(after.ticket().turn().is_some(), after.status().is_open());
            let accepted = after.outcome.is_ok();
            if let TicketCommand::Comment { solves, .. } = &step.command && accepted {
                let was_resolved = before.status() == Status::Resolved;
                let expected = match (after.world.actor(step.who).side(), solves) {
                    (Side::Customer, Some(true)) => None,
                    (Side::Customer, None) if was_resolved => Some(Side::Customer),
                    (Side::Customer, _) => Some(Side::Support),
                    (Side::Support, Some(false)) if was_resolved => Some(Side::Support),
                    (Side::Support, _) => Some(Side::Customer),
                };
                prop_assert_eq!(after.ticket().turn(), expected);
            }
            Ok(())
        })?;
    }

    #[test]
    fn an_internal_note_is_in_nothing_a_customer_may_read(steps in life()) {
        let story = live(steps, |before, _, after| {
            if after.outcome.as_ref().is_ok_and(|events| only_of_support(events)) {
                let before = CustomerView { version: after.ticket().version, ..before.ticket().for_customers() };
                prop_assert_eq!(before, after.ticket().for_customers(), "a note shows by what it moves");
            }
            Ok(())
        })?;
        let read: Vec<_> = story.history.log.iter().filter_map(|(event, _)| event.for_customers()).collect();
        let files: Vec<_> = story.ticket().attachments_for(Side::Customer).collect();
        // Of notes the state holds the files, which only support asks it for, and nothing else.
        let state = Ticket { attachments: Vec::new(), ..story.ticket().clone() };
        let read = format!("{read:?}{:?}{files:?}{state:?}", story.ticket().for_customers());
        prop_assert!(!read.contains(CANARY), "{read}");
        let hidden = story.history.log.iter().filter(|(event, _)| event.for_customers().is_none());
        for (event, _) in hidden {
            let internal = if let TicketEvent::Attached(attached) = event {
                attached.to.is_internal()
            } else if let TicketEvent::AttachmentQuarantined(quarantined) = event {
                quarantined.internal
            } else {
                {
                    use TicketEvent as E;
                    matches!(event, E::Noted(_) | E::Muted(_) | E::Unmuted(_) | E::Linked(_) | E::Unlinked(_))
                }
            };
            prop_assert!(internal, "{event:?}");
        }
    }

    #[test]
    fn the_status_is_that_of_the_last_event_that_says_one(steps in life()) {
        let story = live(steps, |_, _, _| Ok(()))?;
        let last = story.history.log.iter().rev().find_map(|(event, _)| event.status_after());
        prop_assert_eq!(last, Some(story.status()));
        for ((event, _), before) in story.history.log.iter().zip(statuses(&story)) {
            if let TicketEvent::StatusChanged(changed) = event {
                prop_assert_eq!(Some(changed.from), before, "an event says truly where the ticket stood");
                prop_assert_ne!(Status::from(changed.to), changed.from);
            }
        }
    }

    #[test]
    fn the_same_wish_again_is_no_change(steps in life()) {
        live(steps, |_, step, after| {
            let idempotent = match &step.command {
                TicketCommand::EndHold
                | TicketCommand::Assign { .. }
                | TicketCommand::SetPriority { .. }
                | TicketCommand::ChangeRequestType { .. }
                | TicketCommand::ChangeSubject { .. }
                | TicketCommand::Share { .. }
                | TicketCommand::Unshare
                | TicketCommand::AddParticipant { .. }
                | TicketCommand::Mute
                | TicketCommand::Unmute
                | TicketCommand::Link(_)
                | TicketCommand::Unlink(_) => true,
                TicketCommand::ChangeStatus { comment, .. } | TicketCommand::Close { comment, .. } => comment.is_none(),
                // Who leaves a ticket by themselves may not even ask a second time.
                TicketCommand::RemoveParticipant { person } => *person != step.who,
                TicketCommand::Reopen { comment, reason } => comment.is_none() && reason.is_none(),
                TicketCommand::Hold { until, comment, .. } => until.is_none() && comment.is_none(),
                TicketCommand::Open(_)
                | TicketCommand::Comment { .. }
                | TicketCommand::Note { .. }
                | TicketCommand::Attach { .. }
                | TicketCommand::Quarantine { .. } => false,
            };
            if idempotent && after.outcome.is_ok() {
                let again = after.clone().when(step.who, step.command.clone());
                // A status set to closed with a resolution cannot be set again: what is closed stays as it is.
                if again.refusal() != Some("ticket_closed") {
                    prop_assert_eq!(again.outcome, Ok(Vec::new()), "{:?}", step.command);
                }
            }
            Ok(())
        })?;
    }
}

/// Whether something was written or attached that is for support alone.
fn only_of_support(events: &[TicketEvent]) -> bool {
    let said = |event: &TicketEvent| matches!(event, TicketEvent::Noted(_) | TicketEvent::Attached(_));
    matches!(events, [event] if said(event) && event.for_customers().is_none())
}

/// The status before each event.
fn statuses(story: &TicketStory) -> Vec<Option<Status>> {
    let mut state = None;
    let mut before = Vec::new();
    for (event, meta) in &story.history.log {
        before.push(state.as_ref().map(Ticket::status));
        state = Some(Ticket::evolve(state, event, meta).unwrap());
    }
    before
}
