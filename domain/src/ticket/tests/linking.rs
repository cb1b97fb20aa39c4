//! Links between tickets.

use super::*;
use crate::id::TicketId;
use crate::testing::{MARIA, SAM, TOM, TicketStory};
use crate::ticket::{Link, LinkKind};

const OTHER: TicketId = TicketId(uuid::Uuid::from_u128(0x77));

fn link(kind: LinkKind) -> TicketCommand {
    TicketCommand::Link(Link { kind, other: OTHER })
}

#[test]
fn a_link_looks_the_same_from_both_ends() {
    for kind in LinkKind::ALL {
        assert_eq!(kind.inverse().inverse(), kind);
        assert_eq!(LinkKind::parse(kind.as_str()), Some(kind));
        assert_eq!(kind.inverse().is_for_customers(), kind.is_for_customers());
    }
}

#[test]
fn customers_link_what_they_see_and_only_support_calls_it_a_duplicate() {
    let story = TicketStory::opened();
    assert_eq!(story.clone().when(MARIA, link(LinkKind::RelatedTo)).kinds(), ["ticket.linked"]);
    assert_eq!(story.clone().when(MARIA, link(LinkKind::DuplicateOf)).refusal(), Some("not_allowed"));
    assert_eq!(story.clone().when(TOM, link(LinkKind::RelatedTo)).refusal(), Some("not_found"));
    let linked = story.when(SAM, link(LinkKind::DuplicateOf));
    assert_eq!(linked.kinds(), ["ticket.linked"]);
    let removed = linked.when(SAM, TicketCommand::Unlink(Link { kind: LinkKind::DuplicateOf, other: OTHER }));
    assert_eq!(removed.kinds(), ["ticket.unlinked"]);
    assert!(removed.ticket().links.is_empty());
}

#[test]
fn a_ticket_is_not_linked_to_itself() {
    let story = TicketStory::opened();
    let own = Link { kind: LinkKind::RelatedTo, other: story.ticket().id };
    assert_eq!(story.when(SAM, TicketCommand::Link(own)).refusal(), Some("link_to_itself"));
}

#[test]
fn a_link_leaves_no_trace_for_customers() {
    let story = TicketStory::opened();
    let before = story.ticket().clone();
    let after = story.when(SAM, link(LinkKind::FollowedUpBy));
    let after = after.ticket();
    assert_eq!(after.updated_at, before.updated_at);
    assert!(!after.involved.contains(&SAM), "who linked it is not known by it");
}
