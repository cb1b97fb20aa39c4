//! What is true in a world, kept by hand and by the simplest means: what the program says is held against it.

use std::collections::{BTreeMap, BTreeSet};

use docket_domain::ticket::LinkKind;
use docket_domain::{AttachmentId, OrganizationId, PersonId, Role, TicketId};

/// Somebody.
#[derive(Clone, Debug)]
pub(crate) struct Somebody {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: Role,
    /// Whether they have chosen a password.
    pub(crate) active: bool,
    pub(crate) deactivated: bool,
    /// The organizations they are in, and whether they manage them.
    pub(crate) belongs: BTreeMap<OrganizationId, bool>,
}

impl Somebody {
    /// Whether they can sign in.
    pub(crate) fn can_act(&self) -> bool {
        self.active && !self.deactivated
    }
}

/// A ticket and who has to do with it.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) id: TicketId,
    pub(crate) reporter: PersonId,
    pub(crate) participants: BTreeSet<PersonId>,
    pub(crate) shared: Option<OrganizationId>,
    /// Who did something to it.
    pub(crate) acted: BTreeSet<PersonId>,
    /// A word that stands in no other.
    pub(crate) own: String,
    /// Whether the team wrote an internal note on it.
    pub(crate) noted: bool,
    pub(crate) files: Vec<Filed>,
}

/// A file of a ticket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Filed {
    pub(crate) id: AttachmentId,
    /// Whether it is for the team alone.
    pub(crate) internal: bool,
    /// Whether there is a small picture of it.
    pub(crate) picture: bool,
}

/// Everybody and every ticket.
#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) people: BTreeMap<PersonId, Somebody>,
    pub(crate) tickets: BTreeMap<String, Opened>,
    /// From each end: what the one is to the other.
    pub(crate) links: BTreeSet<(String, LinkKind, String)>,
    /// Who wants no mail about which ticket.
    pub(crate) muted: BTreeSet<(PersonId, String)>,
}

impl Model {
    /// Whether a person has the right to see a ticket.
    pub(crate) fn sees(&self, person: PersonId, key: &str) -> bool {
        let (somebody, ticket) = (&self.people[&person], &self.tickets[key]);
        somebody.role.is_support()
            || ticket.reporter == person
            || ticket.participants.contains(&person)
            || ticket.shared.is_some_and(|shared| somebody.belongs.contains_key(&shared))
    }

    /// Whether a person has the right to a file of a ticket.
    pub(crate) fn may_have(&self, person: PersonId, key: &str, file: &Filed) -> bool {
        self.sees(person, key) && (self.people[&person].role.is_support() || !file.internal)
    }

    /// Who sees a ticket and could be there to see it: whose account was not taken away; of the team, who has chosen a
    /// password.
    pub(crate) fn audience(&self, key: &str) -> BTreeSet<PersonId> {
        let there = |somebody: &Somebody| {
            if somebody.role.is_support() { somebody.can_act() } else { !somebody.deactivated }
        };
        let people = self.people.iter().filter(|(id, somebody)| there(somebody) && self.sees(**id, key));
        people.map(|(id, _)| *id).collect()
    }

    /// Whether a reader may know a person's name on a ticket they both have to do with.
    pub(crate) fn knows_name(&self, reader: PersonId, person: PersonId, key: &str) -> bool {
        let (who, whom) = (&self.people[&reader], &self.people[&person]);
        who.role.is_support()
            || reader == person
            || self.tickets[key].acted.contains(&person)
            || who.belongs.keys().any(|own| whom.belongs.contains_key(own))
    }

    /// Whether a reader may know a person's address without having typed it.
    pub(crate) fn knows_address(&self, reader: PersonId, person: PersonId) -> bool {
        let (who, whom) = (&self.people[&reader], &self.people[&person]);
        let manages = who.belongs.iter().any(|(own, manager)| *manager && whom.belongs.contains_key(own));
        who.role.is_support() || reader == person || manages
    }

    /// Those of some kind, in the order of their ids.
    pub(crate) fn those(&self, of: impl Fn(&Somebody) -> bool) -> Vec<PersonId> {
        self.people.iter().filter(|(_, somebody)| of(somebody)).map(|(id, _)| *id).collect()
    }

    pub(crate) fn keys(&self) -> Vec<String> {
        self.tickets.keys().cloned().collect()
    }
}
