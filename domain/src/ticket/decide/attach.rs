//! Files of a ticket.

use super::batch::Batch;
use super::{Decision, workflow};
use crate::access::{Action, Denied};
use crate::actor::SYSTEM;
use crate::file::AttachedFile;
use crate::id::AttachmentId;
use crate::ticket::event::{Attached, AttachedTo, AttachmentQuarantined};
use crate::ticket::{MAX_ATTACHMENTS, MAX_FILES_AT_ONCE, TicketRefusal};

pub(super) fn attach(mut batch: Batch<'_>, files: Vec<AttachedFile>, to: AttachedTo) -> Decision {
    batch.may(if to.is_internal() { Action::Note } else { Action::Comment })?;
    if to == AttachedTo::Description && batch.ticket.version > 1 {
        return Err(TicketRefusal::AlreadyOpen);
    }
    if !to.is_internal() {
        batch.refuse_closed()?;
    }
    if files.len() > MAX_FILES_AT_ONCE || batch.ticket.attachments.len() + files.len() > MAX_ATTACHMENTS {
        return Err(TicketRefusal::TooManyFiles);
    }
    if files.is_empty() {
        return batch.done();
    }
    batch.push(Attached { files, to, side: batch.context.actor.side() });
    if to == AttachedTo::Public {
        workflow::turn_after_words(&mut batch, None);
    }
    batch.done()
}

pub(super) fn quarantine(mut batch: Batch<'_>, attachment: AttachmentId) -> Decision {
    if batch.context.actor.person.0 != SYSTEM {
        return Err(Denied::NotAllowed(Action::Quarantine).into());
    }
    let found = batch.ticket.attachments.iter().find(|held| held.file.id == attachment);
    let held = found.ok_or(TicketRefusal::UnknownAttachment { attachment })?;
    if !held.quarantined {
        batch.push(AttachmentQuarantined { attachment, internal: held.to.is_internal() });
    }
    batch.done()
}
