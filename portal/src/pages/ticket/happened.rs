//! What happened, in the reader's words.

use docket_app::tickets::Happened;
use docket_domain::ticket::{AttachedTo, LinkKind, Status, TicketEvent};
use docket_domain::{Language, RequestTypeKey};

use super::gather::Gathered;
use crate::page::Page;
use crate::texts::{Text, Voice};
use crate::words;

/// What came of a comment, where that is a status.
pub(super) fn outcome(page: &Page, gathered: &Gathered, event: &TicketEvent) -> Option<Text> {
    let t = page.t;
    match event {
        TicketEvent::Closed(closed) => Some(t.ticket_then_closed(words::close_reason(t, closed.reason))),
        TicketEvent::Held(held) => Some(held.until.map_or_else(
            || words::status(t, page.side(), Status::OnHold),
            |until| t.ticket_then_held_until(page.day(until).words()),
        )),
        TicketEvent::Assigned(assigned) => Some(t.ticket_then_assigned(gathered.names.of(assigned.assignee))),
        event => event.status_after().map(|status| words::status(t, page.side(), status)),
    }
}

/// One line; none for what the page shows elsewhere.
pub(super) fn words(page: &Page, gathered: &Gathered, happened: &Happened) -> Option<Text> {
    use TicketEvent as E;
    let (t, names) = (page.t, &gathered.names);
    let who = names.of(happened.actor);
    let language = t.language();
    Some(match &happened.event {
        // The description, and texts; and who gets mail is nothing to read between them.
        E::Created(_) | E::Commented(_) | E::Noted(_) | E::Muted(_) | E::Unmuted(_) => return None,
        E::StatusChanged(changed) => {
            t.ticket_did_status(words::status(t, page.side(), changed.to.into()), who)
        }
        E::Held(held) => match held.until {
            Some(until) => t.ticket_did_hold_until(page.day(until).words(), who),
            None => t.ticket_did_hold(who),
        },
        E::Resolved(_) => t.ticket_did_resolve(who),
        E::Closed(closed) => t.ticket_did_close(words::close_reason(t, closed.reason), who),
        E::Reopened(_) => t.ticket_did_reopen(who),
        E::Assigned(assigned) if assigned.assignee == happened.actor => t.ticket_did_take(who),
        E::Assigned(assigned) => t.ticket_did_assign(names.of(assigned.assignee), who),
        E::Unassigned(_) => t.ticket_did_unassign(who),
        E::PriorityChanged(changed) => {
            t.ticket_did_priority(words::priority(t, changed.from), words::priority(t, changed.to), who)
        }
        E::RequestTypeChanged(changed) => {
            let name = |key| request_type(gathered, language, key);
            t.ticket_did_type(name(&changed.from), name(&changed.to), who)
        }
        E::SubjectChanged(changed) => t.ticket_did_subject(changed.to.as_str(), who),
        E::Shared(shared) if Some(shared.organization) == gathered.ticket().organization => {
            t.ticket_did_share_with(names.organization(shared.organization), who)
        }
        E::Shared(_) => t.ticket_did_share(who),
        E::Unshared(_) => t.ticket_did_unshare(who),
        E::ParticipantAdded(added) => t.ticket_did_add(names.of(added.person), who),
        E::ParticipantRemoved(removed) if removed.person == happened.actor => t.ticket_did_leave(who),
        E::ParticipantRemoved(removed) => t.ticket_did_remove(names.of(removed.person), who),
        E::Linked(linked) => {
            t.ticket_did_link(link(t, linked.link.kind), names.story().ticket(linked.link.other), who)
        }
        E::Unlinked(unlinked) => t.ticket_did_unlink(names.story().ticket(unlinked.link.other), who),
        E::Attached(attached) => match attached.to {
            AttachedTo::Description | AttachedTo::Comment(_) | AttachedTo::Note(_) => return None,
            AttachedTo::Public | AttachedTo::Internal => t.ticket_did_attach(attached.files.len(), who),
        },
        E::AttachmentQuarantined(_) => t.ticket_did_quarantine(),
    })
}

/// What a request type is called now.
pub(super) fn request_type(gathered: &Gathered, language: Language, key: &RequestTypeKey) -> String {
    let kind = gathered.desk.state.request_types.get(key);
    kind.map_or_else(|| key.to_string(), |kind| kind.name.get(language).as_str().to_owned())
}

/// What a ticket is to another.
pub(super) fn link(t: Voice, kind: LinkKind) -> Text {
    match kind {
        LinkKind::FollowUpOf => t.ticket_link_follow_up_of(),
        LinkKind::FollowedUpBy => t.ticket_link_followed_up_by(),
        LinkKind::DuplicateOf => t.ticket_link_duplicate_of(),
        LinkKind::DuplicatedBy => t.ticket_link_duplicated_by(),
        LinkKind::RelatedTo => t.ticket_link_related_to(),
    }
}
