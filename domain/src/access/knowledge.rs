//! What people may know of each other. There is one rule, [`may_know`]: lists of people and members, participants,
//! audiences and histories all show what it says.

use crate::actor::Actor;
use crate::id::PersonId;
use crate::organization::Organization;
use crate::ticket::Ticket;

#[cfg(test)]
mod tests;

/// What a reader may know of a person. Ordered: who may know more may know all that is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knowledge {
    /// Not even that they exist.
    Nothing,
    /// That there is somebody from outside the reader's organizations: no name, and no id that is theirs elsewhere.
    Presence,
    /// The address that the reader typed, and not whether somebody had it before.
    TypedAddress,
    /// What they are called.
    Name,
    /// Also their address.
    NameAndAddress,
}

/// How a person stands to a reader by their organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// They share none.
    Stranger,
    /// They are in one together.
    Colleague,
    /// The reader manages one that the person is in.
    Managed,
}

impl Relation {
    /// How `person` stands to a reader who is in these organizations.
    pub fn of<'o>(
        reader: &Actor,
        person: PersonId,
        organizations: impl IntoIterator<Item = &'o Organization>,
    ) -> Self {
        let common = organizations
            .into_iter()
            .filter(|organization| organization.has_member(reader.person) && organization.has_member(person));
        common
            .map(|common| if common.is_managed_by(reader.person) { Self::Managed } else { Self::Colleague })
            .max()
            .unwrap_or(Self::Stranger)
    }
}

/// How a person stands to a ticket that the reader sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not at all, or no longer.
    Absent,
    /// It is shared with them; they have done nothing to it yet.
    Named,
    /// The same, and this person named them by their address.
    AddressedBy(PersonId),
    /// They asked, had it, or did something to it that customers see.
    Involved,
}

impl Standing {
    /// How a person stands to a ticket.
    pub fn of(ticket: &Ticket, person: PersonId) -> Self {
        if ticket.involved.contains(&person) {
            Self::Involved
        } else if let Some(by) = ticket.by_address.get(&person) {
            Self::AddressedBy(*by)
        } else if ticket.participants.contains(&person) {
            Self::Named
        } else {
            Self::Absent
        }
    }
}

/// What a reader may know of a person:
///
/// * support knows everybody, everybody themself, and a manager the members of their organization, with address;
/// * the members of one organization know each other by name;
/// * on a ticket one sees, those who asked, had it or acted on it are known by name;
/// * whom one shared a ticket with by address is known by that address, and others know that there is somebody, until
///   that person acts on it. So nobody learns from sharing whether an address has an account, or whose it is.
pub fn may_know(reader: &Actor, person: PersonId, relation: Relation, standing: Standing) -> Knowledge {
    if reader.is_support() || reader.person == person || relation == Relation::Managed {
        return Knowledge::NameAndAddress;
    }
    if relation == Relation::Colleague || standing == Standing::Involved {
        return Knowledge::Name;
    }
    match standing {
        Standing::AddressedBy(by) if by == reader.person => Knowledge::TypedAddress,
        Standing::AddressedBy(_) | Standing::Named => Knowledge::Presence,
        Standing::Absent | Standing::Involved => Knowledge::Nothing,
    }
}
