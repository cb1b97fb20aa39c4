//! One line about an event, for the history.

use docket_domain::ticket::{Link, LinkKind, TicketEvent};
use docket_domain::{PersonId, TicketId};

use super::Briefs;

/// The people an event names.
pub(super) fn people(event: &TicketEvent) -> Vec<PersonId> {
    use TicketEvent as E;
    match event {
        E::Created(created) => created.participants.iter().copied().chain([created.reporter]).collect(),
        E::Noted(noted) => noted.mentions.iter().copied().collect(),
        E::Assigned(assigned) => vec![assigned.assignee],
        E::ParticipantAdded(added) => vec![added.person],
        E::ParticipantRemoved(removed) => vec![removed.person],
        E::Commented(_)
        | E::StatusChanged(_)
        | E::Held(_)
        | E::Resolved(_)
        | E::Closed(_)
        | E::Reopened(_)
        | E::Unassigned(_)
        | E::PriorityChanged(_)
        | E::RequestTypeChanged(_)
        | E::SubjectChanged(_)
        | E::Shared(_)
        | E::Unshared(_)
        | E::Muted(_)
        | E::Unmuted(_)
        | E::Linked(_)
        | E::Unlinked(_)
        | E::Attached(_)
        | E::AttachmentQuarantined(_) => Vec::new(),
    }
}

/// The other ticket that an event names.
pub(super) fn other_ticket(event: &TicketEvent) -> Option<TicketId> {
    let link = if let TicketEvent::Linked(linked) = event {
        linked.link
    } else if let TicketEvent::Unlinked(unlinked) = event {
        unlinked.link
    } else {
        return None;
    };
    Some(link.other)
}

/// What happened, in plain words, to be read after the actor's name.
pub(super) fn of(event: &TicketEvent, briefs: &Briefs) -> String {
    use TicketEvent as E;
    match event {
        E::Created(created) => format!("opened the ticket: {}", created.subject),
        E::Commented(_) => "commented".to_owned(),
        E::Noted(_) => "wrote an internal note".to_owned(),
        E::StatusChanged(changed) => {
            let to = docket_domain::ticket::Status::from(changed.to);
            format!("changed the status from {} to {to}", changed.from)
        }
        E::Held(held) => held.until.map_or_else(
            || "put the ticket on hold".to_owned(),
            |until| format!("put the ticket on hold until {}", until.format("%Y-%m-%d")),
        ),
        E::Resolved(_) => "resolved the ticket".to_owned(),
        E::Closed(closed) => format!("closed the ticket: {}", closed.reason.as_str()),
        E::Reopened(_) => "reopened the ticket".to_owned(),
        E::Assigned(assigned) => format!("assigned the ticket to {}", briefs.name(assigned.assignee)),
        E::Unassigned(_) => "assigned the ticket to nobody".to_owned(),
        E::PriorityChanged(changed) => {
            format!("changed the priority from {} to {}", changed.from.as_str(), changed.to.as_str())
        }
        E::RequestTypeChanged(changed) => {
            format!("changed the request type from {} to {}", changed.from, changed.to)
        }
        E::SubjectChanged(changed) => format!("changed the subject to: {}", changed.to),
        E::Shared(_) => "shared the ticket with the organization".to_owned(),
        E::Unshared(_) => "made the ticket private".to_owned(),
        E::ParticipantAdded(added) => format!("shared the ticket with {}", briefs.name(added.person)),
        E::ParticipantRemoved(removed) => {
            format!("no longer shares the ticket with {}", briefs.name(removed.person))
        }
        E::Muted(_) => "muted mail about the ticket".to_owned(),
        E::Unmuted(_) => "takes mail about the ticket again".to_owned(),
        E::Linked(linked) => {
            format!("linked the ticket: {} {}", words(linked.link.kind), briefs.ticket(linked.link.other))
        }
        E::Unlinked(unlinked) => {
            let Link { kind, other } = unlinked.link;
            format!("removed the link: {} {}", words(kind), briefs.ticket(other))
        }
        E::Attached(attached) => {
            let names: Vec<&str> = attached.files.iter().map(|file| file.name.as_str()).collect();
            format!("attached {}", names.join(", "))
        }
        E::AttachmentQuarantined(_) => "keeps a file back: it was found to be harmful".to_owned(),
    }
}

fn words(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::FollowUpOf => "follow-up of",
        LinkKind::FollowedUpBy => "followed up by",
        LinkKind::DuplicateOf => "duplicate of",
        LinkKind::DuplicatedBy => "duplicated by",
        LinkKind::RelatedTo => "related to",
    }
}
