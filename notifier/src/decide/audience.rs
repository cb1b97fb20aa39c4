use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use docket_domain::organization::Organization;
use docket_domain::ticket::{AttachedTo, Ticket, TicketEvent};
use docket_domain::{PersonId, SYSTEM, Side};
use uuid::Uuid;

use super::Support;
use crate::ledger::{Decision, TicketTemplate, Why, WhyNot};

/// The most members of an organization that get a row saying that they do not follow a ticket. In a larger one nobody
/// expects mail about a colleague's ticket, and nobody would read a thousand rows that say so: there they get none.
const MAX_BYSTANDERS: usize = 25;

/// What one command did to one ticket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Act<'a> {
    /// Who did it.
    pub(crate) actor: Uuid,
    /// The side they did it for.
    pub(crate) side: Side,
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// All of it.
    pub(crate) events: &'a [&'a TicketEvent],
}

/// Somebody who may expect a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) person: PersonId,
    pub(crate) template: TicketTemplate,
    /// As far as it can be said without looking at the person.
    pub(crate) decision: Decision,
}

/// The candidates of a command, each person once, those with the most particular reason first. `ticket` is as the
/// command left it; `organization` is the one it is shared with.
pub(crate) fn audience(
    act: &Act<'_>,
    ticket: &Ticket,
    support: &Support,
    organization: Option<&Organization>,
) -> Vec<Candidate> {
    let mut list = List::default();
    for event in act.events {
        for_one_person(event, act, ticket, &mut list);
    }
    if let Some(template) = headline(act) {
        let created = template == TicketTemplate::Created;
        match act.side {
            // A hold is over: that is for those who have to go on with it.
            Side::Support if act.actor == SYSTEM && template == TicketTemplate::Status => {
                supporters(template, ticket, support, &mut list);
            }
            Side::Support if created => list.send(ticket.reporter, TicketTemplate::Receipt, Why::Reporter),
            Side::Support => customers(template, ticket, &mut list),
            Side::Customer => {
                supporters(template, ticket, support, &mut list);
                if !created {
                    customers(template, ticket, &mut list);
                }
            }
        }
        if let Some(organization) = organization.filter(|_| !created) {
            bystanders(template, organization, support, &mut list);
        }
    }
    for event in act.events {
        if matches!(event, TicketEvent::Shared(_) | TicketEvent::Unshared(_)) {
            list.send(ticket.reporter, TicketTemplate::Visibility, Why::Reporter);
            if let Some(organization) = organization {
                bystanders(TicketTemplate::Visibility, organization, support, &mut list);
            }
        }
    }
    if act.actor != SYSTEM && !list.candidates.is_empty() {
        let template = headline(act).unwrap_or(list.candidates[0].template);
        list.add(PersonId(act.actor), template, Decision::Suppress(WhyNot::Actor));
    }
    list.candidates
}

#[derive(Default)]
struct List {
    candidates: Vec<Candidate>,
    seen: BTreeSet<PersonId>,
}

impl List {
    fn add(&mut self, person: PersonId, template: TicketTemplate, decision: Decision) {
        if self.seen.insert(person) {
            self.candidates.push(Candidate { person, template, decision });
        }
    }

    fn send(&mut self, person: PersonId, template: TicketTemplate, why: Why) {
        self.add(person, template, Decision::Send(why));
    }
}

/// Whom an event concerns by name.
fn for_one_person(event: &TicketEvent, act: &Act<'_>, ticket: &Ticket, list: &mut List) {
    match event {
        TicketEvent::Noted(noted) => {
            for colleague in &noted.mentions {
                list.send(*colleague, TicketTemplate::Noted, Why::Mentioned);
            }
        }
        TicketEvent::Assigned(assigned) => {
            list.send(assigned.assignee, TicketTemplate::Assigned, Why::Assignee);
        }
        TicketEvent::ParticipantAdded(added) => {
            list.send(added.person, TicketTemplate::Participant, Why::Participant);
        }
        TicketEvent::AttachmentQuarantined(quarantined) => {
            let mut held = ticket.attachments.iter();
            if let Some(held) = held.find(|held| held.file.id == quarantined.attachment) {
                list.send(held.by, TicketTemplate::Quarantined, Why::Attacher);
            }
        }
        TicketEvent::Created(created) => {
            // Who is both reporter and participant gets the receipt.
            let others = created.participants.iter().filter(|p| **p != created.reporter);
            for participant in others.filter(|p| p.0 != act.actor) {
                list.send(*participant, TicketTemplate::Participant, Why::Participant);
            }
        }
        TicketEvent::Commented(_)
        | TicketEvent::StatusChanged(_)
        | TicketEvent::Held(_)
        | TicketEvent::Resolved(_)
        | TicketEvent::Closed(_)
        | TicketEvent::Reopened(_)
        | TicketEvent::Unassigned(_)
        | TicketEvent::PriorityChanged(_)
        | TicketEvent::RequestTypeChanged(_)
        | TicketEvent::SubjectChanged(_)
        | TicketEvent::Shared(_)
        | TicketEvent::Unshared(_)
        | TicketEvent::ParticipantRemoved(_)
        | TicketEvent::Muted(_)
        | TicketEvent::Unmuted(_)
        | TicketEvent::Linked(_)
        | TicketEvent::Unlinked(_)
        | TicketEvent::Attached(_) => {}
    }
}

