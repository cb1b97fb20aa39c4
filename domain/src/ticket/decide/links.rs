//! One end of a link. The caller asks for both ends and writes them together, so that whoever may not see one of the
//! tickets can link neither.

use super::Decision;
use super::batch::Batch;
use crate::access::Action;
use crate::ticket::event::{Linked, Unlinked};
use crate::ticket::{Link, MAX_LINKS, TicketRefusal};

pub(super) fn link(mut batch: Batch<'_>, link: Link) -> Decision {
    batch.may(Action::Link { judged: !link.kind.is_for_customers() })?;
    let ticket = batch.ticket;
    if link.other == ticket.id {
        return Err(TicketRefusal::LinkToItself);
    }
    if !ticket.links.contains(&link) {
        if ticket.links.len() >= MAX_LINKS {
            return Err(TicketRefusal::TooManyLinks);
        }
        batch.push(Linked { link });
    }
    batch.done()
}

pub(super) fn unlink(mut batch: Batch<'_>, link: Link) -> Decision {
    batch.may(Action::Link { judged: !link.kind.is_for_customers() })?;
    if batch.ticket.links.contains(&link) {
        batch.push(Unlinked { link });
    }
    batch.done()
}
