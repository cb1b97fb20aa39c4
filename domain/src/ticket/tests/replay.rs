//! The fold takes what is on the log, whatever it is.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::aggregate::{Aggregate, ReplayError};
use crate::arbitrary::{cast, created, desk_event, meta, organization_event, person_event, ticket_event};
use crate::desk::Desk;
use crate::organization::Organization;
use crate::person::Person;

/// Folds events in any order, and stops at the first that no stream can have.
fn fold<A: Aggregate>(events: &[(A::Event, PersonId)]) -> Result<Option<A>, ReplayError> {
    let mut state = None;
    for (version, (event, actor)) in (1..).zip(events) {
        state = Some(A::evolve(state, event, &meta(version, *actor))?);
    }
    Ok(state)
}

proptest! {
    #[test]
    fn folding_anything_never_panics(
        tickets in vec((ticket_event(), cast()), 0..20),
        people in vec((person_event(), cast()), 0..20),
        organizations in vec((organization_event(), cast()), 0..20),
        desks in vec((desk_event(), cast()), 0..20),
    ) {
        let _ = (fold::<Ticket>(&tickets), fold::<Person>(&people));
        let _ = (fold::<Organization>(&organizations), fold::<Desk>(&desks));
    }

    #[test]
    fn after_its_creation_a_ticket_takes_every_other_event(
        created in created(),
        events in vec((ticket_event(), cast()), 0..30),
    ) {
        let mut state = Ticket::evolve(None, &created.into(), &meta(1, SAM)).unwrap();
        for (version, (event, actor)) in (2..).zip(events) {
            let next = Ticket::evolve(Some(state.clone()), &event, &meta(version, actor));
            if matches!(event, TicketEvent::Created(_)) {
                prop_assert_eq!(next, Err(ReplayError::CreatedTwice { kind: "ticket.created", version }));
            } else {
                state = next.unwrap();
                prop_assert_eq!(state.version, version);
                if let Some(status) = event.status_after() {
                    prop_assert_eq!(state.status(), status);
                }
            }
        }
    }

    #[test]
    fn nothing_happens_to_a_ticket_before_its_creation(event in ticket_event()) {
        let folded = Ticket::evolve(None, &event, &meta(1, SAM));
        prop_assert_eq!(folded.is_ok(), matches!(event, TicketEvent::Created(_)));
    }
}