/// The one thing that a mail about the whole command is about, if both sides are concerned at all.
pub(crate) fn headline(act: &Act<'_>) -> Option<TicketTemplate> {
    let weight = |template: TicketTemplate| {
        [
            TicketTemplate::Created,
            TicketTemplate::Closed,
            TicketTemplate::Resolved,
            TicketTemplate::Reopened,
            TicketTemplate::Commented,
            TicketTemplate::Attached,
            TicketTemplate::Held,
        ]
        .iter()
        .position(|heavier| *heavier == template)
        .unwrap_or(usize::MAX)
    };
    act.events.iter().filter_map(|event| about(event)).min_by_key(|template| weight(*template))
}

fn about(event: &TicketEvent) -> Option<TicketTemplate> {
    match event {
        TicketEvent::Created(_) => Some(TicketTemplate::Created),
        TicketEvent::Commented(_) => Some(TicketTemplate::Commented),
        TicketEvent::Attached(attached) if attached.to == AttachedTo::Public => {
            Some(TicketTemplate::Attached)
        }
        TicketEvent::StatusChanged(_) => Some(TicketTemplate::Status),
        TicketEvent::Held(_) => Some(TicketTemplate::Held),
        TicketEvent::Resolved(_) => Some(TicketTemplate::Resolved),
        TicketEvent::Closed(_) => Some(TicketTemplate::Closed),
        TicketEvent::Reopened(_) => Some(TicketTemplate::Reopened),
        TicketEvent::Noted(_)
        | TicketEvent::Assigned(_)
        | TicketEvent::Unassigned(_)
        | TicketEvent::PriorityChanged(_)
        | TicketEvent::RequestTypeChanged(_)
        | TicketEvent::SubjectChanged(_)
        | TicketEvent::Shared(_)
        | TicketEvent::Unshared(_)
        | TicketEvent::ParticipantAdded(_)
        | TicketEvent::ParticipantRemoved(_)
        | TicketEvent::Muted(_)
        | TicketEvent::Unmuted(_)
        | TicketEvent::Linked(_)
        | TicketEvent::Unlinked(_)
        | TicketEvent::Attached(_)
        | TicketEvent::AttachmentQuarantined(_) => None,
    }
}

/// The side that an event says by itself that it was for.
pub(crate) fn said_by(event: &TicketEvent) -> Option<Side> {
    if let TicketEvent::Commented(commented) = event {
        Some(commented.side)
    } else if let TicketEvent::Attached(attached) = event {
        Some(attached.side)
    } else {
        None
    }
}

/// The agent who has it, or all of support. An agent who has left support has nothing any more.
fn supporters(template: TicketTemplate, ticket: &Ticket, support: &Support, list: &mut List) {
    match ticket.assignee.filter(|assignee| support.has(*assignee)) {
        Some(assignee) => list.send(assignee, template, Why::Assignee),
        None => {
            for agent in support.queue() {
                list.send(agent, template, Why::Queue);
            }
        }
    }
}

fn customers(template: TicketTemplate, ticket: &Ticket, list: &mut List) {
    list.send(ticket.reporter, template, Why::Reporter);
    for participant in &ticket.participants {
        list.send(*participant, template, Why::Participant);
    }
    for follower in &ticket.followers {
        list.send(*follower, template, Why::Follower);
    }
}

fn bystanders(template: TicketTemplate, organization: &Organization, support: &Support, list: &mut List) {
    if organization.members.len() <= MAX_BYSTANDERS {
        for member in organization.members.keys().filter(|member| !support.has(**member)) {
            list.add(*member, template, Decision::Suppress(WhyNot::NotFollowing));
        }
    }
}
