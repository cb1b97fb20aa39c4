use super::event::{Noted, PriorityChanged, RequestTypeChanged, SubjectChanged};
use super::{Context, Status, Ticket, TicketCommand, TicketEvent, TicketRefusal};
use crate::access::{Action, Denied, may};
use crate::id::PersonId;

mod attach;
mod batch;
mod links;
mod open;
mod sharing;
mod workflow;

use batch::Batch;

type Decision = Result<Vec<TicketEvent>, TicketRefusal>;

/// What a command does to a ticket: one batch of events, to be appended together. No events: it is so already.
///
/// Sight is asked before right, and right before state, so that a refusal never tells more than the asker may know.
///
/// # Errors
/// [`TicketRefusal`], and nothing changes.
pub fn decide(state: Option<&Ticket>, command: TicketCommand, context: &Context<'_>) -> Decision {
    use TicketCommand as C;
    let Some(ticket) = state else {
        return if let C::Open(open) = command {
            open::open(*open, context)
        } else {
            Err(Denied::Invisible.into())
        };
    };
    may(context.actor, Action::Read, ticket)?;
    let mut batch = Batch::new(ticket, context);
    match command {
        C::Open(_) => Err(TicketRefusal::AlreadyOpen),
        C::Comment { comment, body, solves } => {
            batch.may(Action::Comment)?;
            workflow::comment(batch, super::CommentDraft { comment, body }, solves)
        }
        C::Note { note, body, mut mentions } => {
            batch.may(Action::Note)?;
            mentions.remove(&context.actor.person);
            for colleague in &mentions {
                support(context, *colleague)?;
            }
            batch.push(Noted { note, body, mentions });
            batch.done()
        }
        C::ChangeStatus { to, comment, resolution } => {
            batch.may(Action::ChangeStatus)?;
            workflow::change_status(batch, to, comment, resolution)
        }
        C::Hold { until, reason, comment } => {
            batch.may(Action::ChangeStatus)?;
            workflow::hold(batch, until, reason, comment)
        }
        C::EndHold => {
            batch.may(Action::ChangeStatus)?;
            workflow::end_hold(batch)
        }
        C::Close { comment, reason } => {
            batch.may(Action::Close)?;
            workflow::close(batch, comment, reason)
        }
        C::Reopen { comment, reason } => {
            batch.may(Action::Reopen)?;
            workflow::reopen(batch, comment, reason)
        }
        C::Assign { assignee } => {
            batch.may(Action::Assign)?;
            workflow::assign(batch, assignee)
        }
        C::SetPriority { priority: to } => {
            batch.may(Action::SetPriority)?;
            let from = ticket.priority;
            batch.change(from == to, || PriorityChanged { from, to })
        }
        C::ChangeRequestType { request_type: to } => {
            batch.may(Action::ChangeRequestType)?;
            let from = ticket.request_type.clone();
            if from != to && context.desk.open_request_type(&to).is_none() {
                return Err(TicketRefusal::UnknownRequestType { request_type: to });
            }
            batch.change(from == to, || RequestTypeChanged { from, to })
        }
        C::ChangeSubject { subject: to } => {
            batch.may(Action::ChangeSubject)?;
            let from = ticket.subject.clone();
            batch.change(from == to, || SubjectChanged { from, to })
        }
        C::Share { organization } => sharing::share(batch, organization),
        C::Unshare => sharing::unshare(batch),
        C::AddParticipant { person, by_address } => sharing::add_participant(batch, person, by_address),
        C::RemoveParticipant { person } => sharing::remove_participant(batch, person),
        C::Mute => sharing::mute(batch),
        C::Unmute => sharing::unmute(batch),
        C::Link(link) => links::link(batch, link),
        C::Unlink(link) => links::unlink(batch, link),
        C::Attach { files, to } => attach::attach(batch, files, to),
        C::Quarantine { attachment } => attach::quarantine(batch, attachment),
    }
}

/// Refuses somebody who does not exist or is no longer with us.
fn known(context: &Context<'_>, person: PersonId) -> Result<super::PersonFacts, TicketRefusal> {
    context.facts(person).filter(|facts| !facts.deactivated).ok_or(TicketRefusal::UnknownPerson { person })
}

/// Refuses whom a ticket cannot be shared with. Named by their address, somebody whose account was taken away is as good
/// as anybody: the answer must not tell.
fn sharable(context: &Context<'_>, person: PersonId, by_address: bool) -> Result<(), TicketRefusal> {
    match context.facts(person) {
        Some(facts) if by_address || !facts.deactivated => Ok(()),
        Some(_) | None => Err(TicketRefusal::UnknownPerson { person }),
    }
}

/// Refuses somebody who is not support.
fn support(context: &Context<'_>, person: PersonId) -> Result<(), TicketRefusal> {
    if known(context, person)?.role.is_support() { Ok(()) } else { Err(TicketRefusal::NotSupport { person }) }
}

/// Refuses to touch what is closed, and says what this actor can do instead.
fn refuse_closed(ticket: &Ticket, context: &Context<'_>, status: Status) -> Result<(), TicketRefusal> {
    match ticket.reopen_until() {
        Some(reopen_until) if status == Status::Closed => {
            let remedy = if context.actor.is_support() || context.now <= reopen_until {
                "reopen it first"
            } else {
                "open a new request that refers to it"
            };
            Err(TicketRefusal::TicketClosed { remedy, reopen_until })
        }
        Some(_) | None => Ok(()),
    }
}
