//! Who sees a ticket, and who hears of it.

use super::batch::Batch;
use super::{Decision, sharable};
use crate::access::{Action, Visibility};
use crate::id::{OrganizationId, PersonId};
use crate::ticket::event::{Muted, ParticipantAdded, ParticipantRemoved, Shared, Unmuted, Unshared};
use crate::ticket::{MAX_PARTICIPANTS, TicketRefusal};

pub(super) fn share(mut batch: Batch<'_>, organization: OrganizationId) -> Decision {
    batch.may(Action::Share)?;
    if batch.ticket.visibility != Visibility::Organization(organization) {
        let reporter = batch.context.facts(batch.ticket.reporter);
        if !reporter.is_some_and(|facts| facts.organizations.contains(&organization)) {
            return Err(TicketRefusal::NotAMember { organization });
        }
        batch.push(Shared { organization });
    }
    batch.done()
}

pub(super) fn unshare(mut batch: Batch<'_>) -> Decision {
    batch.may(Action::Share)?;
    if let Visibility::Organization(organization) = batch.ticket.visibility {
        batch.push(Unshared { organization });
    }
    batch.done()
}

pub(super) fn add_participant(mut batch: Batch<'_>, person: PersonId, by_address: bool) -> Decision {
    let participants_may_add = batch.context.desk.participants_may_add;
    batch.may(Action::AddParticipant { participants_may_add })?;
    let ticket = batch.ticket;
    if ticket.reporter != person && !ticket.participants.contains(&person) {
        sharable(batch.context, person, by_address)?;
        if ticket.participants.len() >= MAX_PARTICIPANTS {
            return Err(TicketRefusal::TooManyParticipants);
        }
        batch.push(ParticipantAdded { person, by_address });
    }
    batch.done()
}

pub(super) fn remove_participant(mut batch: Batch<'_>, person: PersonId) -> Decision {
    batch.may(Action::RemoveParticipant { person })?;
    if batch.ticket.participants.contains(&person) {
        batch.push(ParticipantRemoved { person });
    }
    batch.done()
}

pub(super) fn mute(mut batch: Batch<'_>) -> Decision {
    batch.may(Action::Mute)?;
    if !batch.ticket.muted.contains(&batch.context.actor.person) {
        batch.push(Muted {});
    }
    batch.done()
}

pub(super) fn unmute(mut batch: Batch<'_>) -> Decision {
    batch.may(Action::Mute)?;
    if batch.ticket.muted.contains(&batch.context.actor.person) {
        batch.push(Unmuted {});
    }
    batch.done()
}
