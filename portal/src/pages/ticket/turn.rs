//! Whose turn it is, in a sentence that says what it means for the reader.

use docket_domain::ticket::{Phase, Ticket, TicketEvent};
use docket_domain::{Actor, Side};

use super::gather::Gathered;
use crate::page::Page;
use crate::texts::Text;
use crate::words;

/// The sentence, and whether the reader is the one to act.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) words: Text,
    pub(super) mine: bool,
}

/// Whose turn it is.
pub(super) fn turn(page: &Page, who: &Actor, gathered: &Gathered) -> Turn {
    let ticket = gathered.ticket();
    if who.is_support() { for_team(page, who, gathered) } else { for_customer(page, who, ticket, gathered) }
}

fn for_customer(page: &Page, who: &Actor, ticket: &Ticket, gathered: &Gathered) -> Turn {
    let t = page.t;
    let asker = gathered.names.of(ticket.reporter).to_owned();
    let own = ticket.reporter == who.person;
    let words = match &ticket.phase {
        Phase::WaitingForSupport => t.ticket_turn_support(),
        Phase::InProgress { .. } => match ticket.assignee {
            Some(agent) => t.ticket_turn_in_progress(gathered.names.of(agent)),
            None => t.ticket_turn_in_progress_team(),
        },
        Phase::WaitingForCustomer => match (own, asked_by(gathered)) {
            (true, Some(agent)) => t.ticket_turn_asked(agent),
            (true, None) => t.ticket_turn_asked_team(),
            (false, _) => t.ticket_turn_others(asker),
        },
        Phase::OnHold { until, .. } => match until {
            Some(until) => t.ticket_turn_hold_until(page.day(*until).words()),
            None => t.ticket_turn_hold(),
        },
        Phase::Resolved { .. } if own => t.ticket_turn_resolved(),
        Phase::Resolved { .. } => t.ticket_turn_resolved_others(asker),
        Phase::Closed { reason, at, .. } => {
            t.ticket_turn_closed(page.day(*at).words(), words::close_reason(t, *reason))
        }
    };
    Turn { words, mine: ticket.turn() == Some(Side::Customer) }
}

fn for_team(page: &Page, who: &Actor, gathered: &Gathered) -> Turn {
    let (t, ticket) = (page.t, gathered.ticket());
    let reporter = gathered.names.of(ticket.reporter);
    let mine = ticket.turn() == Some(Side::Support);
    let words = match (&ticket.phase, ticket.assignee) {
        (Phase::InProgress { customer_answered: true }, _) => t.ticket_turn_answered(),
        (Phase::WaitingForSupport, None) => t.ticket_turn_nobodys(reporter),
        (Phase::WaitingForSupport | Phase::InProgress { .. }, Some(agent)) if agent == who.person => {
            t.ticket_turn_mine(reporter)
        }
        (Phase::WaitingForSupport | Phase::InProgress { .. }, Some(agent)) => {
            t.ticket_turn_colleague(gathered.names.of(agent))
        }
        (Phase::InProgress { customer_answered: false }, None) => t.ticket_turn_in_progress_team(),
        (Phase::WaitingForCustomer, _) => t.ticket_turn_customer(reporter),
        (Phase::OnHold { until: Some(until), .. }, _) => {
            t.ticket_turn_hold_until_team(page.day(*until).words())
        }
        (Phase::OnHold { until: None, .. }, _) => t.ticket_turn_hold_team(),
        (Phase::Resolved { .. }, _) => t.ticket_turn_resolved_others(reporter),
        (Phase::Closed { reason, at, .. }, _) => {
            t.ticket_turn_closed(page.day(*at).words(), words::close_reason(t, *reason))
        }
    };
    Turn { words, mine }
}

/// Who of the team wrote last, as far as the reader may know them.
fn asked_by(gathered: &Gathered) -> Option<&str> {
    let story = gathered.story.iter().rev();
    let mut comments = story.filter_map(|happened| match &happened.event {
        TicketEvent::Commented(comment) if comment.side == Side::Support => Some(happened.actor),
        _ => None,
    });
    gathered.names.story().known_name(comments.next()?)
}
