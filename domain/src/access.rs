//! Who sees a ticket, and what each may do with it. There is one predicate and it is here: a list, a single read, a
//! search, a stream, an export and a mail all show what [`can_see`] says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::id::{OrganizationId, PersonId};
use crate::refusal::{Refusal, RefusalClass};
use crate::ticket::Ticket;

mod knowledge;
#[cfg(test)]
mod tests;

pub use knowledge::{Knowledge, Relation, Standing, may_know};

/// Who sees a ticket besides its reporter, its participants and support.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Nobody.
    Private,
    /// The members of this organization.
    Organization(OrganizationId),
}

impl Visibility {
    /// The organization it is shared with.
    pub fn organization(self) -> Option<OrganizationId> {
        match self {
            Self::Private => None,
            Self::Organization(organization) => Some(organization),
        }
    }
}

/// What decides over the sight of a ticket.
#[derive(Clone, Copy, Debug)]
pub struct TicketAccess<'a> {
    /// Who opened it, or for whom an agent did.
    pub reporter: PersonId,
    /// Whom it is shared with by name.
    pub participants: &'a BTreeSet<PersonId>,
    /// Whom else it is shared with.
    pub visibility: Visibility,
}

/// Whether a person sees a ticket: support sees all; a customer sees what they reported, what is shared with them by
/// name and what is shared with an organization they are a member of at this moment.
pub fn can_see(actor: &Actor, access: TicketAccess<'_>) -> bool {
    let by_name = access.reporter == actor.person || access.participants.contains(&actor.person);
    is_sighted(actor.is_support(), by_name, access.visibility, &actor.organizations)
}

/// The rule of [`can_see`], for a caller who keeps whether a ticket is a person's by name, and not by which.
pub fn is_sighted(
    is_support: bool,
    by_name: bool,
    visibility: Visibility,
    organizations: &BTreeSet<OrganizationId>,
) -> bool {
    is_support || by_name || visibility.organization().is_some_and(|shared| organizations.contains(&shared))
}

/// What a person can want to do with a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read it and its comments.
    Read,
    /// Write a public comment.
    Comment,
    /// Read internal notes.
    SeeNotes,
    /// Write an internal note.
    Note,
    /// Say where it stands: also put it on hold and resolve it.
    ChangeStatus,
    /// Close it.
    Close,
    /// Reopen it. For customers the time for it is limited, which is the workflow's matter.
    Reopen,
    /// Give an agent the task, or take it.
    Assign,
    /// Say how urgent it is.
    SetPriority,
    /// Make it another kind of request.
    ChangeRequestType,
    /// Give it another subject.
    ChangeSubject,
    /// Share it with an organization, or no longer.
    Share,
    /// Share it with a person by name.
    AddParticipant {
        /// Whether the desk lets participants do so.
        participants_may_add: bool,
    },
    /// Take a person's sight by name away.
    RemoveParticipant {
        /// Whose.
        person: PersonId,
    },
    /// Stop or start mails about it to oneself.
    Mute,
    /// Say what it is to another ticket, or no longer.
    Link {
        /// Whether it is said thereby which of the two is worked on.
        judged: bool,
    },
    /// Keep one of its files from everybody.
    Quarantine,
    /// Open one for somebody else. Not an act on a ticket that is there, yet it has the same remedy.
    OpenForOthers,
}

impl Action {
    /// What to do instead, for those who may not.
    pub fn remedy(self) -> &'static str {
        match self {
            Self::Read | Self::Comment | Self::Close | Self::Reopen | Self::Mute => {
                "only those who can see the request do this: ask its reporter to share it with you"
            }
            Self::Link { .. } => {
                "only support says that requests are duplicates: link them as related_to instead"
            }
            Self::SeeNotes | Self::Note => "internal notes are for support: write a public comment instead",
            Self::ChangeStatus => {
                "only support changes the status: comment on, close or reopen the request instead"
            }
            Self::Assign => "only support assigns requests: ask for it in a comment",
            Self::SetPriority => "only support sets the priority: say in a comment how urgent it is",
            Self::ChangeRequestType => "only support changes the request type: ask for it in a comment",
            Self::ChangeSubject => "only the reporter and support change the subject: ask one of them",
            Self::Share => {
                "only the reporter and support share a request with an organization: ask one of them"
            }
            Self::AddParticipant { .. } => "only the reporter and support add people here: ask one of them",
            Self::RemoveParticipant { .. } => {
                "only the reporter and support remove other people: ask one of them"
            }
            Self::Quarantine => "only the scanner keeps files back: ask an administrator to look at it",
            Self::OpenForOthers => {
                "only support opens requests for others: open it for yourself and share it"
            }
        }
    }
}

/// Why somebody may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// They may not know that the ticket exists: the same answer as for one that does not.
    #[error("there is no such request, or it is not shared with you")]
    Invisible,
    /// They see it, yet this is for others to do.
    #[error("{}", .0.remedy())]
    NotAllowed(Action),
}

impl Refusal for Denied {
    fn code(&self) -> &'static str {
        match self {
            Self::Invisible => "not_found",
            Self::NotAllowed(_) => "not_allowed",
        }
    }

    fn class(&self) -> RefusalClass {
        match self {
            Self::Invisible => RefusalClass::Invisible,
            Self::NotAllowed(_) => RefusalClass::Forbidden,
        }
    }
}

/// Whether a person may do something with a ticket, whatever state it is in.
///
/// # Errors
/// [`Denied`].
pub fn may(actor: &Actor, action: Action, ticket: &Ticket) -> Result<(), Denied> {
    may_with(actor, action, ticket.access())
}

/// As [`may`], for a caller who knows of the ticket no more than who sees it.
///
/// # Errors
/// [`Denied`].
pub fn may_with(actor: &Actor, action: Action, access: TicketAccess<'_>) -> Result<(), Denied> {
    if !can_see(actor, access) {
        return Err(Denied::Invisible);
    }
    let is_reporter = access.reporter == actor.person;
    let allowed = actor.is_support()
        || match action {
            Action::Read | Action::Comment | Action::Close | Action::Reopen | Action::Mute => true,
            Action::Link { judged } => !judged,
            Action::ChangeSubject | Action::Share => is_reporter,
            Action::AddParticipant { participants_may_add } => {
                is_reporter || (participants_may_add && access.participants.contains(&actor.person))
            }
            Action::RemoveParticipant { person } => is_reporter || person == actor.person,
            Action::SeeNotes
            | Action::Note
            | Action::ChangeStatus
            | Action::Assign
            | Action::SetPriority
            | Action::ChangeRequestType
            | Action::Quarantine
            | Action::OpenForOthers => false,
        };
    if allowed { Ok(()) } else { Err(Denied::NotAllowed(action)) }
}
