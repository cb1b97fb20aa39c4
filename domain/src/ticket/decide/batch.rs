use super::{Decision, refuse_closed};
use crate::access::{Action, Denied, may};
use crate::ticket::event::{Commented, Reopened, StatusChanged};
use crate::ticket::{ActiveStatus, CommentDraft, Context, Status, Ticket, TicketEvent, TicketRefusal};

/// The events of one command in the making, and the status they lead to so far.
pub(super) struct Batch<'a> {
    pub(super) ticket: &'a Ticket,
    pub(super) context: &'a Context<'a>,
    pub(super) status: Status,
    events: Vec<TicketEvent>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(ticket: &'a Ticket, context: &'a Context<'a>) -> Self {
        Self { ticket, context, status: ticket.status(), events: Vec::new() }
    }

    pub(super) fn done(self) -> Decision {
        Ok(self.events)
    }

    pub(super) fn may(&self, action: Action) -> Result<(), Denied> {
        may(self.context.actor, action, self.ticket)
    }

    pub(super) fn push(&mut self, event: impl Into<TicketEvent>) {
        let event = event.into();
        if let Some(status) = event.status_after() {
            self.status = status;
        }
        self.events.push(event);
    }

    /// One event unless it is so already; what is closed stays as it is.
    pub(super) fn change<E: Into<TicketEvent>>(
        mut self,
        already: bool,
        event: impl FnOnce() -> E,
    ) -> Decision {
        if !already {
            self.refuse_closed()?;
            self.push(event());
        }
        self.done()
    }

    pub(super) fn refuse_closed(&self) -> Result<(), TicketRefusal> {
        refuse_closed(self.ticket, self.context, self.status)
    }

    /// Refuses support to move a ticket over a customer's comment it has not seen.
    pub(super) fn refuse_unseen(&self) -> Result<(), TicketRefusal> {
        match (self.context.seen, self.ticket.last_customer_comment) {
            (Some(seen), Some(version)) if self.context.actor.is_support() && version > seen => {
                Err(TicketRefusal::NewComment { version })
            }
            (Some(_) | None, Some(_) | None) => Ok(()),
        }
    }

    pub(super) fn say(&mut self, draft: Option<CommentDraft>) {
        if let Some(CommentDraft { comment, body }) = draft {
            self.push(Commented { comment, body, side: self.context.actor.side() });
        }
    }

    /// To leave "resolved" for another open status is to reopen: it counts, and both sides are told so.
    pub(super) fn leave_resolved(&mut self) {
        if self.status == Status::Resolved {
            self.push(Reopened { reason: None });
        }
    }

    pub(super) fn move_to(&mut self, to: ActiveStatus) {
        self.leave_resolved();
        let from = self.status;
        if from != Status::from(to) {
            self.push(StatusChanged { from, to });
        }
    }
}
