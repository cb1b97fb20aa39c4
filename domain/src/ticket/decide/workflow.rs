//! The statuses: who moves a ticket where, and what must be said with it.

use chrono::{DateTime, Utc};

use super::batch::Batch;
use super::{Decision, support};
use crate::actor::Side;
use crate::id::PersonId;
use crate::text::Body;
use crate::ticket::event::{Assigned, Closed, Held, Reopened, Resolved, Unassigned};
use crate::ticket::{ActiveStatus, CloseReason, CommentDraft, Phase, Status, TicketRefusal};

pub(super) fn comment(mut batch: Batch<'_>, draft: CommentDraft, solves: Option<bool>) -> Decision {
    batch.refuse_closed()?;
    if solves == Some(true) {
        batch.refuse_unseen()?;
    }
    batch.say(Some(draft));
    turn_after_words(&mut batch, solves);
    batch.done()
}

/// Where a ticket stands after one side has said something to the other.
pub(super) fn turn_after_words(batch: &mut Batch<'_>, solves: Option<bool>) {
    match (batch.context.actor.side(), batch.status, solves) {
        (Side::Customer, Status::Resolved, Some(true)) => {
            batch.push(Closed { reason: CloseReason::Confirmed });
        }
        (Side::Customer, _, Some(true)) => batch.push(Closed { reason: CloseReason::Solved }),
        (Side::Customer | Side::Support, Status::Resolved, Some(false)) => batch.leave_resolved(),
        // A note on what is resolved: the customer said nothing about its being done, the agent adds to the answer.
        (Side::Customer, Status::Resolved, None) | (Side::Support, Status::Resolved, _) => {}
        // Somebody is at it already; the fold marks that the customer has answered.
        (Side::Customer, Status::InProgress, _) => {}
        (Side::Customer, _, _) => batch.move_to(ActiveStatus::WaitingForSupport),
        (Side::Support, _, Some(true)) => batch.push(Resolved { resolution: None }),
        (Side::Support, _, _) => batch.move_to(ActiveStatus::WaitingForCustomer),
    }
}

pub(super) fn change_status(
    mut batch: Batch<'_>,
    to: Status,
    comment: Option<CommentDraft>,
    resolution: Option<Body>,
) -> Decision {
    if resolution.is_some() && !matches!(to, Status::Resolved | Status::Closed) {
        return Err(TicketRefusal::ResolutionMisplaced);
    }
    let active = match to {
        Status::Resolved => return resolve(batch, comment, resolution),
        Status::Closed if resolution.is_none() => return close(batch, comment, None),
        Status::Closed => {
            batch.refuse_closed()?;
            batch.refuse_unseen()?;
            batch.say(comment);
            batch.push(Resolved { resolution });
            batch.push(Closed { reason: CloseReason::Solved });
            return batch.done();
        }
        Status::OnHold if batch.status != Status::OnHold => return hold(batch, None, None, comment),
        Status::OnHold => {
            batch.say(comment);
            return batch.done();
        }
        Status::WaitingForSupport => ActiveStatus::WaitingForSupport,
        Status::InProgress => ActiveStatus::InProgress,
        Status::WaitingForCustomer => ActiveStatus::WaitingForCustomer,
    };
    batch.refuse_closed()?;
    batch.refuse_unseen()?;
    batch.say(comment);
    batch.move_to(active);
    batch.done()
}

fn resolve(mut batch: Batch<'_>, comment: Option<CommentDraft>, resolution: Option<Body>) -> Decision {
    batch.refuse_closed()?;
    batch.refuse_unseen()?;
    let already = if let Phase::Resolved { resolution: present, .. } = &batch.ticket.phase {
        resolution.is_none() || resolution == *present
    } else {
        false
    };
    if !already && comment.is_none() && resolution.is_none() {
        return Err(TicketRefusal::ResolutionNeeded);
    }
    batch.say(comment);
    if !already {
        batch.push(Resolved { resolution });
    }
    batch.done()
}

pub(super) fn hold(
    mut batch: Batch<'_>,
    until: Option<DateTime<Utc>>,
    reason: Option<Body>,
    comment: Option<CommentDraft>,
) -> Decision {
    batch.refuse_closed()?;
    batch.refuse_unseen()?;
    if until.is_some_and(|until| until <= batch.context.now) {
        return Err(TicketRefusal::HoldInThePast);
    }
    batch.say(comment);
    batch.leave_resolved();
    let held = Phase::OnHold { until, reason };
    if batch.ticket.phase != held
        && let Phase::OnHold { until, reason } = held
    {
        batch.push(Held { until, reason });
    }
    batch.done()
}

pub(super) fn end_hold(mut batch: Batch<'_>) -> Decision {
    if batch.ticket.hold_until().is_some_and(|until| until <= batch.context.now) {
        batch.move_to(ActiveStatus::WaitingForSupport);
    }
    batch.done()
}

pub(super) fn close(
    mut batch: Batch<'_>,
    comment: Option<CommentDraft>,
    reason: Option<CloseReason>,
) -> Decision {
    if let Phase::Closed { reason: present, .. } = &batch.ticket.phase
        && comment.is_none()
        && reason.is_none_or(|reason| reason == *present)
    {
        return batch.done();
    }
    batch.refuse_closed()?;
    batch.refuse_unseen()?;
    let side = batch.context.actor.side();
    let usual = match (side, batch.status) {
        (Side::Customer, Status::Resolved) => CloseReason::Confirmed,
        (Side::Customer | Side::Support, _) => CloseReason::Solved,
    };
    let reason = reason.unwrap_or(usual);
    if side == Side::Customer && !reason.is_for_customers() {
        let remedy = "that is for support to say: send solved, confirmed or withdrawn";
        return Err(TicketRefusal::ReasonNotAllowed { reason, remedy });
    }
    if reason == CloseReason::Confirmed && batch.status != Status::Resolved {
        let remedy = "only what is resolved can be confirmed: send solved or withdrawn";
        return Err(TicketRefusal::ReasonNotAllowed { reason, remedy });
    }
    batch.say(comment);
    batch.push(Closed { reason });
    batch.done()
}

pub(super) fn reopen(mut batch: Batch<'_>, comment: Option<CommentDraft>, reason: Option<Body>) -> Decision {
    match batch.status {
        Status::Closed | Status::Resolved => {}
        status @ (Status::WaitingForSupport
        | Status::InProgress
        | Status::WaitingForCustomer
        | Status::OnHold) => {
            return if comment.is_none() && reason.is_none() {
                batch.done()
            } else {
                let remedy = "it is open already, so comment on it instead";
                Err(TicketRefusal::WrongStatus { status, remedy })
            };
        }
    }
    if let Some(ended_at) = batch.ticket.reopen_until()
        && batch.context.actor.side() == Side::Customer
        && batch.context.now > ended_at
    {
        return Err(TicketRefusal::ReopenWindowOver { ended_at });
    }
    batch.push(Reopened { reason });
    batch.say(comment);
    batch.done()
}

pub(super) fn assign(mut batch: Batch<'_>, assignee: Option<PersonId>) -> Decision {
    if batch.ticket.assignee == assignee {
        return batch.done();
    }
    batch.refuse_closed()?;
    let Some(assignee) = assignee else {
        batch.push(Unassigned {});
        return batch.done();
    };
    support(batch.context, assignee)?;
    batch.push(Assigned { assignee });
    match batch.status {
        Status::WaitingForSupport | Status::OnHold => batch.move_to(ActiveStatus::InProgress),
        Status::InProgress | Status::WaitingForCustomer | Status::Resolved | Status::Closed => {}
    }
    batch.done()
}
