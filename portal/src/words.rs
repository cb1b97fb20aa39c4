//! Words for what tickets are: their status, whose turn it is, how urgent they are.

use docket_domain::ticket::{CloseReason, Priority, Status};
use docket_domain::{Role, Side};

use crate::texts::{Text, Voice};

/// A status, as the reader's side says it: what waits for the customer waits for them.
pub(crate) fn status(t: Voice, reader: Side, status: Status) -> Text {
    match status {
        Status::WaitingForSupport => t.status_waiting_for_support(),
        Status::InProgress => t.status_in_progress(),
        Status::WaitingForCustomer if reader == Side::Customer => t.status_waiting_for_you(),
        Status::WaitingForCustomer => t.status_waiting_for_customer(),
        Status::OnHold => t.status_on_hold(),
        Status::Resolved => t.status_resolved(),
        Status::Closed => t.status_closed(),
    }
}

/// Whose turn it is, as the two sides say it: `Your turn`, `Our turn`.
pub(crate) fn turn(t: Voice, reader: Side, turn: Option<Side>) -> Text {
    match (reader, turn) {
        (_, None) => t.turn_nobody(),
        (Side::Customer, Some(Side::Customer)) => t.turn_yours(),
        (Side::Customer, Some(Side::Support)) => t.turn_support(),
        (Side::Support, Some(Side::Support)) => t.turn_ours(),
        (Side::Support, Some(Side::Customer)) => t.turn_customer(),
    }
}

/// How a status is coloured for a reader: warm where they are to act, green where it is done.
pub(crate) fn status_class(reader: Side, status: Status) -> &'static str {
    match (status, status.turn()) {
        (Status::Resolved | Status::Closed, _) => "done",
        (_, Some(side)) if side == reader => "mine",
        _ => "theirs",
    }
}

/// A priority.
pub(crate) fn priority(t: Voice, priority: Priority) -> Text {
    match priority {
        Priority::Low => t.priority_low(),
        Priority::Normal => t.priority_normal(),
        Priority::High => t.priority_high(),
        Priority::Urgent => t.priority_urgent(),
    }
}

/// Why a ticket was closed.
pub(crate) fn close_reason(t: Voice, reason: CloseReason) -> Text {
    match reason {
        CloseReason::Solved => t.reason_solved(),
        CloseReason::Confirmed => t.reason_confirmed(),
        CloseReason::Withdrawn => t.reason_withdrawn(),
        CloseReason::Declined => t.reason_declined(),
        CloseReason::Duplicate => t.reason_duplicate(),
        CloseReason::NoAnswer => t.reason_no_answer(),
    }
}

/// What somebody is to the desk.
pub(crate) fn role(t: Voice, role: Role) -> Text {
    match role {
        Role::Customer => t.role_customer(),
        Role::Agent => t.role_agent(),
        Role::Administrator => t.role_administrator(),
    }
}

/// A length in bytes.
pub(crate) fn size(t: Voice, bytes: u64) -> Text {
    const KIB: u64 = 1024;
    match bytes {
        0..KIB => t.size_bytes(bytes),
        _ if bytes < KIB * KIB => t.size_kib(bytes.div_ceil(KIB)),
        _ => t.size_mib(bytes.div_ceil(KIB * KIB)),
    }
}
